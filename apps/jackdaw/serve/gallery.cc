#include "apps/jackdaw/serve/gallery.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <span>
#include <utility>

namespace jackdaw::serve {
namespace {

using archive::Entry;
using archive::EntryKind;

// In folders with more files than this, only those of the page are looked at; and with more than
// the second number, the order is that of names whatever was asked for.
constexpr size_t kMaxFilesForTotals = 5000;
constexpr size_t kMaxFilesForOrder = 20000;

constexpr std::array<GalleryOrder, 3> kOrders = {GalleryOrder::kName, GalleryOrder::kNewest,
                                                 GalleryOrder::kLargest};

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
char Lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

// Cuts the digits off the front of `text`, and returns them without leading zeros.
std::string_view TakeDigits(std::string_view* text) {
  const auto end = std::find_if_not(text->begin(), text->end(), IsDigit);
  const size_t length = static_cast<size_t>(end - text->begin());
  std::string_view digits = text->substr(0, length);
  text->remove_prefix(length);
  digits.remove_prefix(std::min(digits.find_first_not_of('0'), digits.size()));
  return digits;
}

// Negative, zero or positive, as `a` is before, the same as, or after `b`.
int CompareNatural(std::string_view a, std::string_view b) {
  while (!a.empty() && !b.empty()) {
    if (IsDigit(a.front()) && IsDigit(b.front())) {
      const std::string_view x = TakeDigits(&a), y = TakeDigits(&b);
      if (x.size() != y.size()) return x.size() < y.size() ? -1 : 1;
      if (const int order = x.compare(y); order != 0) return order;
      continue;
    }
    const auto x = static_cast<unsigned char>(Lower(a.front()));
    const auto y = static_cast<unsigned char>(Lower(b.front()));
    if (x != y) return x < y ? -1 : 1;
    a.remove_prefix(1);
    b.remove_prefix(1);
  }
  return static_cast<int>(!a.empty()) - static_cast<int>(!b.empty());
}

std::string JoinPath(const std::string& folder, const std::string& name) {
  return folder.empty() ? name : folder + "/" + name;
}

GalleryFile FileOf(const Entry& entry, const std::string& name) {
  GalleryFile file;
  file.name = name;
  file.size = entry.size;
  file.disk_bytes = static_cast<uint64_t>(entry.disk.st_size);
  file.storage = entry.storage;
  file.modified = entry.mtime().tv_sec;
  file.version = VersionOf(entry.id());
  file.is_damaged = entry.problem.has_value();
  return file;
}

// The names of a folder by what they are; links as what they lead to.
struct Names {
  std::vector<std::string> folders, files;
};

Result<Names> ListNames(const archive::Tree& tree, const GalleryRequest& request) {
  const auto listed = tree.ListNames(request.path);
  if (!listed.ok()) return listed.error();
  Names names;
  for (const archive::DirectoryName& entry : listed.value()) {
    if (entry.name.starts_with('.') && !request.with_hidden) continue;
    EntryKind kind = entry.kind;
    if (kind == EntryKind::kSymlink) {
      const auto target = tree.Follow(JoinPath(request.path, entry.name));
      if (!target.ok() || !target.value().has_value()) continue;
      kind = target.value()->kind;
    }
    if (kind == EntryKind::kDirectory) names.folders.push_back(entry.name);
    if (kind == EntryKind::kFile) names.files.push_back(entry.name);
  }
  std::sort(names.folders.begin(), names.folders.end(), ComesBefore);
  std::sort(names.files.begin(), names.files.end(), ComesBefore);
  return names;
}

// Facts of the files of these names; those that have vanished are left out.
std::vector<GalleryFile> Look(const archive::Tree& tree, const std::string& folder,
                              std::span<const std::string> names) {
  std::vector<GalleryFile> files;
  for (const std::string& name : names) {
    const auto entry = tree.Follow(JoinPath(folder, name));
    if (!entry.ok() || !entry.value().has_value()) continue;
    if (entry.value()->kind == EntryKind::kFile) files.push_back(FileOf(*entry.value(), name));
  }
  return files;
}

GalleryTotals AddUp(const std::vector<GalleryFile>& files) {
  GalleryTotals totals;
  for (const GalleryFile& file : files) {
    if (file.is_damaged) continue;
    ++totals.num_files;
    totals.bytes += file.size;
    totals.disk_bytes += file.disk_bytes;
  }
  return totals;
}

void Sort(GalleryOrder order, std::vector<GalleryFile>* files) {
  if (order == GalleryOrder::kName) return;  // they are
  std::stable_sort(files->begin(), files->end(), [order](const auto& a, const auto& b) {
    return order == GalleryOrder::kNewest ? a.modified > b.modified : a.size > b.size;
  });
}

// The part of `all` that page `page` shows.
template <class T>
std::span<const T> PageOf(const std::vector<T>& all, size_t page) {
  const size_t start = std::min(page * kFilesPerPage, all.size());
  return std::span<const T>(all).subspan(start, std::min(kFilesPerPage, all.size() - start));
}

}  // namespace

const char* OrderName(GalleryOrder order) {
  switch (order) {
    case GalleryOrder::kNewest:
      return "newest";
    case GalleryOrder::kLargest:
      return "largest";
    case GalleryOrder::kName:
      break;
  }
  return "name";
}

std::optional<GalleryOrder> FindOrder(std::string_view name) {
  for (const GalleryOrder order : kOrders) {
    if (name == OrderName(order)) return order;
  }
  return std::nullopt;
}

bool ComesBefore(std::string_view a, std::string_view b) {
  const int order = CompareNatural(a, b);
  return order != 0 ? order < 0 : a < b;
}

std::string VersionOf(const archive::FileId& id) {
  return fmt::format("{:x}-{:x}", archive::FileIdHash()(id), id.size);
}

Result<Gallery> ListGallery(const archive::Tree& tree, const GalleryRequest& request) {
  Result<Names> listed = ListNames(tree, request);
  if (!listed.ok()) return listed.error();
  Names& names = listed.value();
  Gallery gallery;
  gallery.path = request.path;
  gallery.order = names.files.size() > kMaxFilesForOrder ? GalleryOrder::kName : request.order;
  gallery.num_files = names.files.size();
  gallery.folders = std::move(names.folders);
  gallery.num_pages = std::max<size_t>(1, (names.files.size() + kFilesPerPage - 1) / kFilesPerPage);
  gallery.page = std::min(request.page, gallery.num_pages - 1);
  const bool looks_at_all =
      gallery.order != GalleryOrder::kName || names.files.size() <= kMaxFilesForTotals;
  if (!looks_at_all) {
    gallery.files = Look(tree, request.path, PageOf(names.files, gallery.page));
    return gallery;
  }
  std::vector<GalleryFile> files = Look(tree, request.path, names.files);
  gallery.totals = AddUp(files);
  Sort(gallery.order, &files);
  const std::span<const GalleryFile> shown = PageOf(files, gallery.page);
  gallery.files.assign(shown.begin(), shown.end());
  return gallery;
}

}  // namespace jackdaw::serve
