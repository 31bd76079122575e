#include "codec/pixels/enc_picture.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <utility>

#include "codec/jpeg/frame_geometry.h"
#include "codec/jpeg/jpeg_codec.h"
#include "codec/pixels/enc_colour_rows.h"
#include "codec/pixels/enc_half_band.h"
#include "codec/pixels/forward_dct.h"

namespace jackdaw::pixels {
namespace {

constexpr uint32_t kMaxSide = 65500;  // JPEG_MAX_DIMENSION of libjpeg
constexpr uint32_t kBlockSide = 8;
// Of 8-bit samples (T.81 F.1.2).
constexpr float kMaxAc = 1023.0f * kCoefficientUnit, kMaxDc = 1023.0f * kCoefficientUnit,
                kMinDc = -1024.0f * kCoefficientUnit;

Error Invalid(const char* message) { return Error{ErrorCode::kInvalidArgument, 0, message}; }

// Whether that many samples hold all rows.
bool HasRows(const PixelView& view, size_t num_samples) {
  const uint64_t row = uint64_t{view.width} * static_cast<uint64_t>(view.channels);
  const uint64_t stride = view.stride != 0 ? view.stride : row;
  if (stride < row || num_samples < row) return false;
  return view.height == 1 || (num_samples - row) / (view.height - 1) >= stride;
}

// Eight rows of samples of one plane.
class Band {
 public:
  explicit Band(uint32_t num_blocks)
      : num_blocks_(num_blocks), samples_(size_t{num_blocks} * jpeg::kBlockSize) {}

  float* Row(uint32_t y) { return samples_.data() + size_t{y} * num_blocks_ * kBlockSide; }

  // Repeats the last sample of a row of that many.
  void PadRow(uint32_t y, uint32_t width) {
    float* row = Row(y);
    std::fill(row + width, row + size_t{num_blocks_} * kBlockSide, row[width - 1]);
  }

  // To a row of blocks of the plane.
  void Transform(uint32_t block_row, jpeg::CoeffPlane* plane) const {
    std::array<float, jpeg::kBlockSize> coeffs;
    const size_t stride = size_t{num_blocks_} * kBlockSide;
    for (uint32_t b = 0; b < num_blocks_; ++b) {
      ForwardDct(samples_.data() + size_t{b} * kBlockSide, stride, coeffs.data());
      int16_t* out = plane->Block(block_row, b);
      for (size_t k = 0; k < jpeg::kBlockSize; ++k) {
        const float value = coeffs[jpeg::kZigzagToNatural[k]] * kCoefficientUnit;
        const float low = k == 0 ? kMinDc : -kMaxAc, high = k == 0 ? kMaxDc : kMaxAc;
        out[k] = static_cast<int16_t>(std::lrint(std::clamp(value, low, high)));
      }
    }
  }

 private:
  uint32_t num_blocks_;
  std::vector<float> samples_;
};

// Blocks that only fill up MCUs have the mean of a neighbour.
void PadPlane(const jpeg::FrameComponent& c, jpeg::CoeffPlane* plane) {
  for (uint32_t y = 0; y < c.padded_height_blocks; ++y) {
    const uint32_t from_y = std::min(y, c.height_blocks - 1);
    for (uint32_t x = 0; x < c.padded_width_blocks; ++x) {
      if (y < c.height_blocks && x < c.width_blocks) continue;
      plane->Block(y, x)[0] = plane->Block(from_y, std::min(x, c.width_blocks - 1))[0];
    }
  }
}

// The colour differences at half their width, and height where v is 2.
class HalvedColours {
 public:
  HalvedColours(const PixelView& view, const ColourRows& rows, ColourSampling sampling,
                WorkMonitor* monitor)
      : full_height_(view.height), columns_(view.width), rows_(view.height), v_(sampling.v) {
    std::vector<float> cb(view.width), cr(view.width);
    const uint32_t half_width = width();
    for (Plane& plane : planes_) plane.resize(size_t{half_width} * view.height);
    for (uint32_t y = 0; y < view.height && Advance(monitor, 0); ++y) {
      rows.Read(y, {nullptr, cb.data(), cr.data()});
      columns_.Halve(cb.data(), 1, 1, 1, planes_[0].data() + size_t{y} * half_width);
      columns_.Halve(cr.data(), 1, 1, 1, planes_[1].data() + size_t{y} * half_width);
    }
    if (v_ == 1) return;
    for (Plane& plane : planes_) {
      Plane halved(size_t{half_width} * height());
      rows_.Halve(plane.data(), half_width, half_width, half_width, halved.data());
      plane = std::move(halved);
    }
  }

  uint32_t width() const { return columns_.half_length(); }
  uint32_t height() const { return v_ == 1 ? full_height_ : rows_.half_length(); }
  const float* Row(size_t plane, uint32_t y) const {
    return planes_[plane].data() + size_t{y} * width();
  }

  // At full height, as decoders show them.
  void RestoreHeight() {
    if (v_ == 1) return;
    for (Plane& plane : planes_) {
      Plane restored(size_t{width()} * full_height_);
      rows_.Double(plane.data(), width(), width(), width(), restored.data());
      plane = std::move(restored);
    }
    v_ = 1;
  }
  // A row of full width. REQUIRES: RestoreHeight was called.
  void RestoreRow(size_t plane, uint32_t y, float* out) const {
    columns_.Double(Row(plane, y), 1, 1, 1, out);
  }

 private:
  using Plane = std::vector<float>;

  uint32_t full_height_;
  HalfBand columns_, rows_;
  uint8_t v_;
  std::array<Plane, 2> planes_;
};

// Planes 0..num_planes - 1 at full resolution.
void TransformFull(const PixelView& view, const ColourRows& rows, size_t num_planes,
                   PictureCoefficients* picture, WorkMonitor* monitor) {
  const jpeg::FrameComponent& luma = picture->frame.components[0];
  std::vector<Band> bands(num_planes, Band(luma.width_blocks));
  for (uint32_t block_row = 0; block_row < luma.height_blocks && Advance(monitor, 0); ++block_row) {
    for (uint32_t r = 0; r < kBlockSide; ++r) {
      std::array<float*, 3> out{};
      for (size_t i = 0; i < num_planes; ++i) out[i] = bands[i].Row(r);
      rows.Read(std::min(block_row * kBlockSide + r, view.height - 1), out);
      for (Band& band : bands) band.PadRow(r, view.width);
    }
    for (size_t i = 0; i < num_planes; ++i) bands[i].Transform(block_row, &picture->planes[i]);
  }
}

void TransformHalved(const HalvedColours& colours, PictureCoefficients* picture) {
  for (size_t i = 0; i < 2; ++i) {
    const jpeg::FrameComponent& c = picture->frame.components[i + 1];
    Band band(c.width_blocks);
    for (uint32_t block_row = 0; block_row < c.height_blocks; ++block_row) {
      for (uint32_t r = 0; r < kBlockSide; ++r) {
        const uint32_t y = std::min(block_row * kBlockSide + r, colours.height() - 1);
        std::copy_n(colours.Row(i, y), colours.width(), band.Row(r));
        band.PadRow(r, colours.width());
      }
      band.Transform(block_row, &picture->planes[i + 1]);
    }
  }
}

}  // namespace

Status CheckView(const PixelView& view) {
  if (view.width == 0 || view.height == 0) return Invalid("a picture without pixels");
  if (view.width > kMaxSide || view.height > kMaxSide) {
    return Error{ErrorCode::kUnsupported, 0, "more than 65500 pixels on a side"};
  }
  if (view.channels != 1 && view.channels != 3) return Invalid("channels must be 1 or 3");
  if (view.samples8.empty() == view.samples16.empty()) {
    return Invalid("either samples8 or samples16 must be set");
  }
  if (view.max_value > (view.samples16.empty() ? 255u : 65535u)) {
    return Invalid("max_value is larger than samples can be");
  }
  if (!HasRows(view, std::max(view.samples8.size(), view.samples16.size()))) {
    return Invalid("fewer samples than the size of the picture says");
  }
  return OkStatus();
}

jpeg::Frame PictureFrame(const PixelView& view, ColourSampling sampling) {
  jpeg::Frame frame;
  frame.sof_marker = 0xC0;
  frame.width_px = view.width;
  frame.height_px = view.height;
  for (int i = 0; i < view.channels; ++i) {
    jpeg::FrameComponent c;
    c.id = static_cast<uint8_t>(i + 1);
    if (i == 0 && view.channels == 3) {
      c.h = sampling.h;
      c.v = sampling.v;
    }
    c.tq = i == 0 ? 0 : 1;
    c.quant.fill(1);
    frame.components.push_back(c);
  }
  jpeg::ComputeFrameGeometry(&frame);
  return frame;
}

uint64_t TransformBytes(const PixelView& view, ColourSampling sampling) {
  const uint64_t planes = jpeg::PlaneBytes(PictureFrame(view, sampling));
  if (view.channels == 1 || sampling.h == 1) return planes;
  // Two planes of half the width, one of them once more at half or full height; and the errors.
  const uint64_t half = (uint64_t{view.width} / 2 + 1) * view.height * sizeof(float);
  return planes + 3 * half + jpeg::PlaneBytes(PictureFrame(view, {}));
}

PictureCoefficients TransformPixels(const PixelView& view, ColourSampling sampling,
                                    WorkMonitor* monitor) {
  PictureCoefficients picture;
  picture.frame = PictureFrame(view, sampling);
  picture.planes = jpeg::AllocatePlanes(picture.frame);
  const ColourRows rows(view);
  const bool halves = rows.num_planes() == 3 && sampling.h == 2;
  TransformFull(view, rows, halves ? 1 : rows.num_planes(), &picture, monitor);
  if (halves) TransformHalved(HalvedColours(view, rows, sampling, monitor), &picture);
  for (size_t i = 0; i < picture.planes.size(); ++i) {
    PadPlane(picture.frame.components[i], &picture.planes[i]);
  }
  return picture;
}

std::vector<jpeg::CoeffPlane> ColourErrors(const PixelView& view, ColourSampling sampling,
                                           WorkMonitor* monitor) {
  const ColourRows rows(view);
  HalvedColours colours(view, rows, sampling, monitor);
  colours.RestoreHeight();
  const jpeg::Frame frame = PictureFrame(view, {});
  std::vector<jpeg::CoeffPlane> planes = jpeg::AllocatePlanes(frame);
  planes.erase(planes.begin());
  const jpeg::FrameComponent& c = frame.components[1];
  std::array<Band, 2> bands = {Band(c.width_blocks), Band(c.width_blocks)};
  std::vector<float> restored(view.width);
  for (uint32_t block_row = 0; block_row < c.height_blocks && Advance(monitor, 0); ++block_row) {
    for (uint32_t r = 0; r < kBlockSide; ++r) {
      const uint32_t y = std::min(block_row * kBlockSide + r, view.height - 1);
      rows.Read(y, {nullptr, bands[0].Row(r), bands[1].Row(r)});
      for (size_t i = 0; i < 2; ++i) {
        colours.RestoreRow(i, y, restored.data());
        float* row = bands[i].Row(r);
        for (uint32_t x = 0; x < view.width; ++x) row[x] -= restored[x];
        bands[i].PadRow(r, view.width);
      }
    }
    for (size_t i = 0; i < 2; ++i) bands[i].Transform(block_row, &planes[i]);
  }
  return planes;
}

}  // namespace jackdaw::pixels
