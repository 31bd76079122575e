// .jkd bytes -> the original bytes (docs/format.md §3, §7).
#ifndef JACKDAW_CODEC_CONTAINER_DEC_FILE_H_
#define JACKDAW_CODEC_CONTAINER_DEC_FILE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "codec/coeff/slices/tools.h"
#include "codec/container/dec_sampled_image.h"
#include "codec/container/header.h"
#include "codec/container/parts.h"
#include "codec/container/predecoded_image.h"
#include "codec/container/sections.h"
#include "codec/jpeg/colour_space.h"
#include "codec/jpeg/jpeg_data.h"
#include "jackdaw/jackdaw.h"
#include "jackdaw/result.h"

namespace jackdaw::container {

// The main image as it was before its scans were written.
struct MainImage {
  jpeg::Frame frame;
  std::vector<jpeg::CoeffPlane> planes;  // one per component of frame
  jpeg::ColourSpace colour_space = jpeg::ColourSpace::kUnknown;
  uint32_t num_scans = 0;
  std::vector<std::string> oddities;  // as SplitJpeg finds them
  Bytes headers;                      // through that of the first scan, if options.headers
};

struct DecodedFile {
  Header header;
  std::vector<Section> sections;  // views into the .jkd
  PartTable table;
  Bytes bytes;                         // of the original file
  std::optional<MainImage> main;       // when asked for, and its planes hold every scan whole
  std::optional<MainSamples> samples;  // the same of a lossless JPEG
};

// Decodes a .jkd; size and hash of the result are checked. With ignore_checks (for fuzzing) neither
// the check over the .jkd nor the hash is compared. options.kernels and options.monitor are not
// looked at: tools has what they stand for. predecoded: null, or an image whose planes are taken
// if the main image is the same. May throw std::bad_alloc.
Result<DecodedFile> DecodeFile(ByteSpan jkd, const DecompressOptions& options, bool ignore_checks,
                               const coeff::Tools& tools = {},
                               PredecodedImage* predecoded = nullptr);

// As DecodeFile with all checks, and gives the main image beside the bytes.
Result<DecodedFile> DecodeFileAndMainImage(ByteSpan jkd, const DecompressOptions& options,
                                           const coeff::Tools& tools = {});

// Decodes the main image and makes no bytes: frame and planes are those that SplitJpeg finds in the
// original file. Nothing is decoded where there is no such image: for stored files, files whose
// main image is no JPEG, and partial ones. Only the check over the .jkd is compared: the hash is
// that of bytes which are never made. May throw std::bad_alloc.
Result<DecodedFile> DecodeMainImage(ByteSpan jkd, const DecompressOptions& options,
                                    const coeff::Tools& tools = {});

// See jackdaw::DecompressHeaders, of a .jkd. May throw std::bad_alloc.
Result<Bytes> DecodeHeaders(ByteSpan jkd, const DecompressOptions& options,
                            const coeff::Tools& tools = {});

}  // namespace jackdaw::container

#endif  // JACKDAW_CODEC_CONTAINER_DEC_FILE_H_
