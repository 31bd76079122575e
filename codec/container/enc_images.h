// Modelling of one JPEG stream, and search for JPEGs inside other bytes (docs/format.md §7.1).
#ifndef JACKDAW_CODEC_CONTAINER_ENC_IMAGES_H_
#define JACKDAW_CODEC_CONTAINER_ENC_IMAGES_H_

#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "codec/coeff/slices/coeff_codec.h"
#include "codec/container/format.h"
#include "codec/container/predecoded_image.h"
#include "codec/jpeg/jpeg_codec.h"
#include "jackdaw/result.h"

namespace jackdaw::container {

// Below this a section costs more than the model saves.
inline constexpr uint64_t kMinScanBytes = 64;

// A JPEG stream as sections hold it.
struct ModelledImage {
  Bytes skeleton;
  Bytes facts;
  Bytes coefficients;  // payload of its section; of coefficients, model id first
  SectionType section = SectionType::kCoefficients;  // or kSamples
  // What the decoder will need.
  uint64_t plane_bytes = 0;
  uint64_t state_bytes = 0;
  jpeg::JoinCost cost;
  uint64_t coding_work = 0;
  uint64_t modelled_scan_bytes = 0;
  uint64_t verbatim_scan_bytes = 0;
  bool complete = false;  // every scan is modelled, wholly
  std::string reason;     // when not complete: why, for a person
};

// Asks for an image to be decoded while it is coded, which pays with two threads and more.
struct ImageCheck {
  const infer::Kernels* kernels = nullptr;    // of the decoder; null: the fastest
  uint64_t max_bytes = 0;                     // for planes and states of both sides
  std::optional<PredecodedImage> image = {};  // where it was done, and went well
};

// Splits the stream and codes its coefficients; planes are freed before it returns. Errors: those
// of SplitJpeg; kUnsupported when a reader would refuse the work. A small image is coded with the
// fast preset, too, and gets whichever is smaller. per_mille_of_rest: what part of the work it is,
// see WorkMonitor; twice that if it is checked at the same time. check: may be null.
Result<ModelledImage> ModelImage(ByteSpan stream, const jpeg::JpegLimits& limits,
                                 const coeff::CoeffOptions& options, uint32_t per_mille_of_rest,
                                 ImageCheck* check = nullptr);

// Why not all of it is modelled; empty when all is.
std::string PartialReason(const jpeg::SplitJpegResult& split);

// A place in `bytes` where a JPEG stream lies, from its SOI to behind its EOI.
struct JpegPlace {
  size_t begin = 0, end = 0;
  uint64_t scan_bytes = 0;
};

// Finds whole JPEG streams in `bytes` at `first` or later, in order, none inside another. Work is
// bounded by a small multiple of bytes.size().
class JpegFinder {
 public:
  JpegFinder(ByteSpan bytes, size_t first);
  bool Next(JpegPlace* place);

 private:
  ByteSpan bytes_;
  size_t pos_;
  uint64_t walk_budget_;
  size_t num_found_ = 0;
};

// Embedded images that were modelled before, for whoever codes one file several times.
class ModelledImages {
 public:
  // As ModelImage, but codes each stream once. REQUIRES: the same options in all calls.
  Result<ModelledImage> Get(ByteSpan stream, const jpeg::JpegLimits& limits,
                            const coeff::CoeffOptions& options);

 private:
  struct Entry {
    Bytes stream;
    ModelledImage image;
  };
  std::vector<Entry> entries_;
};

}  // namespace jackdaw::container

#endif  // JACKDAW_CODEC_CONTAINER_ENC_IMAGES_H_
