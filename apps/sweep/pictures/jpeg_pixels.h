// JPEG files to pixels and back, by libjpeg-turbo. Its longjmp stays inside jpeg_pixels.cc.
#ifndef JACKDAW_APPS_SWEEP_PICTURES_JPEG_PIXELS_H_
#define JACKDAW_APPS_SWEEP_PICTURES_JPEG_PIXELS_H_

#include <cstdint>
#include <span>
#include <vector>

#include "apps/sweep/pictures/image.h"
#include "jackdaw/result.h"

namespace jackdaw::sweep {

struct JpegHeader {
  uint32_t width_px = 0, height_px = 0;
  bool is_grey = false;
  int h_sampling = 1, v_sampling = 1;  // of luma relative to chroma: 2 and 2 for 4:2:0
};

struct DecodedJpeg {
  JpegHeader header;
  Image image;  // grey for one component, else RGB
};

// kCorrupt without a readable header; CMYK and more than 8 bits are kUnsupported.
Result<JpegHeader> ReadJpegHeader(std::span<const uint8_t> jpeg);

// Accurate integer DCT and smooth chroma upsampling, libjpeg-turbo's defaults. Damage that it would
// paint over is kCorrupt; else as ReadJpegHeader.
Result<DecodedJpeg> DecodeJpeg(std::span<const uint8_t> jpeg);

// Sequential, 4:2:0, optimised Huffman tables, the standard quantization tables scaled to
// `quality` (1..100).
Result<std::vector<uint8_t>> EncodeJpeg(const Image& image, int quality);

}  // namespace jackdaw::sweep

#endif  // JACKDAW_APPS_SWEEP_PICTURES_JPEG_PIXELS_H_
