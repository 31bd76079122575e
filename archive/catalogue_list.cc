#include "archive/catalogue_list.h"

#include <utility>
#include <vector>

#include "archive/catalogue_picture.h"
#include "archive/catalogue_workers.h"

namespace jackdaw::archive {
namespace {

// Small, so that the first lines come soon.
constexpr size_t kBatch = 1024;

// The form that the picture is restored from: an exact .jkd, else the original, else what is left.
const PictureForm& MainForm(const TreePicture& picture, Held held) {
  const PictureForm& original = picture.forms[static_cast<size_t>(Form::kOriginal)];
  if (held == Held::kOriginal) return original;
  for (const Form kind : {Form::kJkd, Form::kLossyJkd}) {
    const PictureForm& form = picture.forms[static_cast<size_t>(kind)];
    if (!form.now.has_value()) continue;
    if (held == Held::kNothing) return form;
    const bool wants_lossy = held == Held::kLossy;
    if (form.found.content.has_value() && form.found.content->lossy == wants_lossy) return form;
  }
  return original;
}

ListedPicture Describe(TreePicture picture) {
  const Verdict verdict = Judge(picture);
  ListedPicture listed;
  listed.held = verdict.held;
  const PictureForm& form = MainForm(picture, verdict.held);
  listed.path = form.path;
  listed.mtime_ns = form.found.mtime_ns;
  for (const PictureForm& any : picture.forms) {
    if (any.now.has_value()) listed.size += any.now->size;
  }
  if (form.found.content.has_value()) {
    listed.original_size = form.found.content->size;
    listed.content_hash = form.found.content->hash;
  }
  const bool is_jkd = verdict.held == Held::kExact || verdict.held == Held::kLossy;
  listed.original_beside =
      is_jkd && picture.forms[static_cast<size_t>(Form::kOriginal)].now.has_value();
  if (verdict.held == Held::kNothing) listed.error = verdict.message;
  listed.name = std::move(picture.name);
  return listed;
}

}  // namespace

Status ListTree(const TreeListOptions& options,
                const std::function<bool(const ListedPicture& picture)>& on_picture) {
  PictureReader reader({.root = options.root,
                        .is_original = options.is_original,
                        .on_problem = options.on_problem,
                        .catalogue = options.catalogue});
  const ProbeJob job{
      .root = options.root, .level = CheckLevel::kSizes, .num_threads = options.num_threads};
  while (true) {
    Result<std::vector<TreePicture>> pictures = reader.Next(kBatch);
    if (!pictures.ok()) return pictures.error();
    if (pictures.value().empty()) return OkStatus();
    for (TreePicture& picture : pictures.value()) {
      // What was found damaged or was changed is looked at by `check`, which takes longer.
      for (PictureForm& form : picture.forms) {
        const bool is_known = form.old.has_value() && form.now.has_value() &&
                              form.old->entry.damaged_at == CheckLevel::kNone &&
                              form.old->entry.size == form.now->size &&
                              form.old->entry.mtime_ns == form.now->mtime_ns;
        if (!is_known) form.old.reset();
      }
    }
    ProbePictures(job, &pictures.value());
    for (TreePicture& picture : pictures.value()) {
      if (!on_picture(Describe(std::move(picture)))) return OkStatus();
    }
  }
}

}  // namespace jackdaw::archive
