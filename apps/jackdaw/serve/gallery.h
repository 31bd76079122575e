// What a folder of the tree shows as a page, without its HTML.
#ifndef JACKDAW_APPS_JACKDAW_SERVE_GALLERY_H_
#define JACKDAW_APPS_JACKDAW_SERVE_GALLERY_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "archive/tree.h"
#include "jackdaw/result.h"

namespace jackdaw::serve {

enum class GalleryOrder { kName, kNewest, kLargest };
const char* OrderName(GalleryOrder order);  // "name", "newest", "largest"
std::optional<GalleryOrder> FindOrder(std::string_view name);

struct GalleryFile {
  std::string name;
  uint64_t size = 0;        // of the original
  uint64_t disk_bytes = 0;  // of what is on the disk
  archive::Storage storage = archive::Storage::kPlain;
  int64_t modified = 0;     // seconds since 1970
  std::string version;      // another one after every change of the file
  bool is_damaged = false;  // its .jkd cannot be read
};

struct GalleryTotals {
  size_t num_files = 0;  // that can be read
  uint64_t bytes = 0, disk_bytes = 0;
};

struct Gallery {
  std::string tree_name;  // of the root
  std::string path;       // below it; empty for the root
  GalleryOrder order = GalleryOrder::kName;
  size_t page = 0, num_pages = 1;
  size_t num_files = 0;                 // in the folder
  std::vector<std::string> folders;     // in the folder; only page 0 shows them
  std::vector<GalleryFile> files;       // of this page
  std::optional<GalleryTotals> totals;  // of the folder's files; none when there are very many
};

inline constexpr size_t kFilesPerPage = 60;

struct GalleryRequest {
  std::string path;
  GalleryOrder order = GalleryOrder::kName;
  size_t page = 0;  // beyond the last: the last
  bool with_hidden = false;
};

// Lists a folder. Names are in natural order: 9 before 10, without regard to case. Links count as
// what they lead to. Errors: those of Tree::ListDirectory.
Result<Gallery> ListGallery(const archive::Tree& tree, const GalleryRequest& request);

// Changes with every change of the file: for addresses and entity tags.
std::string VersionOf(const archive::FileId& id);

// Whether `a` comes before `b` in natural order.
bool ComesBefore(std::string_view a, std::string_view b);

}  // namespace jackdaw::serve

#endif  // JACKDAW_APPS_JACKDAW_SERVE_GALLERY_H_
