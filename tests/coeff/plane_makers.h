// Frames and coefficient planes of many shapes and contents for the tests of codec/coeff.
#ifndef JACKDAW_TESTS_COEFF_PLANE_MAKERS_H_
#define JACKDAW_TESTS_COEFF_PLANE_MAKERS_H_

#include <cstdint>
#include <functional>
#include <ostream>
#include <string>
#include <vector>

#include "codec/coeff/slices/coeff_codec.h"
#include "codec/jpeg/jpeg_data.h"
#include "tests/support/synthetic_image.h"
#include "tests/support/test_frame.h"
#include "tests/support/test_rng.h"

namespace jackdaw::test {

using Planes = std::vector<CoeffPlane>;

struct Geometry {
  std::string name;
  uint32_t width_px = 0, height_px = 0;
  std::vector<Sampling> sampling;  // one to four components
};
inline void PrintTo(const Geometry& geometry, std::ostream* out) { *out << geometry.name; }

// All components and samplings that matter, in sizes from one block up.
std::vector<Geometry> Geometries();

// Tables of quality 80: luma's for component 0, chroma's for the others.
Frame FrameOf(const Geometry& geometry);
// Planes of zeros in the padded sizes.
Planes ZeroPlanes(const Frame& frame);
// The same with every coefficient set: make(component, row, column, zigzag position).
using Maker = std::function<int(size_t, uint32_t, uint32_t, size_t)>;
Planes MakePlanes(const Frame& frame, const Maker& make);

// A picture: what a photograph's coefficients look like.
Planes PicturePlanes(const Frame& frame, uint64_t seed, Content content = Content::kPhoto);
// Sparse random levels, larger and more frequent at low frequencies.
Planes SparsePlanes(const Frame& frame, uint64_t seed);
// Uniform over all of int16_t.
Planes NoisePlanes(const Frame& frame, uint64_t seed);

// The quantized DCT of the content at a block; table in zigzag order.
std::array<int16_t, 64> PictureBlock(Content content, uint64_t seed, int channel, uint32_t row,
                                     uint32_t col, const std::array<uint16_t, 64>& quant);

bool SamePlanes(const Planes& a, const Planes& b);

// Encodes and decodes. Empty when the planes come back.
std::string RoundTripFailure(const Frame& frame, const Planes& planes,
                             const CoeffOptions& options = {});

}  // namespace jackdaw::test

#endif  // JACKDAW_TESTS_COEFF_PLANE_MAKERS_H_
