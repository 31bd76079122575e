// The second prior in integers, one block after the other: docs/format_prior2.md word by word, for
// the trainer to compare with. Nothing here is fast.
#ifndef JACKDAW_APPS_TRAIN_INTEGER_BLOCK_NET_H_
#define JACKDAW_APPS_TRAIN_INTEGER_BLOCK_NET_H_

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "models/prior/block_data.h"
#include "models/prior/guide.h"

namespace jackdaw::train {

// A mixture of up to three logistic distributions (docs/format_prior2.md §4).
struct IntegerMixture {
  int components = 2;
  std::array<int32_t, 3> mean{};            // Q12 levels
  std::array<uint32_t, 3> inverse_scale{};  // Q20
  std::array<uint32_t, 3> weight{};         // Q15

  // Q31, at least 1.
  uint32_t MassOf(int level) const;
  // -ln of the mass of 0, Q23, as the coder sums it over a group.
  uint32_t CostOfZero() const;
};

class IntegerBlockNet {
 public:
  using Levels = std::array<int16_t, 64>;  // zigzag

  // The network must outlive this. quants: by lane, zigzag, zero-free.
  IntegerBlockNet(const prior::BlockNetworkData& network,
                  const std::vector<std::array<uint16_t, 64>>& quants,
                  const std::array<uint16_t, 64>& luma_quant, int rows, int columns);

  // Before the first block. Never called: no guide.
  void SetGuide(const prior::GuidePlane& plane);

  // Blocks in raster order, those of a lattice pass after pass: Begin, At for slots that the last
  // groups allow, End. levels: of each lane, known from the start; what At may not see does not
  // count.
  void Begin(int row, int column, std::span<const Levels> levels);
  // Last group of a lane, and the Q12 logit of a threshold 1..14, lane 1's given lane 0's.
  int Last(int lane) const { return last_[static_cast<size_t>(lane)]; }
  int32_t LastLogit(int lane, int threshold) const;
  IntegerMixture At(int lane, int k) const;
  void End();

 private:
  struct Block {  // what neighbours see
    std::vector<uint8_t> embedding, context1;
    std::vector<int32_t> dequantized;  // by slot
  };

  const Block* Neighbour(size_t tap) const;
  void AddNeighbours(size_t begin, size_t end, std::vector<uint8_t> Block::*part, int size,
                     std::vector<uint8_t>* in) const;
  std::vector<int32_t> Context1Bias(const std::vector<int32_t>& inputs) const;
  void FindLast(std::span<const Levels> levels);
  void EvaluateContext();
  void EvaluateHidden();
  void EvaluateMeans();
  std::vector<int32_t> LqInputs(size_t num_lanes) const;

  const prior::BlockNetworkData& network_;
  const prior::BlockShape& shape_;
  const int rows_, columns_;
  std::vector<std::array<uint16_t, 64>> quants_;  // of all lanes
  std::vector<int32_t> embed_bias_;
  std::vector<std::vector<int32_t>> context1_bias_;  // by pass; of a causal network one
  std::vector<Block> blocks_;
  std::vector<uint8_t> guide_;  // [rows + 2][columns + 2][G]; may be empty

  // Of the current block.
  int row_ = 0, column_ = 0, pass_ = 0;
  std::array<int, 2> last_{};
  std::vector<int16_t> features_;  // [2 N]
  std::vector<uint8_t> context_;   // a3
  std::vector<int32_t> logits_, outputs_, means_;
};

}  // namespace jackdaw::train

#endif  // JACKDAW_APPS_TRAIN_INTEGER_BLOCK_NET_H_
