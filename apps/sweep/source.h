// One picture of a sweep: a JPEG, found or made, and the pristine picture behind it if known.
#ifndef JACKDAW_APPS_SWEEP_SOURCE_H_
#define JACKDAW_APPS_SWEEP_SOURCE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "apps/sweep/codecs/codec.h"
#include "apps/sweep/measures/reference.h"
#include "apps/sweep/pictures/image.h"
#include "jackdaw/result.h"

namespace jackdaw::sweep {

struct SourceSpec {
  std::string name;           // unique within a sweep
  std::string path;           // JPEG, PNG, PGM or PPM
  std::string pristine_path;  // empty: none, unless `path` is no JPEG and so is pristine itself
  std::optional<int> source_quality;  // 1..100, for what is no JPEG
};

// The bytes of a source: enough to know which of its results are at hand.
struct SourceBytes {
  std::vector<uint8_t> jpeg;
  JpegHeader header;
  std::vector<uint8_t> pristine_file;  // empty: none
  std::string hash;                    // 32 hex digits, of both
};

// kInvalidArgument when a picture that is no JPEG comes without source_quality.
Result<SourceBytes> LoadSourceBytes(const SourceSpec& spec);

// A source ready to be encoded and compared with.
struct LoadedSource {
  Reference input;  // the JPEG's pixels
  std::optional<Reference> pristine;
  EncoderInput encoder_input;  // views the SourceBytes it was made from
};

// Decodes the pictures and writes the encoders' files into `directory`. The result is valid as long
// as `bytes` and the directory. kInvalidArgument when the two pictures have different sizes.
Result<LoadedSource> LoadSource(const SourceBytes& bytes, const std::string& directory);

}  // namespace jackdaw::sweep

#endif  // JACKDAW_APPS_SWEEP_SOURCE_H_
