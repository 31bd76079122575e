// An attention network as a source of weights (models/pixels/attention_shape.h).
//
// A weight a in [0, 1] multiplies what errors count by 2^(4 a - 2): a quarter at 0, nothing new at
// 1/2, four times at 1. So the network says how important errors are beside what the fixed formula
// of enc_distortion.h says, and rate and distortion choose the levels as ever.
#ifndef JACKDAW_CODEC_LOSSY_ENC_ATTENTION_H_
#define JACKDAW_CODEC_LOSSY_ENC_ATTENTION_H_

#include <memory>
#include <span>
#include <vector>

#include "codec/lossy/enc_distortion.h"
#include "codec/lossy/enc_loss_picture.h"
#include "jackdaw/result.h"
#include "jackdaw/transcode.h"
#include "models/pixels/attention_shape.h"
#include "models/pixels/enc_attention_network.h"

namespace jackdaw::lossy {

// Of a weight of 0 or 1, the octaves.
inline constexpr float kAttentionOctaves = 2;

class LearnedAttention : public Attention {
 public:
  // What the picture refers to must outlive this. It keeps three rows of embeddings.
  LearnedAttention(const attention::AttentionModel& model, const LossPicture& picture);

  void Weigh(size_t component, uint32_t row, std::span<BlockWeights> weights) override;

 private:
  const attention::AttentionNetwork& NetworkOf(size_t component) const {
    return IsColourDifference(picture_.model, component) ? colour_ : luma_;
  }
  void EmbedRow(size_t component, uint32_t row);
  const float* Embedding(size_t component, uint32_t row, uint32_t column) const;

  LossPicture picture_;
  attention::AttentionNetwork luma_, colour_;
  std::array<std::vector<float>, 3> rows_;  // [width_blocks][embedding], by row modulo 3
};

// The attention that the options ask for, or null. Errors: those of the file of weights;
// kInvalidArgument where there is none. What the picture refers to must outlive it.
Result<std::unique_ptr<Attention>> MakeAttention(const AttentionOptions& options, Tune tune,
                                                 const LossPicture& picture);

// See jackdaw::CheckAttentionNetworks. May throw std::bad_alloc.
Status CheckAttentionFile(std::span<const uint8_t> file);

}  // namespace jackdaw::lossy

#endif  // JACKDAW_CODEC_LOSSY_ENC_ATTENTION_H_
