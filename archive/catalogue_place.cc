#include "archive/catalogue_place.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xxhash.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <random>
#include <system_error>
#include <utility>

#include "archive/catalogue_rebuild.h"
#include "archive/directory_lock.h"
#include "archive/own_names.h"
#include "archive/tree_walk.h"

namespace jackdaw::archive {
namespace {

enum class FileKind { kNone, kEmpty, kRegular, kOther };

Error IoFailure(const std::string& what, int error_number) {
  return {ErrorCode::kIo, 0, what + ": " + std::generic_category().message(error_number)};
}

FileKind KindOf(const std::string& path) {
  struct stat st;
  if (lstat(path.c_str(), &st) != 0) return FileKind::kNone;
  if (!S_ISREG(st.st_mode)) return FileKind::kOther;
  return st.st_size == 0 ? FileKind::kEmpty : FileKind::kRegular;
}

Result<std::string> RealPath(const std::string& path) {
  const std::unique_ptr<char, decltype(&free)> real(realpath(path.c_str(), nullptr), free);
  if (real == nullptr) return IoFailure("cannot open", errno);
  return std::string(real.get());
}

bool CanWriteIn(const std::string& directory) { return access(directory.c_str(), W_OK) == 0; }

std::string Hex(uint64_t number) {
  std::array<char, 17> text{};
  std::snprintf(text.data(), text.size(), "%016llx", static_cast<unsigned long long>(number));
  return text.data();
}

std::string NewTreeId() {
  std::random_device device;
  std::string id;
  for (int i = 0; i < 2; ++i) id += Hex(uint64_t{device()} << 32 | device());
  return id;
}

Error NotRegular() { return {ErrorCode::kIo, 0, "is not a regular file"}; }

Result<OpenCatalogue> StartRebuild(const CataloguePlace& place, const CatalogueOpening& opening) {
  const bool is_there = KindOf(place.path) == FileKind::kRegular;
  if (is_there && place.is_named && !LooksLikeCatalogue(place.path)) {
    return Error{ErrorCode::kInvalidArgument, 0,
                 "is not a catalogue, or its start is damaged; remove it first if it may go"};
  }
  CatalogueFacts facts{NewTreeId(), place.tree, opening.made};
  if (is_there) {
    const Result<Catalogue> before = Catalogue::Open(place.path, OpenMode::kRead);
    if (before.ok()) facts.tree_id = before.value().facts().tree_id;
  }
  Result<Catalogue> made =
      BeginRebuilt(place.path, !place.is_named, std::move(facts), opening.on_rebuilt);
  if (!made.ok()) return made.error();
  return OpenCatalogue{std::move(made).value(), true, true, true};
}

// OK when it is the tree's, or may become so.
Status CheckTreePath(const CataloguePlace& place, const CatalogueOpening& opening,
                     OpenCatalogue* opened) {
  if (opened->catalogue.facts().tree_path == place.tree) return OkStatus();
  if (place.is_named && !opening.accept_move) {
    return Error{ErrorCode::kInvalidArgument, 0,
                 "is the catalogue of " + opened->catalogue.facts().tree_path};
  }
  return opened->can_write ? opened->catalogue.SetTreePath(place.tree) : OkStatus();
}

}  // namespace

Result<CataloguePlace> FindCataloguePlace(const std::string& root,
                                          const std::optional<std::string>& named,
                                          const std::string& state_home) {
  CataloguePlace place;
  Result<std::string> tree = RealPath(root);
  if (!tree.ok()) return tree.error();
  place.tree = std::move(tree).value();
  struct stat st;
  if (stat(place.tree.c_str(), &st) != 0) return IoFailure("cannot open", errno);
  if (!S_ISDIR(st.st_mode)) return IoFailure("cannot list", ENOTDIR);
  if (named.has_value()) {
    place.path = *named;
    place.is_named = true;
    place.can_write = CanWriteIn(DirectoryOf(place.path));
    return place;
  }
  place.path = JoinNames(place.tree, kCatalogueName);
  place.can_write = CanWriteIn(place.tree);
  if (place.can_write) return place;
  const std::string outside =
      JoinNames(state_home, "jackdaw/catalogues/" +
                                Hex(XXH3_64bits(place.tree.data(), place.tree.size())) + ".sqlite");
  if (KindOf(place.path) == FileKind::kRegular && KindOf(outside) == FileKind::kNone) return place;
  place.path = outside;
  place.can_write = true;
  return place;
}

Result<OpenCatalogue> OpenCatalogueAt(const CataloguePlace& place,
                                      const CatalogueOpening& opening) {
  const FileKind kind = KindOf(place.path);
  if (kind == FileKind::kOther) return NotRegular();
  if (place.can_write) {
    std::error_code error;
    std::filesystem::create_directories(DirectoryOf(place.path), error);
    if (error) return IoFailure("cannot create its directory", error.value());
  }
  if (opening.rebuild) return StartRebuild(place, opening);
  if (kind != FileKind::kRegular) {
    Result<Catalogue> made = Catalogue::Create(place.path, {NewTreeId(), place.tree, opening.made});
    if (made.ok()) return OpenCatalogue{std::move(made).value(), true, true, false};
    // Another process may have made it meanwhile: then it is opened.
    if (KindOf(place.path) != FileKind::kRegular) return made.error();
  }
  const bool can_write = place.can_write && access(place.path.c_str(), W_OK) == 0;
  Result<Catalogue> there =
      Catalogue::Open(place.path, can_write ? OpenMode::kWrite : OpenMode::kRead);
  if (!there.ok()) return there.error();
  OpenCatalogue opened{std::move(there).value(), false, can_write, false};
  const Status is_right = CheckTreePath(place, opening, &opened);
  if (!is_right.ok()) return is_right.error();
  return opened;
}

Result<std::optional<Catalogue>> OpenCatalogueToRead(const CataloguePlace& place) {
  const FileKind kind = KindOf(place.path);
  if (kind == FileKind::kOther) return NotRegular();
  if (kind != FileKind::kRegular) return std::optional<Catalogue>();
  Result<Catalogue> opened = Catalogue::Open(place.path, OpenMode::kRead);
  if (!opened.ok()) return opened.error();
  return std::optional(std::move(opened).value());
}

Status FinishRebuild(const CataloguePlace& place, OpenCatalogue opened) {
  return FinishRebuilt(place.path, std::move(opened.catalogue));
}

}  // namespace jackdaw::archive
