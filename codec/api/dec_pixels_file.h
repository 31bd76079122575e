// What both makers of pixels share: of a .jkd by its planes, and of a JPEG by parsing it.
#ifndef JACKDAW_CODEC_API_DEC_PIXELS_FILE_H_
#define JACKDAW_CODEC_API_DEC_PIXELS_FILE_H_

#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "base/bytes.h"
#include "codec/coeff/slices/tools.h"
#include "codec/jpeg/colour_space.h"
#include "codec/jpeg/jpeg_data.h"
#include "codec/lossless_jpeg/picture.h"
#include "codec/quant/requantize.h"
#include "jackdaw/pixels.h"
#include "jackdaw/result.h"

namespace jackdaw::api {

// The pixels of a .jkd whose planes hold every scan of its main image; none where they do not (see
// container::DecodeMainImage). May throw std::bad_alloc. Errors: as DecompressPixels.
Result<std::optional<Pixels>> PixelsOfPlanes(ByteSpan jkd, const DecompressOptions& options,
                                             const coeff::Tools& tools);

// What pixels are made of, and how.
struct PixelSource {
  const jpeg::Frame& frame;
  std::span<const jpeg::CoeffPlane> planes;
  std::span<const quant::CentroidOffsets> offsets;  // one per component, or none
  jpeg::ColourSpace colour_space;
  bool is_jkd;
};

// ReconstructPixels, restored if options say so, within memory_left, with errors for a person. May
// throw std::bad_alloc.
Result<Pixels> MakePixels(const PixelSource& source, const DecompressOptions& options,
                          uint64_t memory_left, WorkMonitor* monitor);

// As MakePixels, of the samples of a lossless JPEG. planes, point_transform: see PixelsOfSamples.
struct SampleSource {
  const jpeg::Frame& frame;
  std::span<const lossless_jpeg::SamplePlane> planes;
  std::span<const uint8_t> point_transform;
  jpeg::ColourSpace colour_space;
  bool is_jkd;
};
Result<Pixels> MakeSamplePixels(const SampleSource& source, const DecompressOptions& options,
                                uint64_t memory_left);

// why: what stands in the way.
Error NoPixels(const std::string& why, bool is_jkd);

}  // namespace jackdaw::api

#endif  // JACKDAW_CODEC_API_DEC_PIXELS_FILE_H_
