// Model of quantization tables that were chosen for one picture, shared by both sides
// (docs/format.md §4.5).
//
// A lossy .jkd widens the steps of its input. A step that stays is that of the input's table, often
// one of Annex K at some quality, which then is the base of the table: each step is told by the
// questions whether it is the base's, else whether it is one more, and so on upwards. The answers
// are predicted from the steps at the left and above, from the mean of the chosen steps before, and
// from the base. All contexts start from probabilities trained on the training files
// (quant_tables_prior.cc) and adapt.
//
// The state is apart from the coder, so that the encoder can try what a table costs.
#ifndef JACKDAW_CODEC_TABLES_QUANT_TABLES_H_
#define JACKDAW_CODEC_TABLES_QUANT_TABLES_H_

#include <algorithm>
#include <array>
#include <cstdint>

#include "codec/jpeg/jpeg_data.h"
#include "codec/jpeg/standard_tables.h"
#include "codec/tables/quant_segment.h"
#include "codec/tables/quant_tables_prior.h"
#include "entropy/logistic.h"

namespace jackdaw::tables {

inline constexpr size_t kMaxQuantTables = 4;        // of a run: slots 0..3
inline constexpr size_t kMaxCodedQuantRuns = 64;    // of a file; further ones stay as they are
inline constexpr size_t kMaxCodedQuantBytes = 255;  // of a run: its length is one byte
inline constexpr uint32_t kMaxAskedSteps = 255;     // then the rest is told plainly, in 16 bits
inline constexpr uint32_t kMaxQuantStep = 65535;

// Probabilities of a one, Q16, of decisions that are too few to adapt.
inline constexpr uint32_t kEvenOdds = 32768;
inline constexpr uint32_t kHasBaseOdds = 52000, kUsualBaseOdds = 60000, kSameQualityOdds = 60000;
// That another table follows the first, the second, the third.
inline constexpr std::array<uint32_t, kMaxQuantTables - 1> kMoreTablesOdds = {58000, 3000, 20000};

// A table of standard_tables.h that no step of the coded table is below.
struct QuantTableBase {
  bool exists = false;
  jpeg::QuantBase kind = jpeg::QuantBase::kLuma;
  uint8_t quality = 1;  // 1..100
};

// Tables of a run in the order of their slots. A Coder has int Bit(int bit, uint32_t p1_q16), which
// returns `bit` (encoder) or the decoded bit (decoder, where `bit` means nothing), and may have
// Observe(size_t slot, int bit) for training.
class QuantTableModel {
 public:
  explicit QuantTableModel(const QuantTableState& start) : state_(start) {}

  // Encoder: codes *table with *base. Decoder: sets both; false when they are out of range.
  // REQUIRES (encoder): steps >= 1 and not below the base.
  template <class Coder>
  bool CodeTable(Coder& coder, QuantTableBase* base, QuantTable* table) {
    if (!CodeBase(coder, base)) return false;
    base_steps_ = QuantTable{};
    if (base->exists) base_steps_ = jpeg::ScaledQuantTable(base->kind, base->quality, 255);
    steps_ = QuantTable{};
    mean_q4_ = 0;
    for (size_t k = 0; k < table->size(); ++k) {
      const uint32_t step = CodeStep(coder, k, (*table)[k]);
      if (step > kMaxQuantStep) return false;
      (*table)[k] = static_cast<uint16_t>(step);
      steps_[k] = static_cast<uint16_t>(step);
      if (step == base_steps_[k]) continue;
      const auto step_q4 = static_cast<int32_t>(step * 16);
      mean_q4_ = mean_q4_ == 0 ? step_q4 : mean_q4_ + ((step_q4 - mean_q4_) >> 2);
    }
    before_ = steps_;
    base_before_ = *base;
    ++num_tables_;
    return true;
  }

  // For the trainer.
  const QuantTableState& state() const { return state_; }

 private:
  using Contexts = std::array<uint32_t, kNumQuantContexts>;

  template <class Coder>
  bool CodeBase(Coder& coder, QuantTableBase* base) {
    base->exists = coder.Bit(base->exists ? 1 : 0, kHasBaseOdds) != 0;
    if (!base->exists) return true;
    const bool first = num_tables_ == 0;
    const jpeg::QuantBase usual = first ? jpeg::QuantBase::kLuma : jpeg::QuantBase::kChroma;
    const jpeg::QuantBase other = first ? jpeg::QuantBase::kChroma : jpeg::QuantBase::kLuma;
    if (coder.Bit(base->kind == usual ? 1 : 0, kUsualBaseOdds) != 0) {
      base->kind = usual;
    } else {
      const int is_other = coder.Bit(base->kind == other ? 1 : 0, kEvenOdds);
      base->kind = is_other != 0 ? other : jpeg::QuantBase::kRobidoux;
    }
    if (base_before_.exists) {
      const bool same = base->quality == base_before_.quality;
      if (coder.Bit(same ? 1 : 0, kSameQualityOdds) != 0) {
        base->quality = base_before_.quality;
        return true;
      }
    }
    const uint32_t quality = CodePlain(coder, base->quality, 7);
    base->quality = static_cast<uint8_t>(quality);
    return quality >= 1 && quality <= 100;
  }

  // The low num_bits of value, from the top.
  template <class Coder>
  static uint32_t CodePlain(Coder& coder, uint32_t value, int num_bits) {
    uint32_t coded = 0;
    for (int i = num_bits - 1; i >= 0; --i) {
      const int bit = coder.Bit(static_cast<int>((value >> i) & 1), kEvenOdds);
      coded = coded * 2 + static_cast<uint32_t>(bit);
    }
    return coded;
  }

  // What is known of position k before its step is.
  struct Place {
    uint32_t left = 0, above = 0, diagonal = 0, last = 0, second_last = 0;  // steps; 0: none
    uint32_t chosen = 0;  // bit by bit, in this order, which of them are not those of the base
    uint32_t before = 0;  // the step of the table before; 0: none
    uint32_t base = 0;    // 0: none
    uint32_t mean = 0;    // of the chosen steps; 0: none yet
    uint32_t zone = 0;    // 0..7
  };

  Place PlaceOf(size_t k) const {
    Place place;
    const size_t i = jpeg::kZigzagToNatural[k], row = i / 8, column = i % 8;
    const auto look = [&](bool exists, size_t position, uint32_t bit) -> uint32_t {
      if (!exists) return 0;
      if (steps_[position] != base_steps_[position]) place.chosen |= bit;
      return steps_[position];
    };
    const auto zigzag = [&](size_t r, size_t c) { return ZigzagOf(r, c, k); };
    place.left = look(column > 0, zigzag(row, column - 1), 1);
    place.above = look(row > 0, zigzag(row - 1, column), 2);
    place.diagonal = look(row > 0 && column > 0, zigzag(row - 1, column - 1), 4);
    place.last = look(k > 0, k - 1, 8);
    place.second_last = look(k > 1, k - 2, 16);
    place.before = before_[k];
    place.base = base_steps_[k];
    place.mean = static_cast<uint32_t>((mean_q4_ + 8) >> 4);
    static constexpr std::array<uint8_t, 7> kZones = {1, 3, 6, 10, 21, 36, 50};
    while (place.zone < kZones.size() && k >= kZones[place.zone]) ++place.zone;
    return place;
  }

  template <class Coder>
  uint32_t CodeStep(Coder& coder, size_t k, uint32_t step) {
    const Place place = PlaceOf(k);
    uint32_t value = 1;
    if (place.base != 0) {
      if (CodeMixed(coder, 0, BaseMixer(place), BaseContexts(place), step == place.base) != 0) {
        return place.base;
      }
      value = place.base + 1;
    }
    const size_t set = place.base != 0 ? 1 : 2;
    for (uint32_t asked = 0; asked < kMaxAskedSteps; ++asked, ++value) {
      const size_t mixer = std::min<size_t>(SizeClass(value), kQuantMixerClasses - 1);
      if (CodeMixed(coder, set, mixer, ValueContexts(place, value), step == value) != 0) {
        return value;
      }
    }
    return value + CodePlain(coder, step - value, 16);
  }

  // Is it the step of the base?
  static size_t BaseMixer(const Place& place) {
    return place.mean == 0 ? 0 : 1 + std::min<uint32_t>(place.base * 4 / place.mean, 10);
  }
  static Contexts BaseContexts(const Place& place) {
    Contexts contexts = SharedContexts(place, place.base);
    contexts[3] = std::min<uint32_t>(place.base, 31);
    contexts[4] = place.chosen;
    const uint32_t ratio =
        place.mean != 0 ? std::min<uint32_t>(place.base * 8 / place.mean, 47) : 48;
    contexts[5] = ratio * 8 + place.zone;
    return contexts;
  }

  // Is it `value`, given that it is not less?
  static Contexts ValueContexts(const Place& place, uint32_t value) {
    Contexts contexts = SharedContexts(place, value);
    const uint32_t size = std::min<uint32_t>(SizeClass(place.base), 11);
    contexts[3] = std::min<uint32_t>(value - place.base, 15) * 24 + size * 2 +
                  (IsThreshold(value, place.base) ? 1 : 0);
    contexts[4] = (value == place.left ? 1u : 0u) + (value == place.above ? 2u : 0u) +
                  (value == place.diagonal ? 4u : 0u) + (value == place.last ? 8u : 0u) +
                  (value == place.second_last ? 16u : 0u);
    const uint32_t ratio = place.base != 0 ? std::min<uint32_t>(value * 8 / place.base, 47) : 48;
    contexts[5] = ratio * 8 + place.zone;
    return contexts;
  }

  static Contexts SharedContexts(const Place& place, uint32_t value) {
    Contexts contexts{};
    contexts[0] = Difference(value, place.before);
    contexts[1] = Difference(value, place.left) * 18 + Difference(value, place.above);
    contexts[2] = Difference(value, place.mean) * 8 + place.zone;
    return contexts;
  }

  // The smallest step under which m times the base becomes 0 with a dead zone of a quarter, for
  // some m: m base < 3/4 step. Most steps of frequencies of which nothing is left are of this kind.
  static bool IsThreshold(uint32_t value, uint32_t base) {
    return base != 0 && (3 * value - 1) / (4 * base) != (3 * value - 4) / (4 * base);
  }

  // 8 for equal, 0..7 and 9..16 for how much less or more; 17: nothing to compare with.
  static uint32_t Difference(uint32_t value, uint32_t other) {
    static constexpr std::array<uint8_t, 17> kClasses = {0, 1, 2, 3, 4, 5, 5, 6, 6,
                                                         6, 7, 7, 7, 7, 7, 7, 8};
    if (other == 0) return 17;
    if (value < other) return 8 - kClasses[std::min<uint32_t>(other - value, 16)];
    return 8 + kClasses[std::min<uint32_t>(value - other, 16)];
  }

  static uint32_t SizeClass(uint32_t step) {
    static constexpr std::array<uint8_t, 12> kBounds = {1, 2, 3, 4, 5, 7, 10, 14, 20, 28, 40, 64};
    uint32_t size = 0;
    while (size < kBounds.size() && step >= kBounds[size]) ++size;
    return size;
  }

  // Where (row, column) stands in zigzag order, if before `end`.
  static size_t ZigzagOf(size_t row, size_t column, size_t end) {
    const size_t i = row * 8 + column;
    size_t k = 0;
    while (k < end && jpeg::kZigzagToNatural[k] != i) ++k;
    return k;
  }

  // Mixes the answers of all contexts in the logistic domain (docs/format_coeff.md §3).
  template <class Coder>
  int CodeMixed(Coder& coder, size_t set, size_t mixer, const Contexts& contexts, bool is_one) {
    std::array<size_t, kNumQuantContexts> index{};
    int x[8] = {};
    for (size_t i = 0; i < kNumQuantContexts; ++i) {
      index[i] = set * kQuantSlotsPerSet + kQuantContextBegin[i] + contexts[i];
      x[i] = entropy::Stretch12(entropy::SlotP12(state_.slots[index[i]]));
    }
    const entropy::MixerInputs<8> inputs(x);
    const size_t later = num_tables_ > 0 ? 1 : 0;
    entropy::MixerWeights<8>& weights =
        state_.weights[(set * 2 + later) * kQuantMixerClasses + mixer];
    const uint32_t p = std::clamp<uint32_t>(
        entropy::Squash(inputs.Dot(weights) >> entropy::kMixerDotShift), 32, 65504);
    const int bit = coder.Bit(is_one ? 1 : 0, p);
    inputs.Update(entropy::MixerError(bit, p), kQuantMixerRateShift, &weights);
    for (const size_t slot : index) {
      if constexpr (requires { coder.Observe(slot, bit); }) coder.Observe(slot, bit);
      state_.slots[slot] = entropy::UpdatedSlot(state_.slots[slot], bit);
    }
    return bit;
  }

  QuantTableState state_;
  QuantTable steps_{};       // of this table, as far as known
  QuantTable base_steps_{};  // 0: no base
  QuantTable before_{};      // the table before; 0: none
  QuantTableBase base_before_;
  int32_t mean_q4_ = 0;
  size_t num_tables_ = 0;
};

}  // namespace jackdaw::tables

#endif  // JACKDAW_CODEC_TABLES_QUANT_TABLES_H_
