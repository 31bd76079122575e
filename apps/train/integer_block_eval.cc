#include "apps/train/integer_block_eval.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <stdexcept>

#include "apps/train/crop.h"
#include "apps/train/files/read_file.h"
#include "apps/train/integer_block_net.h"
#include "apps/train/integer_eval.h"
#include "entropy/logistic_mixture.h"
#include "models/prior/prior_data.h"
#include "models/weights/model_file.h"

namespace jackdaw::train {

namespace {

constexpr double kLog2OfE = 1.4426950408889634;

// The decisions of the search for a lane's last group.
double LastGroupBits(const IntegerBlockNet& net, int lane) {
  double bits = 0;
  for (int low = 0, high = kGroups - 1; low < high;) {
    const int threshold = (low + high + 1) / 2;
    const bool reaches = net.Last(lane) >= threshold;
    const double logit = std::ldexp(net.LastLogit(lane, threshold), -12);
    bits += std::log2(1 + std::exp(reaches ? -logit : logit));
    (reaches ? low : high) = reaches ? threshold : threshold - 1;
  }
  return bits;
}

// The levels of a lane up to its last group, of which not all are zero.
double LaneBits(const IntegerBlockNet& net, int lane, const IntegerBlockNet::Levels& levels) {
  double bits = 0;
  const auto last = static_cast<size_t>(net.Last(lane));
  uint32_t cost_of_zero = 0;
  for (int k = kGroupBegin[last + 1] - 1; k >= 0; --k) {
    const IntegerMixture mixture = net.At(lane, k);
    bits += MassBits(mixture.MassOf(levels[static_cast<size_t>(k)]));
    if (k >= kGroupBegin[last]) cost_of_zero += mixture.CostOfZero();
  }
  if (last == 0) return bits;
  return bits + std::ldexp(entropy::LnAnyNonzero(cost_of_zero), -24) * kLog2OfE;
}

// Calls visit(row, column) for the blocks of a grid in the order in which a network sees them.
template <class Visit>
void VisitInOrder(const prior::BlockShape& shape, int rows, int columns, Visit visit) {
  for (int i = 0; i < (shape.lattice ? prior::kNumPasses : 1); ++i) {
    prior::LatticePass pass = prior::PassAt(i);
    if (!shape.lattice) pass.step = 1;
    for (auto row = static_cast<int>(pass.first_row); row < rows;
         row += static_cast<int>(pass.step)) {
      for (auto column = static_cast<int>(pass.first_column); column < columns;
           column += static_cast<int>(pass.step)) {
        visit(row, column);
      }
    }
  }
}

void AddImage(const prior::BlockNetworkData& network, const TargetLayout& layout,
              BlockCodeLength* length) {
  std::vector<std::array<uint16_t, 64>> quants;
  for (const Component* lane : layout.lanes) quants.push_back(lane->quant);
  const Component& luma = layout.luma != nullptr ? *layout.luma : *layout.lanes[0];
  IntegerBlockNet net(network, quants, luma.quant, layout.height(), layout.width());
  if (layout.luma != nullptr && network.shape.guide_embed > 0) {
    net.SetGuide({luma.levels, size_t{luma.width} * 64, luma.height, luma.width, luma.quant,
                  layout.ratio_h, layout.ratio_v});
  }
  std::vector<IntegerBlockNet::Levels> levels(layout.lanes.size());
  VisitInOrder(network.shape, layout.height(), layout.width(), [&](int row, int column) {
    for (size_t lane = 0; lane < levels.size(); ++lane) {
      const int16_t* block = layout.lanes[lane]->Block(row, column);
      std::copy(block, block + 64, levels[lane].begin());
    }
    net.Begin(row, column, levels);
    const int pass = prior::PassOf(static_cast<uint32_t>(row), static_cast<uint32_t>(column));
    const auto sees = static_cast<size_t>(prior::PassAt(pass).sees);
    ++length->seen_blocks[sees];
    for (size_t lane = 0; lane < levels.size(); ++lane) {
      const auto l = static_cast<int>(lane);
      const double last = LastGroupBits(net, l) / 8, rest = LaneBits(net, l, levels[lane]) / 8;
      length->last_bytes += last;
      length->level_bytes += rest;
      length->seen_bytes[sees] += last + rest;
    }
    net.End();
  });
  ++length->images;
}

}  // namespace

BlockCodeLength IntegerBlockLength(const prior::BlockNetworkData& network,
                                   const std::vector<TrainingImage>& images, int max_images) {
  const Target target = network.shape.lanes == 1 ? Target::kLuma : Target::kChroma;
  BlockCodeLength length;
  for (const TrainingImage& image : images) {
    TargetLayout layout;
    if (length.images < max_images && FindTarget(image, target, &layout)) {
      AddImage(network, layout, &length);
    }
  }
  return length;
}

prior::BlockModelData ReadBlockModel(const std::string& path) {
  const Result<Bytes> content = weights::UnpackModelFile(ReadFile(path));
  if (!content.ok()) throw std::runtime_error(path + ": " + content.error().message);
  auto model = prior::ParseBlockContent(content.value());
  if (!model.ok()) throw std::runtime_error(path + ": " + model.error().message);
  return std::move(model).value();
}

}  // namespace jackdaw::train
