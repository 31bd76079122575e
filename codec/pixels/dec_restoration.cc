#include "codec/pixels/dec_restoration.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "codec/pixels/dec_fine_features.h"
#include "codec/pixels/dec_network_run.h"
#include "codec/pixels/dec_orientations.h"
#include "codec/pixels/restoration_features.h"
#include "models/pixels/restoration_network.h"

namespace jackdaw::pixels {
namespace {

using restoration::Lattice;
using restoration::LatticeArea;
using restoration::LatticeRange;
using restoration::RestorationNetwork;
using restoration::RestorationOutput;
using restoration::RestorationShape;
using restoration::RestorationWeights;

BlockBytes MakeBlocks(const jpeg::FrameComponent& component, size_t per_block) {
  BlockBytes blocks;
  blocks.width_blocks = component.width_blocks;
  blocks.per_block = per_block;
  blocks.values.resize(size_t{component.width_blocks} * component.height_blocks * per_block);
  return blocks;
}

Lattice LatticeOf(const jpeg::FrameComponent& component) {
  return {component.width_blocks, component.height_blocks};
}

// function(row, col) for the blocks of an area, row by row.
template <class Function>
void ForEachBlock(LatticeArea area, Function function) {
  for (uint32_t row = area.rows.begin; row < area.rows.end; ++row) {
    for (uint32_t col = area.cols.begin; col < area.cols.end; ++col) function(row, col);
  }
}

Lattice InCells(Lattice blocks) {
  return {blocks.width * kCellsAcross, blocks.height * kCellsAcross};
}
LatticeRange InBlocks(LatticeRange cells) {
  return {cells.begin / kCellsAcross, cells.end / kCellsAcross};
}

// Of these the mean is taken of what a fine network says: more of them gain next to nothing, since
// it sees the mean of the other network's already.
uint32_t NumFineOrientations(const Networks& networks) {
  constexpr uint32_t kMost = 4;
  return std::min(networks.orientations, kMost);
}

// What networks say of a component that they see turned.
struct Seen {
  const LevelFeatures& features;
  TurnedPlaces places;

  std::vector<float> Style() const {
    const std::array<float, 64> upright = features.Style();
    std::vector<float> style(64);
    for (size_t k = 0; k < 64; ++k) style[k] = upright[places.Source(k)];
    return style;
  }
  void Features(uint32_t row, LatticeRange cols, float* to) const {
    std::array<float, 64> upright;
    for (uint32_t col = cols.begin; col < cols.end; ++col, to += 128) {
      const TurnedPlaces::Place place = places.BlockAt(row, col);
      features.Values(place.row, place.col, upright.data());
      places.Turn(upright.data(), to);
      features.Levels(place.row, place.col, upright.data());
      places.Turn(upright.data(), to + 64);
    }
  }
  NetworkRun Run(const RestorationWeights& weights) const {
    NetworkRun run;
    run.weights = &weights;
    run.style = Style();
    run.lattice = {places.width(), places.height()};
    return run;
  }
  // take(row, col, corrections): of upright blocks.
  template <class Take>
  Status Restore(const RestorationWeights& weights, int num_threads, WorkMonitor* monitor,
                 Take take) const {
    NetworkRun run = Run(weights);
    run.make_features = [this]() -> RestorationNetwork::FeatureRow {
      return [this](uint32_t row, LatticeRange cols, float* to) { Features(row, cols, to); };
    };
    run.take = [&](LatticeArea area, const RestorationOutput& output) {
      ForEachBlock(area, [&, said = output.corrections.data()](uint32_t row, uint32_t col) mutable {
        std::array<float, 64> upright;
        std::array<int8_t, 64> corrections;
        places.TurnBack(said, upright.data());
        features.Correct(upright.data(), corrections.data());
        const TurnedPlaces::Place place = places.BlockAt(row, col);
        take(place.row, place.col, corrections);
        said += 64;
      });
    };
    return RunNetwork(run, num_threads, monitor);
  }
  // The same of a fine network, behind what was said before.
  template <class Take>
  Status Refine(const RestorationWeights& weights, const BlockBytes& before, int num_threads,
                WorkMonitor* monitor, Take take) const {
    NetworkRun run = Run(weights);
    run.lattice = InCells(run.lattice);
    run.make_features = [&]() -> RestorationNetwork::FeatureRow {
      return [fine = FineFeatures(features, before, places)](
                 uint32_t row, LatticeRange cols, float* to) mutable { fine.Write(row, cols, to); };
    };
    run.take = [&](LatticeArea area, const RestorationOutput& output) {
      const size_t stride = area.cols.size(), of_cell = weights.shape.outputs();
      const LatticeArea blocks = {InBlocks(area.rows), InBlocks(area.cols)};
      ForEachBlock(blocks, [&](uint32_t row, uint32_t col) {
        const size_t first_row = size_t{row - blocks.rows.begin} * kCellsAcross;
        const size_t first = first_row * stride + size_t{col - blocks.cols.begin} * kCellsAcross;
        const TurnedPlaces::Place place = places.BlockAt(row, col);
        std::array<int8_t, 64> corrections;
        AddFineCorrections(features, places, before.Block(place.row, place.col),
                           output.corrections.data() + first * of_cell, stride, corrections.data());
        take(place.row, place.col, corrections);
      });
    };
    return RunNetwork(run, num_threads, monitor);
  }
};

// The mean of what a network says of the first few orientations.
class OrientationMean {
 public:
  OrientationMean(const jpeg::FrameComponent& component, uint32_t count)
      : count_(static_cast<int>(count)),
        mean_(MakeBlocks(component, 64)),
        sums_(count > 1 ? mean_.values.size() : 0) {}

  // What is said of an upright block. Called by several threads, each with blocks of its own.
  void Add(uint32_t row, uint32_t col, const std::array<int8_t, 64>& said) {
    int8_t* const block = mean_.Block(row, col);
    if (count_ == 1) {
      std::copy(said.begin(), said.end(), block);
      return;
    }
    int16_t* const sum = sums_.data() + (block - mean_.values.data());
    for (size_t k = 0; k < 64; ++k) sum[k] = static_cast<int16_t>(sum[k] + said[k]);
  }
  // Once, at the end.
  BlockBytes Take() {
    for (size_t i = 0; i < sums_.size(); ++i) {
      const int sum = 2 * sums_[i] + count_;  // halves go up
      mean_.values[i] = static_cast<int8_t>((sum >= 0 ? sum : sum - 2 * count_ + 1) / (2 * count_));
    }
    return std::move(mean_);
  }

 private:
  int count_;
  BlockBytes mean_;
  std::vector<int16_t> sums_;
};

// By the network of blocks and then, of what that says, by the fine one.
Status RestoreAlone(const Networks& networks, const jpeg::FrameComponent& component,
                    const jpeg::CoeffPlane& levels, int num_threads, WorkMonitor* monitor,
                    BlockBytes* corrections) {
  const LevelFeatures features(component, levels, 1);
  // restore(seen, take): one of Seen's.
  const auto mean_over = [&](uint32_t count, const auto& restore) {
    OrientationMean mean(component, count);
    for (const Orientation& orientation : std::span(kOrientations).first(count)) {
      const Seen seen{features, {orientation, component.width_blocks, component.height_blocks}};
      Status status =
          restore(seen, [&mean](uint32_t row, uint32_t col, const std::array<int8_t, 64>& said) {
            mean.Add(row, col, said);
          });
      if (!status.ok() || IsCancelled(monitor)) return status;
    }
    *corrections = mean.Take();
    return OkStatus();
  };
  Status status = mean_over(networks.orientations, [&](const Seen& seen, const auto& take) {
    return seen.Restore(*networks.alone, num_threads, monitor, take);
  });
  if (!status.ok() || IsCancelled(monitor) || !networks.fine.has_value()) return status;
  const BlockBytes before = std::move(*corrections);
  return mean_over(NumFineOrientations(networks), [&](const Seen& seen, const auto& take) {
    return seen.Refine(*networks.fine, before, num_threads, monitor, take);
  });
}

void TakeDetails(const float* output, int8_t* out) {
  for (size_t i = 0; i < kDetailBlocks * 64; ++i) {
    out[i] = ToSmallNumber(output[i] / kDetailStep);
  }
}

// How many samples of luma one of the pair stands for, where both are sampled alike.
struct Ratio {
  uint32_t h = 0, v = 0;
};

std::optional<Ratio> RatioOfPair(const jpeg::Frame& frame) {
  const jpeg::FrameComponent &y = frame.components[0], &cb = frame.components[1],
                             &cr = frame.components[2];
  if (cb.h != cr.h || cb.v != cr.v || y.h % cb.h != 0 || y.v % cb.v != 0) return std::nullopt;
  return Ratio{uint32_t{y.h} / cb.h, uint32_t{y.v} / cb.v};
}

// Details are for what is shown at twice the samples of the pair in both directions.
bool HasDetails(const jpeg::Frame& frame, const RestorationShape& shape) {
  return shape.details() > 0 && frame.hmax == 2 * frame.components[1].h &&
         frame.vmax == 2 * frame.components[1].v;
}

// One thread's features of a pair: values, levels, guide.
RestorationNetwork::FeatureRow PairFeatures(const LevelFeatures& cb, const LevelFeatures& cr,
                                            const LevelFeatures& luma, Ratio ratio) {
  return [&cb, &cr, guide = LumaGuide(luma, ratio.h, ratio.v)](uint32_t row, LatticeRange cols,
                                                               float* to) mutable {
    for (uint32_t col = cols.begin; col < cols.end; ++col, to += 320) {
      cb.Values(row, col, to);
      cr.Values(row, col, to + 64);
      cb.Levels(row, col, to + 128);
      cr.Levels(row, col, to + 192);
      guide.Make(row, col, to + 256);
    }
  };
}

Status RestorePair(const RestorationWeights& weights, const jpeg::Frame& frame,
                   std::span<const jpeg::CoeffPlane> levels, Ratio ratio, int num_threads,
                   WorkMonitor* monitor, std::vector<ComponentRestoration>* out) {
  const LevelFeatures luma(frame.components[0], levels[0], 1);
  const LevelFeatures cb(frame.components[1], levels[1], restoration::kTypicalOfChroma);
  const LevelFeatures cr(frame.components[2], levels[2], restoration::kTypicalOfChroma);
  NetworkRun run;
  run.weights = &weights;
  for (const LevelFeatures* component : {&cb, &cr}) {
    const std::array<float, 64> style = component->Style();
    run.style.insert(run.style.end(), style.begin(), style.end());
  }
  run.style.push_back(ratio.h > 1 ? 1.0f : 0.0f);
  run.style.push_back(ratio.v > 1 ? 1.0f : 0.0f);
  run.lattice = LatticeOf(frame.components[1]);
  run.details = HasDetails(frame, weights.shape);
  for (size_t i = 1; i <= 2; ++i) {
    (*out)[i].corrections = MakeBlocks(frame.components[i], 64);
    if (run.details) (*out)[i].details = MakeBlocks(frame.components[i], kDetailBlocks * 64);
  }
  run.make_features = [&] { return PairFeatures(cb, cr, luma, ratio); };
  run.take = [&](LatticeArea area, const RestorationOutput& output) {
    const float *corrections = output.corrections.data(), *details = output.details.data();
    ForEachBlock(area, [&](uint32_t row, uint32_t col) {
      cb.Correct(corrections, (*out)[1].corrections.Block(row, col));
      cr.Correct(corrections + 64, (*out)[2].corrections.Block(row, col));
      corrections += 128;
      if (!run.details) return;
      TakeDetails(details, (*out)[1].details.Block(row, col));
      TakeDetails(details + kDetailBlocks * 64, (*out)[2].details.Block(row, col));
      details += 2 * kDetailBlocks * 64;
    });
  };
  return RunNetwork(run, num_threads, monitor);
}

uint64_t NumBlocks(const jpeg::FrameComponent& component) {
  return uint64_t{component.width_blocks} * component.height_blocks;
}

}  // namespace

float DetailUnit(size_t k) {
  // A tenth of the typical magnitude of chroma, as in training.
  return restoration::kTypical[k] * restoration::kTypicalOfChroma * 0.1f;
}

Status LoadRestoration() { return restoration::LoadRestoration(); }

Result<Networks> ShippedNetworks(bool texture) {
  return texture ? restoration::ShippedTexture() : restoration::ShippedRestoration();
}
Result<Networks> ReadNetworks(ByteSpan file, bool texture, uint64_t max_bytes) {
  // A content of at least a byte for each parameter, which becomes a float.
  const uint64_t max_content =
      std::min(max_bytes / (1 + sizeof(float)), weights::kMaxModelContentBytes);
  if (file.size() > max_content) return Error{ErrorCode::kLimitExceeded, 0, "too large"};
  if (!texture) return restoration::RestorationWith(file, max_content);
  Result<Networks> read = restoration::NetworksIn(file, max_content);
  if (read.ok()) read.value().fine.reset();
  return read;
}

uint64_t RestorationBytes(const jpeg::Frame& frame, jpeg::ColourSpace colour_space,
                          const Networks& networks, int num_threads) {
  uint64_t bytes = 0, largest = 0;
  for (size_t i = 0; i < frame.components.size(); ++i) {
    const jpeg::FrameComponent& c = frame.components[i];
    const bool in_pair = i > 0 && colour_space == jpeg::ColourSpace::kYcc;
    const std::optional<RestorationWeights>& weights = in_pair ? networks.pair : networks.alone;
    if (!weights.has_value()) continue;
    const RestorationShape& shape = weights->shape;
    const bool details = in_pair && HasDetails(frame, shape);
    bytes += NumBlocks(c) * 64 * (details ? 1 + kDetailBlocks : 1);
    uint64_t of_run = NetworkRunBytes(shape, LatticeOf(c), details, num_threads);
    const bool fine = networks.fine.has_value() && !in_pair;
    if (fine) {
      of_run = std::max(
          of_run, NetworkRunBytes(networks.fine->shape, InCells(LatticeOf(c)), false, num_threads));
    }
    const bool sums = networks.orientations > 1 && !in_pair;
    largest = std::max(largest, of_run + NumBlocks(c) * 64 * ((fine ? 1 : 0) + (sums ? 2 : 0)));
  }
  return bytes + largest;
}

Result<std::vector<ComponentRestoration>> RestoreLevels(const jpeg::Frame& frame,
                                                        std::span<const jpeg::CoeffPlane> levels,
                                                        jpeg::ColourSpace colour_space,
                                                        const Networks& networks, int num_threads,
                                                        WorkMonitor* monitor, uint32_t per_mille) {
  const Status loaded = LoadRestoration();
  if (!loaded.ok()) return loaded.error();
  const auto &alone = networks.alone, &pair = networks.pair;
  std::vector<ComponentRestoration> restored(frame.components.size());
  const bool is_ycc = colour_space == jpeg::ColourSpace::kYcc;
  const std::optional<Ratio> ratio = is_ycc && pair.has_value() ? RatioOfPair(frame) : std::nullopt;
  const size_t num_alone = !alone.has_value() ? 0 : is_ycc ? 1 : restored.size();
  uint64_t num_blocks = ratio.has_value() ? NumBlocks(frame.components[1]) : 0;
  const uint64_t passes = uint64_t{networks.orientations} +
                          (networks.fine.has_value() ? NumFineOrientations(networks) : 0);
  for (size_t i = 0; i < num_alone; ++i) num_blocks += passes * NumBlocks(frame.components[i]);
  BeginStage(monitor, per_mille, num_blocks);
  for (size_t i = 0; i < num_alone; ++i) {
    const Status status = RestoreAlone(networks, frame.components[i], levels[i], num_threads,
                                       monitor, &restored[i].corrections);
    if (!status.ok()) return status.error();
    if (IsCancelled(monitor)) return restored;
  }
  if (ratio.has_value()) {
    const Status status =
        RestorePair(*pair, frame, levels, *ratio, num_threads, monitor, &restored);
    if (!status.ok()) return status.error();
  }
  return restored;
}

}  // namespace jackdaw::pixels
