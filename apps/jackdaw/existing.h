// Outputs that exist already: what they hold, and whether they may be replaced.
#ifndef JACKDAW_APPS_JACKDAW_EXISTING_H_
#define JACKDAW_APPS_JACKDAW_EXISTING_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>

#include "apps/jackdaw/system/file_io.h"

namespace jackdaw::app {

enum class Existing {
  kSame,     // made of this very input
  kOther,    // of another version of it, or of something else
  kDamaged,  // a .jkd that cannot be read
  kForeign,  // nothing that this command writes
};

struct ExistingFacts {
  Existing kind = Existing::kSame;
  std::optional<bool> lossy;  // of the .jkd
  std::string reason;         // why it is not kSame: what follows the name of the output
};

// What a command knows of an existing output; both get its path.
struct OutputJudge {
  // Fast: looks at sizes and times, and at bytes only where they do not decide.
  std::function<ExistingFacts(const std::string& output)> compare;
  // Of an output that is kOther: whether it shows the same picture all the same, so that no picture
  // is lost with it. May decode both.
  std::function<bool(const std::string& output)> is_same_picture;
};

// One side of a comparison: a file, or bytes that were read from standard input.
struct Original {
  std::string path;
  std::optional<std::span<const uint8_t>> bytes;  // valid as long as the object is in use
};

// Compares an original with the .jkd at `jkd_path`, either of which may be the output. Where size
// and time of the original are those of the .jkd, it is kSame; where only the time differs, the
// hash of the bytes decides. A file with a loss says nothing of the bytes of what was compressed,
// so for `compress` its time alone decides; lossy_wanted: such a file will do.
ExistingFacts CompareWithJkd(const Original& original, const std::string& jkd_path,
                             bool lossy_wanted, uint64_t max_bytes);
// The same for `decompress`, whose output `original_path` is what the .jkd at `jkd_path` yields.
ExistingFacts CompareDecoded(const std::string& original_path, const std::string& jkd_path,
                             uint64_t max_bytes);
// The same for an output that is to have these bytes.
ExistingFacts CompareBytes(const std::string& output, std::span<const uint8_t> bytes,
                           uint64_t max_bytes);
// By the times of change alone.
ExistingFacts CompareTimes(const std::string& input, const std::string& output);

// Whether a file starts like a JPEG.
bool IsJpegFile(const std::string& path);
// Whether it starts like a picture of any usual format, a .jkd included.
bool IsPictureFile(const std::string& path);

}  // namespace jackdaw::app

#endif  // JACKDAW_APPS_JACKDAW_EXISTING_H_
