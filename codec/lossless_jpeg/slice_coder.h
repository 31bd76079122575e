// One slice of all components, for both sides (docs/format_lossless_jpeg.md §5).
#ifndef JACKDAW_CODEC_LOSSLESS_JPEG_SLICE_CODER_H_
#define JACKDAW_CODEC_LOSSLESS_JPEG_SLICE_CODER_H_

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "codec/lossless_jpeg/picture.h"
#include "codec/lossless_jpeg/sample_codec.h"
#include "codec/lossless_jpeg/sample_coder.h"
#include "codec/lossless_jpeg/sample_predictor.h"
#include "codec/lossless_jpeg/sample_values.h"

namespace jackdaw::lossless_jpeg {

// Measured, in units of WorkMeter (docs/format.md §8): a component of a slice begins with fresh
// models, and rows of its width; a repeated sample; any other.
inline constexpr uint64_t kWorkPerPart = 20000, kWorkPerColumn = 2, kWorkPerRepeat = 2,
                          kWorkPerSample = 60;

// Lines of a component in a slice.
struct RowRange {
  uint32_t begin = 0, end = 0;
};

// Slice `slice` of `num_slices` has the MCU rows from floor(slice * rows / num_slices) on.
inline RowRange SliceRows(const jpeg::Frame& frame, const PlaneSize& size, size_t component,
                          uint32_t slice, uint32_t num_slices) {
  const uint64_t mcu_rows = FrameMcuRows(frame).num_rows;
  const uint64_t v = frame.components[component].v;
  const auto line = [&](uint64_t i) {
    return static_cast<uint32_t>(std::min<uint64_t>(i * mcu_rows / num_slices * v, size.height));
  };
  return {line(slice), line(uint64_t{slice} + 1)};
}

enum class SliceEnd { kDone, kOverWork, kCorrupt, kCancelled };

template <class Coder>
class SliceCoder {
 public:
  // Plane: SamplePlane for decoders, const SamplePlane for encoders.
  using Plane = std::conditional_t<Coder::kDecodes, SamplePlane, const SamplePlane>;

  SliceCoder(const jpeg::Frame& frame, const PlaneSizes& sizes, const SampleOptions& options)
      : frame_(frame), sizes_(sizes), options_(options) {}

  // planes: one per component.
  SliceEnd Run(Coder& coder, std::span<Plane> planes, uint32_t slice, uint32_t num_slices) {
    for (size_t i = 0; i < frame_.components.size(); ++i) {
      const RowRange rows = SliceRows(frame_, sizes_[i], i, slice, num_slices);
      if (sizes_[i].width == 0 || rows.begin == rows.end) continue;
      const SliceEnd end = CodePart(coder, planes, i, rows);
      if (end != SliceEnd::kDone) return end;
    }
    return SliceEnd::kDone;
  }

 private:
  bool Count(uint64_t units) { return options_.work == nullptr || options_.work->Add(units); }

  SliceEnd CodePart(Coder& coder, std::span<Plane> planes, size_t component, RowRange rows) {
    if (!Count(kWorkPerPart + kWorkPerColumn * sizes_[component].width)) return SliceEnd::kOverWork;
    SampleValues values;
    std::vector<uint16_t> rank;  // by value less the least; encoders alone
    std::vector<bool> exists;
    if constexpr (!Coder::kDecodes) values = FindValues(planes[component], rows, &exists);
    if (!CodeValues(coder, exists, options_.work, &values)) {
      return values.least > values.greatest ? SliceEnd::kCorrupt : SliceEnd::kOverWork;
    }
    if constexpr (!Coder::kDecodes) rank = Ranks(values);
    predictor_->Begin(sizes_[component].width, values.top());
    samples_->Begin(values.top());
    for (uint32_t y = rows.begin; y < rows.end; ++y) {
      BeginRow(planes, component, y, rows);
      const SliceEnd end = CodeRow(coder, &planes[component], y, values, rank);
      if (end != SliceEnd::kDone) return end;
    }
    return SliceEnd::kDone;
  }

  // Components of the same size that are coded already, the nearest first.
  void BeginRow(std::span<Plane> planes, size_t component, uint32_t y, RowRange rows) {
    std::array<OtherRows, kMaxOthers> others;
    size_t num_others = 0;
    for (size_t i = component; i-- > 0 && num_others < kMaxOthers;) {
      // Of the same V, so that the slices of both have the same lines.
      if (sizes_[i] != sizes_[component] ||
          frame_.components[i].v != frame_.components[component].v) {
        continue;
      }
      others[num_others++] = {planes[i].Row(y > rows.begin ? y - 1 : y), planes[i].Row(y),
                              planes[i].Row(y + 1 < rows.end ? y + 1 : y)};
    }
    predictor_->BeginRow(std::span(others).first(num_others));
  }

  SliceEnd CodeRow(Coder& coder, Plane* plane, uint32_t y, const SampleValues& values,
                   const std::vector<uint16_t>& rank) {
    const uint32_t width = plane->width;
    auto* row = plane->Row(y);
    uint64_t num_repeats = 0;
    bool valid = true;
    for (uint32_t x = 0; x < width; ++x) {
      int32_t sample = 0;
      if constexpr (!Coder::kDecodes) sample = rank[row[x] - size_t{values.least}];
      const bool repeated = CodeSample(coder, x, &sample);
      num_repeats += repeated ? 1 : 0;
      if constexpr (Coder::kDecodes) {
        valid = valid && sample >= 0 && sample <= values.top();
        row[x] = values.Value(std::clamp(sample, 0, values.top()));
      }
    }
    predictor_->EndRow();
    if constexpr (Coder::kDecodes) {
      if (!valid || coder.Exhausted()) return SliceEnd::kCorrupt;
    }
    if (!Count(num_repeats * kWorkPerRepeat + (width - num_repeats) * kWorkPerSample)) {
      return SliceEnd::kOverWork;
    }
    return Advance(options_.monitor, width) ? SliceEnd::kDone : SliceEnd::kCancelled;
  }

  // Returns whether the sample was coded as a repeat of the one to the left.
  bool CodeSample(Coder& coder, uint32_t x, int32_t* sample) {
    if (predictor_->IsFlat(x) && samples_->CanRepeat()) {
      const int32_t west = predictor_->West(x);
      if (samples_->CodeRepeat(coder, *sample == west ? 1 : 0) != 0) {
        *sample = west;
        samples_->CountRepeat(true);
        predictor_->Repeat(x);
        return true;
      }
    }
    Prediction prediction;
    predictor_->Predict(x, &prediction);
    *sample = samples_->Code(coder, prediction, *sample);
    samples_->CountRepeat(*sample == predictor_->West(x));
    predictor_->Update(x, *sample, prediction);
    return false;
  }

  static std::vector<uint16_t> Ranks(const SampleValues& values) {
    std::vector<uint16_t> rank(size_t{values.greatest} - values.least + 1);
    if (values.list.empty()) {
      for (size_t i = 0; i < rank.size(); ++i) rank[i] = static_cast<uint16_t>(i);
    } else {
      for (size_t i = 0; i < values.list.size(); ++i) {
        rank[values.list[i] - size_t{values.least}] = static_cast<uint16_t>(i);
      }
    }
    return rank;
  }

  static SampleValues FindValues(const SamplePlane& plane, RowRange rows,
                                 std::vector<bool>* exists) {
    exists->assign(size_t{1} << 16, false);
    const size_t begin = size_t{rows.begin} * plane.width, end = size_t{rows.end} * plane.width;
    for (size_t i = begin; i < end; ++i) (*exists)[plane.samples[i]] = true;
    SampleValues values;
    size_t num_values = 0;
    for (size_t v = 0; v < exists->size(); ++v) {
      if (!(*exists)[v]) continue;
      if (num_values++ == 0) values.least = static_cast<uint16_t>(v);
      values.greatest = static_cast<uint16_t>(v);
    }
    if (ListPays(*exists, values, num_values, end - begin)) values.list.assign(1, values.least);
    return values;
  }

  // Whether a list of values costs far less than the range without holes saves.
  static bool ListPays(const std::vector<bool>& exists, SampleValues values, size_t num_values,
                       size_t num_samples) {
    const uint32_t range = uint32_t{values.greatest} - values.least + 1u;
    if (num_values > range / 2) return false;
    entropy::EncodeOps trial;
    CodeValueList(trial, exists, &values);
    const auto halvings =
        static_cast<size_t>(std::bit_width(range / static_cast<uint32_t>(num_values)) - 1);
    return trial.Finish().size() * 8 < num_samples * halvings / 4;
  }

  const jpeg::Frame& frame_;
  const PlaneSizes& sizes_;
  const SampleOptions& options_;
  // Too large for a stack.
  std::unique_ptr<SamplePredictor> predictor_ = std::make_unique<SamplePredictor>();
  std::unique_ptr<SampleCoder<Coder>> samples_ = std::make_unique<SampleCoder<Coder>>();
};

}  // namespace jackdaw::lossless_jpeg

#endif  // JACKDAW_CODEC_LOSSLESS_JPEG_SLICE_CODER_H_
