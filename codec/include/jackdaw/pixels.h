// The pixels of JPEG and .jkd files.
//
// Thread-safe; never throws, prints or exits.
#ifndef JACKDAW_PIXELS_H_
#define JACKDAW_PIXELS_H_

#include <cstdint>
#include <span>
#include <vector>

#include "jackdaw/jackdaw.h"
#include "jackdaw/result.h"

namespace jackdaw {

struct Pixels {
  uint32_t width = 0, height = 0;  // pixels
  int channels = 0;                // 1: grey, 3: RGB
  std::vector<uint8_t> samples;    // [height][width][channels]
  bool restored = false;           // by options.restore or options.texture
  bool textured = false;           // by options.texture
  // Of the same JPEG, as DecompressHeaders gives them, where options.headers asks for them; else
  // empty, and where it gives an error.
  std::vector<uint8_t> headers = {};
};

// Loads oneDNN, which evaluates the networks of restoration, if it is not loaded yet. The first
// call with options.restore does the same, and takes some 20 ms more for it. Errors: kUnsupported
// where the library was built without oneDNN; kIo where oneDNN cannot be loaded, because it is not
// installed or the program is linked statically as a whole: once so, always so in this process.
Status LoadRestoration();
// Whether that succeeds.
bool CanRestorePixels();

// Whether options.restoration and options.texture can use a file of networks (.jkr). Takes a few
// milliseconds. Errors: kInvalidArgument, whose message says what is wrong with the file;
// kLimitExceeded.
Status CheckRestorationNetworks(std::span<const uint8_t> weights);

// The pixels of the main image. Coefficients of a lossy .jkd are put where its record says; samples
// are rounded to 8 bits once, after upsampling and conversion to RGB. Neither the orientation of
// Exif nor a colour profile is applied.
//
// A .jkd of a complete JPEG gives its pixels without the JPEG being written: the check over the
// .jkd, 32 bits, finds damage, but the hash of the content is not compared. They equal those of the
// JPEG that Decompress gives, for every .jkd that this library makes.
//
// options.restore: coefficients are put where networks find them most likely, always inside the
// quantization interval of their level, so that a JPEG of those pixels with the same tables and
// sampling would have the same levels but for rounding to 8 bits. These pixels may differ between
// machines by a level or two. They are nearer to the picture before JPEG, not to the JPEG.
// options.restoration has other networks; a file of them that cannot be used is kInvalidArgument.
//
// options.texture: the same, whether options.restore is set or not, and then the picture is made to
// show as much fine structure as its levels say that there was, partly by further networks. Inside
// the same intervals, but not the most likely value: what is shown is plausible, and may not have
// been there. A file of networks that cannot be used is kInvalidArgument.
//
// The samples of a lossless JPEG are shown as they are: there is nothing to restore.
//
// Errors: as Decompress; kUnsupported for what no pixels can be made of: CMYK, YCCK, two
// components, samples of more than 8 bits, sampling factors without an integer ratio, lossless
// JPEGs with components of different sizes, damaged scans, no JPEG; and with options.restore and
// options.texture as LoadRestoration.
Result<Pixels> DecompressPixels(std::span<const uint8_t> jkd_or_jpeg,
                                const DecompressOptions& options = {});

// The same without a parser of JPEG scans, which jackdaw::decoder does not have. kUnsupported also
// for JPEG files, and for .jkd files that keep a JPEG wholly or partly as it was.
Result<Pixels> DecompressJkdPixels(std::span<const uint8_t> jkd,
                                   const DecompressOptions& options = {});

}  // namespace jackdaw

#endif  // JACKDAW_PIXELS_H_
