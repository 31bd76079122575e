#include "archive/catalogue_picture.h"

#include <sys/stat.h>

#include <cerrno>
#include <system_error>
#include <utility>

#include "archive/cut_name.h"
#include "archive/original_name.h"
#include "archive/tree_path.h"

namespace jackdaw::archive {
namespace {

constexpr int64_t kNsPerSecond = 1000000000;
// The form at which a picture is counted: the first of these that is there.
constexpr Form kLeads[] = {Form::kJkd, Form::kLossyJkd, Form::kOriginal};

// Times before 1678 and after 2262, which only a damaged file system has, do not fit.
int64_t Nanoseconds(const timespec& time) {
  int64_t ns = 0;
  if (__builtin_mul_overflow(static_cast<int64_t>(time.tv_sec), kNsPerSecond, &ns) ||
      __builtin_add_overflow(ns, static_cast<int64_t>(time.tv_nsec), &ns)) {
    return 0;
  }
  return ns;
}

}  // namespace

Result<std::optional<FileState>> StateOf(const std::string& root, const std::string& path) {
  struct stat st;
  if (lstat(JoinNames(root, path).c_str(), &st) == 0) {
    if (!S_ISREG(st.st_mode)) return std::optional<FileState>();
    return std::optional(FileState{static_cast<uint64_t>(st.st_size), Nanoseconds(st.st_mtim)});
  }
  if (errno == ENOENT || errno == ENOTDIR || errno == ENAMETOOLONG) {
    return std::optional<FileState>();
  }
  return Error{ErrorCode::kIo, 0, "cannot look at it: " + std::generic_category().message(errno)};
}

PictureReader::PictureReader(Spec spec)
    : spec_(std::move(spec)),
      walk_(
          {.root = spec_.root,
           .wanted =
               [this](std::string_view name) { return IsJkdName(name) || spec_.is_original(name); },
           .on_problem = [this](const std::string& path,
                                const Error& error) { spec_.on_problem(path, error); }}) {}

Result<std::vector<TreePicture>> PictureReader::Next(size_t max_pictures) {
  std::vector<TreePicture> pictures;
  while (pictures.size() < max_pictures) {
    const std::optional<std::string> path = walk_.Next();
    if (!path.has_value()) break;
    Result<std::optional<TreePicture>> picture = PictureAt(*path);
    if (!picture.ok()) return picture.error();
    if (picture.value().has_value()) pictures.push_back(*std::move(picture).value());
  }
  return pictures;
}

FormName PictureReader::NameAt(const std::string& path) const {
  FormName name = ParseFormName(path);
  const std::string jkd_name = LastPart(path);
  if (name.form == Form::kOriginal || !IsCutName(jkd_name)) return name;
  const std::string directory = ParentOf(path);
  const std::string whole = WholeName(JoinNames(spec_.root, directory), jkd_name);
  if (!whole.empty()) name.picture = JoinParts(directory, whole);
  return name;
}

Result<std::optional<TreePicture>> PictureReader::PictureAt(const std::string& path) {
  const FormName name = NameAt(path);
  // A name in another spelling, a.jpg.JKD, is a picture by itself.
  const bool is_usual = PathOfForm(name.picture, name.form) == path;
  for (const Form form : kLeads) {
    if (form == name.form || !is_usual) break;
    const Result<std::optional<FileState>> other =
        StateOf(spec_.root, PathOfForm(name.picture, form));
    if (other.ok() && other.value().has_value()) return std::optional<TreePicture>();
  }
  Result<TreePicture> picture = Look(name, path);
  if (!picture.ok()) return picture.error();
  return std::optional(std::move(picture).value());
}

Result<TreePicture> PictureReader::Look(const FormName& name, const std::string& path) {
  TreePicture picture;
  picture.name = name.picture;
  for (size_t i = 0; i < kNumForms; ++i) {
    PictureForm& form = picture.forms[i];
    const auto kind = static_cast<Form>(i);
    form.path = kind == name.form ? path : PathOfForm(name.picture, kind);
    const Result<std::optional<FileState>> now = StateOf(spec_.root, form.path);
    if (now.ok()) {
      form.now = now.value();
    } else {
      picture.cannot_look_at = now.error().message;
    }
    if (spec_.catalogue == nullptr) continue;
    Result<std::optional<StoredEntry>> old = spec_.catalogue->Find(form.path);
    if (!old.ok()) return old.error();
    form.old = std::move(old).value();
  }
  return picture;
}

}  // namespace jackdaw::archive
