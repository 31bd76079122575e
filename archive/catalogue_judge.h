// Compares a picture with what the catalogue says of it.
#ifndef JACKDAW_ARCHIVE_CATALOGUE_JUDGE_H_
#define JACKDAW_ARCHIVE_CATALOGUE_JUDGE_H_

#include <string>

#include "archive/catalogue_picture.h"

namespace jackdaw::archive {

enum class PictureStatus {
  kOk,
  kDamaged,     // a file is not what was written
  kMissing,     // nothing is left of it, or only a lossy copy of what was exact
  kChanged,     // it is sound, but another picture than the catalogue has, or than its .jkd holds
  kUnreadable,  // could not be looked at
};
// "ok", "damaged", "missing", "changed", "unreadable".
const char* PictureStatusName(PictureStatus status);

// What the tree has of a picture, the best first.
enum class Held { kExact, kOriginal, kLossy, kNothing };
// "exact", "original", "lossy", "nothing".
const char* HeldName(Held held);

struct Verdict {
  PictureStatus status = PictureStatus::kOk;
  Held held = Held::kNothing;
  bool is_new = false;  // the catalogue has nothing of it
  std::string path;     // of the file that is meant, below the root; empty when all is well
  std::string message;  // one line for a person; empty when all is well
};

// REQUIRES: each form that is there was probed.
//
// Exact content must stay: where the catalogue has an exact .jkd or an original, the tree must have
// one of the two, with the same bytes as far as they are known. It may have passed from the one
// form to the other. A .jkd and an original beside it must hold the same.
Verdict Judge(const TreePicture& picture);

}  // namespace jackdaw::archive

#endif  // JACKDAW_ARCHIVE_CATALOGUE_JUDGE_H_
