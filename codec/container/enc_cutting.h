// What leaves the main skeleton (docs/format.md §7): embedded JPEGs, also those in base64, and
// pieces.
#ifndef JACKDAW_CODEC_CONTAINER_ENC_CUTTING_H_
#define JACKDAW_CODEC_CONTAINER_ENC_CUTTING_H_

#include <vector>

#include "base/bytes.h"
#include "codec/coeff/slices/coeff_codec.h"
#include "codec/container/enc_images.h"
#include "codec/container/enc_pieces.h"
#include "codec/container/parts.h"
#include "codec/jpeg/jpeg_codec.h"

namespace jackdaw::container {

// A part that pays wherever it is.
struct Cut {
  Interval where;
  PartEntry entry;  // copy_of: an index into the list of cuts; no distance yet
  Bytes content;    // of pieces
};

// Cuts in order, and the images of those that are images.
struct Cuts {
  std::vector<Cut> list;
  std::vector<ModelledImage> images;

  std::vector<Interval> Intervals() const;
};

// Models the JPEGs inside `bytes` that pay, and finds pictures in base64. limits bounds the planes
// of all images together; what the main image needs is already taken off. known: what was modelled
// before, or null.
Cuts CutEmbedded(ByteSpan bytes, size_t first, const jpeg::JpegLimits& limits,
                 const coeff::CoeffOptions& options, ModelledImages* known = nullptr);

// Main skeleton, table, and the contents of its pieces.
struct Cutting {
  PartTable table;
  Bytes rest;   // `bytes` without the parts
  Bytes raw;    // pieces, one after the other
  Bytes coded;  // the same, before coding
};

struct CuttingOptions {
  bool plain_main = false;
  // Pieces that compress leave the skeleton, too. What is base64 does so in any case.
  bool codes_pieces = false;
};
// Cuts `bytes`. pieces: in order, and none inside a cut.
Cutting MakeCutting(ByteSpan bytes, const Cuts& cuts, const std::vector<Piece>& pieces,
                    const CuttingOptions& options);

}  // namespace jackdaw::container

#endif  // JACKDAW_CODEC_CONTAINER_ENC_CUTTING_H_
