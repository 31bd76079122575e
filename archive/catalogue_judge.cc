#include "archive/catalogue_judge.h"

#include <optional>
#include <utility>

namespace jackdaw::archive {
namespace {

// As far as both are known.
bool SameBytes(const PictureContent& a, const PictureContent& b) {
  return a.size == b.size && (!a.hash.has_value() || !b.hash.has_value() || *a.hash == *b.hash);
}

// Content that is known, exact or lossy as asked; null: none.
const PictureContent* ContentOf(const CatalogueEntry& entry, bool lossy) {
  return entry.content.has_value() && entry.content->lossy == lossy ? &*entry.content : nullptr;
}

const PictureContent* ContentNow(const PictureForm& form, bool lossy) {
  return form.now.has_value() ? ContentOf(form.found, lossy) : nullptr;
}

const PictureContent* ContentOld(const PictureForm& form, bool lossy) {
  return form.old.has_value() ? ContentOf(form.old->entry, lossy) : nullptr;
}

const PictureForm& FormOf(const TreePicture& picture, Form form) {
  return picture.forms[static_cast<size_t>(form)];
}

// An original beside a .jkd comes second, since the .jkd is what the archive is for.
Held WhatIsHeld(const TreePicture& picture) {
  bool exact = false, lossy = false;
  for (const Form form : {Form::kJkd, Form::kLossyJkd}) {
    exact = exact || ContentNow(FormOf(picture, form), false) != nullptr;
    lossy = lossy || ContentNow(FormOf(picture, form), true) != nullptr;
  }
  if (exact) return Held::kExact;
  if (FormOf(picture, Form::kOriginal).now.has_value()) return Held::kOriginal;
  return lossy ? Held::kLossy : Held::kNothing;
}

struct Complaint {
  PictureStatus status;
  std::string path;
  std::string message;
};

std::optional<Complaint> FindDamage(const TreePicture& picture) {
  for (const PictureForm& form : picture.forms) {
    if (form.damage) return Complaint{PictureStatus::kDamaged, form.path, form.damage->message};
  }
  for (const PictureForm& form : picture.forms) {
    if (!form.unreadable) continue;
    return Complaint{PictureStatus::kUnreadable, form.path, form.unreadable->message};
  }
  if (!picture.cannot_look_at) return std::nullopt;
  return Complaint{PictureStatus::kUnreadable, picture.name, *picture.cannot_look_at};
}

std::optional<Complaint> FindLoss(const TreePicture& picture) {
  bool was_exact = false, was_there = false, is_exact = false, is_there = false;
  std::string old_path;
  for (const PictureForm& form : picture.forms) {
    was_exact = was_exact || ContentOld(form, false) != nullptr;
    is_exact = is_exact || ContentNow(form, false) != nullptr;
    is_there = is_there || form.now.has_value();
    was_there = was_there || form.old.has_value();
    if (form.old.has_value() && old_path.empty()) old_path = form.path;
  }
  if (was_there && !is_there) return Complaint{PictureStatus::kMissing, old_path, "is gone"};
  if (was_exact && !is_exact) {
    return Complaint{PictureStatus::kMissing, old_path,
                     "the exact picture is gone, and only a lossy copy is left"};
  }
  return std::nullopt;
}

// Whether one of the forms was, by the catalogue, what `content` is.
bool WasThere(const TreePicture& picture, const PictureContent& content) {
  for (const PictureForm& form : picture.forms) {
    const PictureContent* old = ContentOld(form, content.lossy);
    if (old != nullptr && SameBytes(*old, content)) return true;
  }
  return false;
}

bool HadAny(const TreePicture& picture, bool lossy) {
  for (const PictureForm& form : picture.forms) {
    if (ContentOld(form, lossy) != nullptr) return true;
  }
  return false;
}

// An original beside a .jkd that holds something else.
std::optional<Complaint> FindContradiction(const TreePicture& picture) {
  const PictureForm& original = FormOf(picture, Form::kOriginal);
  if (!original.now.has_value()) return std::nullopt;
  for (const PictureForm& form : picture.forms) {
    const PictureContent* exact = ContentNow(form, false);
    if (exact == nullptr || SameBytes(*exact, *original.found.content)) continue;
    return Complaint{PictureStatus::kChanged, original.path,
                     "the original is not the file that " + form.path + " holds"};
  }
  return std::nullopt;
}

std::optional<Complaint> FindChange(const TreePicture& picture) {
  for (const bool lossy : {false, true}) {
    // Which lossy copy there is matters only where there is nothing else.
    if (lossy && WhatIsHeld(picture) != Held::kLossy) break;
    for (const PictureForm& form : picture.forms) {
      const PictureContent* now = ContentNow(form, lossy);
      if (now == nullptr || !HadAny(picture, lossy) || WasThere(picture, *now)) continue;
      return Complaint{PictureStatus::kChanged, form.path, "is another picture than before"};
    }
  }
  return std::nullopt;
}

}  // namespace

const char* PictureStatusName(PictureStatus status) {
  switch (status) {
    case PictureStatus::kOk:
      return "ok";
    case PictureStatus::kDamaged:
      return "damaged";
    case PictureStatus::kMissing:
      return "missing";
    case PictureStatus::kChanged:
      return "changed";
    case PictureStatus::kUnreadable:
      break;
  }
  return "unreadable";
}

const char* HeldName(Held held) {
  switch (held) {
    case Held::kExact:
      return "exact";
    case Held::kOriginal:
      return "original";
    case Held::kLossy:
      return "lossy";
    case Held::kNothing:
      break;
  }
  return "nothing";
}

Verdict Judge(const TreePicture& picture) {
  Verdict verdict;
  verdict.held = WhatIsHeld(picture);
  verdict.is_new = true;
  for (const PictureForm& form : picture.forms) {
    verdict.is_new = verdict.is_new && !form.old.has_value();
  }
  for (const auto find : {FindDamage, FindLoss, FindContradiction, FindChange}) {
    std::optional<Complaint> complaint = find(picture);
    if (!complaint) continue;
    verdict.status = complaint->status;
    verdict.path = std::move(complaint->path);
    verdict.message = std::move(complaint->message);
    break;
  }
  return verdict;
}

}  // namespace jackdaw::archive
