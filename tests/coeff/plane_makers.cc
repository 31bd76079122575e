#include "tests/coeff/plane_makers.h"

#include <algorithm>

#include "base/checked.h"

namespace jackdaw::test {

std::vector<Geometry> Geometries() {
  const std::vector<Sampling> k420 = {{2, 2}, {1, 1}, {1, 1}};
  const std::vector<Sampling> k444 = {{1, 1}, {1, 1}, {1, 1}};
  return {
      {"grey_one_block", 8, 8, {{1, 1}}},
      {"grey_one_pixel", 1, 1, {{1, 1}}},
      {"grey_2x2", 40, 40, {{2, 2}}},
      {"grey_row", 400, 8, {{1, 1}}},
      {"grey_column", 8, 400, {{1, 1}}},
      {"grey_wide", 4096, 24, {{1, 1}}},
      {"two_components", 64, 40, {{2, 1}, {1, 1}}},
      {"420_one_mcu", 16, 16, k420},
      {"420", 150, 100, k420},
      {"420_row", 900, 16, k420},
      {"420_column", 16, 900, k420},
      {"444_one_block", 8, 8, k444},
      {"444", 100, 75, k444},
      {"422", 100, 75, {{2, 1}, {1, 1}, {1, 1}}},
      {"440", 100, 75, {{1, 2}, {1, 1}, {1, 1}}},
      {"410", 130, 70, {{4, 2}, {1, 1}, {1, 1}}},
      {"411", 130, 70, {{4, 1}, {1, 1}, {1, 1}}},
      {"one_chroma_wider_than_luma", 90, 60, {{1, 1}, {3, 1}, {1, 1}}},
      {"chroma_pair_above_luma", 90, 60, {{1, 1}, {2, 2}, {2, 2}}},
      {"chroma_4x4_above_luma", 90, 60, {{1, 1}, {4, 4}, {1, 1}}},
      {"uneven_3_to_2", 90, 60, {{3, 3}, {2, 2}, {2, 2}}},
      {"uneven_2_to_3", 90, 60, {{2, 3}, {3, 2}, {1, 1}}},
      {"chromas_differ", 90, 60, {{2, 2}, {2, 1}, {1, 2}}},
      {"cmyk", 60, 50, {{1, 1}, {1, 1}, {1, 1}, {1, 1}}},
      {"ycck_420", 60, 50, {{2, 2}, {1, 1}, {1, 1}, {2, 2}}},
      {"four_all_differ", 60, 50, {{1, 2}, {4, 1}, {2, 3}, {1, 4}}},
  };
}

jpeg::Frame FrameOf(const Geometry& geometry) {
  jpeg::Frame frame;
  frame.sof_marker = 0xC0;
  frame.width_px = geometry.width_px;
  frame.height_px = geometry.height_px;
  for (const Sampling& s : geometry.sampling) {
    jpeg::FrameComponent c;
    c.id = static_cast<uint8_t>(frame.components.size() + 1);
    c.h = s.h;
    c.v = s.v;
    c.tq = frame.components.empty() ? 0 : 1;
    c.quant = QuantTable(c.tq != 0, 80);
    frame.hmax = std::max(frame.hmax, c.h);
    frame.vmax = std::max(frame.vmax, c.v);
    frame.components.push_back(c);
  }
  frame.mcus_per_row = CeilDiv(frame.width_px, 8u * frame.hmax);
  frame.mcu_rows = CeilDiv(frame.height_px, 8u * frame.vmax);
  for (jpeg::FrameComponent& c : frame.components) {
    c.width_blocks = CeilDiv(CeilDiv(frame.width_px * c.h, frame.hmax), 8);
    c.height_blocks = CeilDiv(CeilDiv(frame.height_px * c.v, frame.vmax), 8);
    c.padded_width_blocks = frame.mcus_per_row * c.h;
    c.padded_height_blocks = frame.mcu_rows * c.v;
  }
  return frame;
}

Planes ZeroPlanes(const jpeg::Frame& frame) {
  Planes planes;
  for (const jpeg::FrameComponent& c : frame.components) {
    jpeg::CoeffPlane plane{c.padded_width_blocks, c.padded_height_blocks, {}};
    plane.coeffs.resize(size_t{plane.width_blocks} * plane.height_blocks * jpeg::kBlockSize);
    planes.push_back(std::move(plane));
  }
  return planes;
}

Planes MakePlanes(const jpeg::Frame& frame, const Maker& make) {
  Planes planes = ZeroPlanes(frame);
  for (size_t c = 0; c < planes.size(); ++c) {
    for (uint32_t row = 0; row < planes[c].height_blocks; ++row) {
      for (uint32_t col = 0; col < planes[c].width_blocks; ++col) {
        int16_t* block = planes[c].Block(row, col);
        for (size_t k = 0; k < jpeg::kBlockSize; ++k) {
          block[k] = static_cast<int16_t>(make(c, row, col, k));
        }
      }
    }
  }
  return planes;
}

std::array<int16_t, 64> PictureBlock(Content content, uint64_t seed, int channel, uint32_t row,
                                     uint32_t col, const std::array<uint16_t, 64>& quant) {
  std::array<int, 64> samples;
  for (uint32_t y = 0; y < 8; ++y) {
    for (uint32_t x = 0; x < 8; ++x) {
      samples[8 * y + x] = SampleAt(content, seed, channel, 8 * col + x, 8 * row + y) - 128;
    }
  }
  return QuantizedDct(samples, quant);
}

Planes PicturePlanes(const jpeg::Frame& frame, uint64_t seed, Content content) {
  Planes planes = ZeroPlanes(frame);
  for (size_t c = 0; c < planes.size(); ++c) {
    for (uint32_t row = 0; row < planes[c].height_blocks; ++row) {
      for (uint32_t col = 0; col < planes[c].width_blocks; ++col) {
        const std::array<int16_t, 64> block =
            PictureBlock(content, seed, static_cast<int>(c), row, col, frame.components[c].quant);
        std::copy(block.begin(), block.end(), planes[c].Block(row, col));
      }
    }
  }
  return planes;
}

Planes SparsePlanes(const jpeg::Frame& frame, uint64_t seed) {
  TestRng rng(seed);
  return MakePlanes(frame, [&](size_t, uint32_t, uint32_t, size_t k) {
    if (!rng.OneIn(static_cast<uint32_t>(2 + k))) return 0;
    const int magnitude = 1 << rng.Below(k < 6 ? 8 : 3);
    return rng.OneIn(2) ? magnitude
                        : -static_cast<int>(rng.Below(static_cast<uint32_t>(magnitude)));
  });
}

Planes NoisePlanes(const jpeg::Frame& frame, uint64_t seed) {
  TestRng rng(seed);
  return MakePlanes(frame, [&](size_t, uint32_t, uint32_t, size_t) {
    return static_cast<int>(rng.Below(65536)) - 32768;
  });
}

bool SamePlanes(const Planes& a, const Planes& b) {
  return std::equal(
      a.begin(), a.end(), b.begin(), b.end(),
      [](const jpeg::CoeffPlane& x, const jpeg::CoeffPlane& y) { return x.coeffs == y.coeffs; });
}

std::string RoundTripFailure(const jpeg::Frame& frame, const Planes& planes,
                             const coeff::CoeffOptions& options) {
  const Bytes bytes = coeff::EncodeCoefficients(frame, planes, options);
  Planes decoded = ZeroPlanes(frame);
  const Status status = coeff::DecodeCoefficients(bytes, frame, options, &decoded);
  if (!status.ok()) return status.error().message;
  return SamePlanes(planes, decoded) ? "" : "other planes come back";
}

}  // namespace jackdaw::test
