#include "tests/support/test_frame.h"

#include <algorithm>
#include <cstddef>

#include "tests/support/test_rng.h"

namespace jackdaw::test {
namespace {

uint32_t CeilDivide(uint32_t a, uint32_t b) { return (a + b - 1) / b; }

std::array<int, 64> BlockSamples(const FrameSpec& spec, const TestFrame& frame, size_t index,
                                 uint32_t row, uint32_t col) {
  const TestComponent& c = frame.components[index];
  const uint32_t depth_scale = spec.precision == 12 ? 16 : 1;
  std::array<int, 64> out{};
  for (uint32_t i = 0; i < 64; ++i) {
    // The plane's own pixel, clamped to the image, then its place on the full-resolution grid.
    const uint32_t x = (8 * col + i % 8) * frame.hmax / c.h;
    const uint32_t y = (8 * row + i / 8) * frame.vmax / c.v;
    const uint32_t cx = std::min(x, frame.width - 1), cy = std::min(y, frame.height - 1);
    const int sample = SampleAt(spec.content, spec.seed, static_cast<int>(index), cx, cy);
    const int low_bits =
        spec.precision == 12 && spec.content == Content::kPhoto
            ? SampleAt(Content::kNoise, spec.seed + 77, static_cast<int>(index), cx, cy) & 15
            : 0;
    out[i] = (sample - 128) * static_cast<int>(depth_scale) + low_bits;
  }
  return out;
}

void FillComponent(const FrameSpec& spec, const TestFrame& frame, size_t index, TestRng* rng,
                   TestComponent* c) {
  if (spec.content == Content::kGrey) return;  // all zero
  for (uint32_t row = 0; row < c->padded_height; ++row) {
    for (uint32_t col = 0; col < c->padded_width; ++col) {
      const bool padding = row >= c->height_blocks || col >= c->width_blocks;
      int16_t* block = c->Block(row, col);
      if (padding && spec.fill_padding) {
        block[0] = static_cast<int16_t>(static_cast<int>(rng->Below(401)) - 200);
        block[1 + rng->Below(63)] = static_cast<int16_t>(static_cast<int>(rng->Below(41)) - 20);
      } else if (padding) {
        // As libjpeg does: the DC of the last real block of the row, and nothing else.
        const uint32_t r = std::min(row, c->height_blocks - 1);
        const uint32_t k = std::min(col, c->width_blocks - 1);
        block[0] = c->Block(r, k)[0];
      } else {
        const std::array<int16_t, 64> dct =
            QuantizedDct(BlockSamples(spec, frame, index, row, col), c->quant);
        std::copy(dct.begin(), dct.end(), block);
      }
    }
  }
}

TestFrame EmptyFrame(const FrameSpec& spec) {
  TestFrame frame;
  frame.sof = spec.sof;
  frame.precision = spec.precision;
  frame.width = spec.width;
  frame.height = spec.height;
  for (size_t i = 0; i < spec.sampling.size(); ++i) {
    TestComponent c;
    c.id = static_cast<uint8_t>(i + 1);
    c.h = spec.sampling[i].h;
    c.v = spec.sampling[i].v;
    c.tq = i == 0 ? 0 : 1;
    c.quant = QuantTable(i != 0, spec.quality, spec.precision == 12 ? 4095 : 255);
    frame.components.push_back(c);
  }
  SetGeometry(&frame);
  return frame;
}

}  // namespace

void SetGeometry(TestFrame* frame) {
  frame->hmax = frame->vmax = 1;
  for (const TestComponent& c : frame->components) {
    frame->hmax = std::max(frame->hmax, c.h);
    frame->vmax = std::max(frame->vmax, c.v);
  }
  frame->mcus_per_row = CeilDivide(frame->width, 8u * frame->hmax);
  frame->mcu_rows = CeilDivide(frame->height, 8u * frame->vmax);
  for (TestComponent& c : frame->components) {
    c.width_blocks = CeilDivide(CeilDivide(frame->width * c.h, frame->hmax), 8);
    c.height_blocks = CeilDivide(CeilDivide(frame->height * c.v, frame->vmax), 8);
    c.padded_width = frame->mcus_per_row * c.h;
    c.padded_height = frame->mcu_rows * c.v;
    c.coeffs.assign(static_cast<size_t>(c.padded_width) * c.padded_height * 64, 0);
  }
}

TestFrame MakeFrame(const FrameSpec& spec) {
  TestFrame frame = EmptyFrame(spec);
  TestRng rng(spec.seed + 1000);
  for (size_t i = 0; i < frame.components.size(); ++i) {
    FillComponent(spec, frame, i, &rng, &frame.components[i]);
  }
  return frame;
}

TestFrame MakeExtremeFrame(const FrameSpec& spec, int dc_max, int ac_max) {
  TestFrame frame = EmptyFrame(spec);
  TestRng rng(spec.seed + 2000);
  for (TestComponent& c : frame.components) {
    for (size_t i = 0; i < c.coeffs.size(); ++i) {
      const int limit = i % 64 == 0 ? dc_max : ac_max;
      int v = static_cast<int>(rng.Below(static_cast<uint32_t>(2 * limit + 1))) - limit;
      if (rng.OneIn(3)) v = rng.OneIn(2) ? limit : -limit;
      if (i % 64 != 0 && rng.OneIn(4)) v = 0;
      c.coeffs[i] = static_cast<int16_t>(v);
    }
  }
  return frame;
}

}  // namespace jackdaw::test
