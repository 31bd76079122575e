// A picture of a tree: the forms in which it lies there now, and what the catalogue says of them.
#ifndef JACKDAW_ARCHIVE_CATALOGUE_PICTURE_H_
#define JACKDAW_ARCHIVE_CATALOGUE_PICTURE_H_

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "archive/catalogue.h"
#include "archive/catalogue_names.h"
#include "archive/tree_walk.h"
#include "jackdaw/result.h"

namespace jackdaw::archive {

// A regular file as it lies in the tree.
struct FileState {
  uint64_t size = 0;
  int64_t mtime_ns = 0;

  bool operator==(const FileState&) const = default;
};

struct PictureForm {
  std::string path;
  std::optional<FileState> now;    // none: it is not there
  std::optional<StoredEntry> old;  // what the catalogue says
  // What ProbeForm finds in the file that is there now.
  CatalogueEntry found;
  std::optional<Error> damage;      // the file is not what it should be
  std::optional<Error> unreadable;  // it could not be looked at
};

struct TreePicture {
  std::string name;                           // of the original, below the root
  std::array<PictureForm, kNumForms> forms;   // by Form
  std::optional<std::string> cannot_look_at;  // why the forms that are there are not known
};

// The state of a file below the root that is regular; none when there is none. kIo when the
// operating system does not say.
Result<std::optional<FileState>> StateOf(const std::string& root, const std::string& path);

// The pictures of a tree, each once, in the order of the walk. Memory is bounded.
class PictureReader {
 public:
  struct Spec {
    std::string root;
    // Whether a file of this base name is an original; names of .jkd files are known.
    std::function<bool(std::string_view name)> is_original;
    std::function<void(const std::string& path, const Error& error)> on_problem;
    Catalogue* catalogue = nullptr;  // may be null
  };

  explicit PictureReader(Spec spec);
  PictureReader(const PictureReader&) = delete;
  PictureReader& operator=(const PictureReader&) = delete;

  // The next pictures, at most max_pictures; fewer only at the end.
  Result<std::vector<TreePicture>> Next(size_t max_pictures);

  // The picture of this name, wherever it lies, as Next() fills it in.
  Result<TreePicture> Look(const FormName& name, const std::string& path);

 private:
  // The form of a file in the tree; of a .jkd whose name was cut, it may have to open it.
  FormName NameAt(const std::string& path) const;
  // Nothing when another form of the picture is the one at which it is counted.
  Result<std::optional<TreePicture>> PictureAt(const std::string& path);

  const Spec spec_;
  TreeWalk walk_;
};

}  // namespace jackdaw::archive

#endif  // JACKDAW_ARCHIVE_CATALOGUE_PICTURE_H_
