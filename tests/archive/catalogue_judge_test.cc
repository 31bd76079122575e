#include "archive/catalogue_judge.h"

#include <gtest/gtest.h>

namespace jackdaw::archive {
namespace {

// Content number n, exact unless said otherwise.
PictureContent Content(uint8_t n, bool lossy = false) {
  PictureContent content{100u + n, {}, lossy};
  content.hash.emplace().fill(n);
  return content;
}

// Builds pictures: what the catalogue says of a form, and what is there now; 0: nothing.
class PictureMaker {
 public:
  PictureMaker() {
    picture_.name = "a.jpg";
    for (size_t i = 0; i < kNumForms; ++i) {
      picture_.forms[i].path = PathOfForm(picture_.name, static_cast<Form>(i));
    }
  }
  PictureMaker& Has(Form form, uint8_t old, uint8_t now) {
    PictureForm& f = picture_.forms[static_cast<size_t>(form)];
    const bool lossy = form == Form::kLossyJkd;
    if (old != 0) f.old = StoredEntry{1, {f.path, 10, 1, Content(old, lossy), CheckLevel::kNone}};
    if (now != 0) {
      f.now = FileState{10, 1};
      f.found = {f.path, 10, 1, Content(now, lossy), CheckLevel::kNone};
    }
    return *this;
  }
  PictureMaker& Damaged(Form form) {
    PictureForm& f = picture_.forms[static_cast<size_t>(form)];
    f.damage = Error{ErrorCode::kCorrupt, 0, "bad"};
    return *this;
  }
  TreePicture& picture() { return picture_; }
  Verdict Judge() const { return archive::Judge(picture_); }

 private:
  TreePicture picture_;
};

constexpr Form kPlain = Form::kOriginal, kJkd = Form::kJkd, kLossy = Form::kLossyJkd;

void ExpectVerdict(const PictureMaker& maker, PictureStatus status, Held held) {
  const Verdict verdict = maker.Judge();
  EXPECT_STREQ(PictureStatusName(verdict.status), PictureStatusName(status)) << verdict.message;
  EXPECT_STREQ(HeldName(verdict.held), HeldName(held));
  EXPECT_EQ(verdict.message.empty(), status == PictureStatus::kOk);
  EXPECT_EQ(verdict.path.empty(), status == PictureStatus::kOk);
}

TEST(Judge, WhatIsThere) {
  ExpectVerdict(PictureMaker().Has(kJkd, 1, 1), PictureStatus::kOk, Held::kExact);
  ExpectVerdict(PictureMaker().Has(kPlain, 1, 1), PictureStatus::kOk, Held::kOriginal);
  ExpectVerdict(PictureMaker().Has(kLossy, 1, 1), PictureStatus::kOk, Held::kLossy);
  EXPECT_FALSE(PictureMaker().Has(kJkd, 1, 1).Judge().is_new);
  ExpectVerdict(PictureMaker().Has(kJkd, 0, 1), PictureStatus::kOk, Held::kExact);
  EXPECT_TRUE(PictureMaker().Has(kJkd, 0, 1).Judge().is_new);
}

TEST(Judge, FromOneFormToAnother) {
  // Compressed, and the original removed.
  ExpectVerdict(PictureMaker().Has(kPlain, 1, 0).Has(kJkd, 0, 1), PictureStatus::kOk, Held::kExact);
  // Restored, and the .jkd removed.
  ExpectVerdict(PictureMaker().Has(kJkd, 1, 0).Has(kPlain, 0, 1), PictureStatus::kOk,
                Held::kOriginal);
  // Both are there.
  ExpectVerdict(PictureMaker().Has(kPlain, 1, 1).Has(kJkd, 0, 1), PictureStatus::kOk, Held::kExact);
  // A lossy copy that is not needed any more.
  ExpectVerdict(PictureMaker().Has(kLossy, 1, 0).Has(kJkd, 2, 2), PictureStatus::kOk, Held::kExact);
  ExpectVerdict(PictureMaker().Has(kLossy, 1, 3).Has(kJkd, 2, 2), PictureStatus::kOk, Held::kExact);
  // Something else under the same name is a change, whatever the form.
  ExpectVerdict(PictureMaker().Has(kPlain, 1, 0).Has(kJkd, 0, 2), PictureStatus::kChanged,
                Held::kExact);
  ExpectVerdict(PictureMaker().Has(kJkd, 1, 0).Has(kPlain, 0, 2), PictureStatus::kChanged,
                Held::kOriginal);
}

TEST(Judge, Missing) {
  ExpectVerdict(PictureMaker().Has(kJkd, 1, 0), PictureStatus::kMissing, Held::kNothing);
  ExpectVerdict(PictureMaker().Has(kLossy, 1, 0), PictureStatus::kMissing, Held::kNothing);
  // Only a loss is left of what was exact.
  ExpectVerdict(PictureMaker().Has(kJkd, 1, 0).Has(kLossy, 2, 2), PictureStatus::kMissing,
                Held::kLossy);
  ExpectVerdict(PictureMaker().Has(kPlain, 1, 0).Has(kLossy, 0, 2), PictureStatus::kMissing,
                Held::kLossy);
}

TEST(Judge, Changed) {
  ExpectVerdict(PictureMaker().Has(kJkd, 1, 2), PictureStatus::kChanged, Held::kExact);
  ExpectVerdict(PictureMaker().Has(kPlain, 1, 2), PictureStatus::kChanged, Held::kOriginal);
  ExpectVerdict(PictureMaker().Has(kLossy, 1, 2), PictureStatus::kChanged, Held::kLossy);
  // The original was edited after it was compressed, also where the catalogue knows neither.
  ExpectVerdict(PictureMaker().Has(kJkd, 1, 1).Has(kPlain, 1, 2), PictureStatus::kChanged,
                Held::kExact);
  ExpectVerdict(PictureMaker().Has(kJkd, 0, 1).Has(kPlain, 0, 2), PictureStatus::kChanged,
                Held::kExact);
}

TEST(Judge, UnknownHashes) {
  PictureMaker maker;
  maker.Has(kPlain, 1, 1).Has(kJkd, 1, 1);
  maker.picture().forms[0].found.content->hash.reset();
  ExpectVerdict(maker, PictureStatus::kOk, Held::kExact);
  maker.picture().forms[0].found.content->size += 1;
  ExpectVerdict(maker, PictureStatus::kChanged, Held::kExact);
}

TEST(Judge, DamageComesFirst) {
  ExpectVerdict(PictureMaker().Has(kJkd, 1, 2).Damaged(kJkd), PictureStatus::kDamaged,
                Held::kExact);
  PictureMaker unknown;
  unknown.Has(kJkd, 0, 1).Damaged(kJkd);
  unknown.picture().forms[1].found.content.reset();
  ExpectVerdict(unknown, PictureStatus::kDamaged, Held::kNothing);
  PictureMaker unreadable;
  unreadable.Has(kJkd, 1, 1);
  unreadable.picture().forms[1].unreadable = Error{ErrorCode::kIo, 0, "no"};
  ExpectVerdict(unreadable, PictureStatus::kUnreadable, Held::kExact);
}

}  // namespace
}  // namespace jackdaw::archive
