// Model of optimised Huffman tables, shared by both sides (docs/format.md §4.3).
//
// A DHT segment that is not one of the standard ones is coded as binary decisions: which tables it
// holds, and for each code length which of the symbols not yet used have that length, in ascending
// order, as encoders write them. (Symbols out of order, where libjpeg's limit of 16 bits moved
// them, start another pass over the same length.) Contexts are the lengths of the neighbours of a
// symbol in the run/size plane and the codes that are left; all start from probabilities trained on
// the training files (huffman_prior.cc) and adapt.
#ifndef JACKDAW_CODEC_TABLES_HUFFMAN_TABLES_H_
#define JACKDAW_CODEC_TABLES_HUFFMAN_TABLES_H_

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

#include "base/bytes.h"
#include "codec/tables/huffman_prior.h"
#include "entropy/logistic.h"

namespace jackdaw {

// One table of a DHT segment: Tc Th, codes of each length, symbols.
struct HuffmanTable {
  uint8_t tc_th = 0;
  std::array<uint8_t, 16> counts{};
  std::vector<uint8_t> symbols;
};
using DhtSegment = std::vector<HuffmanTable>;

inline constexpr size_t kMaxCodedDhtSegments = 1024;  // of a file; further ones stay as they are
inline constexpr size_t kMaxTablesPerSegment = 8;

// Codes DHT segments with a Coder: int Code(int bit, uint32_t p1_q16) returns `bit` (encoder) or
// the decoded bit (decoder, where `bit` means nothing).
template <class Coder>
class HuffmanTablesModel {
 public:
  explicit HuffmanTablesModel(Coder* coder) : coder_(coder) { LoadPrior(); }

  // Encoder: codes *segment and returns true. Decoder: fills the empty *segment; false when the
  // decisions make no valid table.
  // REQUIRES (encoder): IsCodable(*segment).
  bool CodeSegment(DhtSegment* segment, bool decoding) {
    size_t index = 0;
    while (true) {
      if (decoding) segment->emplace_back();
      HuffmanTable& table = (*segment)[index];
      CodeId(&table);
      if (!CodeTable(&table, decoding)) return false;
      ++index;
      const int more = Bit(kPriorMore + std::min<size_t>(index, 7) * 2 + last_segment_long_,
                           index < segment->size() ? 1 : 0);
      if (more == 0) break;
      if (index == kMaxTablesPerSegment) return false;
    }
    last_segment_long_ = index > 1 ? 1 : 0;
    return true;
  }

  // For the trainer.
  const std::array<TableSlot, kNumPriorSlots>& slots() const { return slots_; }
  const std::array<PriorWeights, kNumPriorMixers>& mixers() const { return mixers_; }

 private:
  static constexpr int kMixerShift = 10;

  void LoadPrior() {
    for (size_t i = 0; i < kNumPriorSlots; ++i) slots_[i] = PriorSlot(i);
    for (size_t i = 0; i < kNumPriorMixers; ++i) mixers_[i] = PriorMixer(i);
  }

  // One decision in one context.
  int Bit(size_t slot, int bit) {
    const uint32_t p = std::clamp<uint32_t>(TableSlotP16(slots_[slot]), 32, 65535 - 32);
    bit = coder_->Code(bit, p);
    slots_[slot] = UpdatedTableSlot(slots_[slot], bit);
    return bit;
  }

  // One decision in several contexts, mixed in the logistic domain: inputs are stretched Q8,
  // weights Q28 of which the upper 16 bits count (Q12), and learn by the error in Q15.
  int MixedBit(const std::array<size_t, kNumPriorInputs>& contexts, size_t mixer, int bit) {
    std::array<int32_t, kNumPriorInputs + 1> inputs{};
    for (size_t i = 0; i < kNumPriorInputs; ++i) {
      inputs[i] = Stretch12(TableSlotP16(slots_[contexts[i]]) >> 4);
    }
    inputs[kNumPriorInputs] = 256;
    PriorWeights& weights = mixers_[mixer];
    // |input| < 2^12 and |weight >> 16| <= 2^15: five products stay within 2^30.
    int32_t dot = 0;
    for (size_t i = 0; i < inputs.size(); ++i) dot += (weights[i] >> 16) * inputs[i];
    const uint32_t p = std::clamp<uint32_t>(Squash(dot >> 12), 8, 65535 - 8);
    bit = coder_->Code(bit, p);
    const int32_t error = ((bit << 16) - bit - static_cast<int32_t>(p)) >> 1;
    for (size_t i = 0; i < inputs.size(); ++i) {
      const int64_t weight = int64_t{weights[i]} + ((inputs[i] * error) >> kMixerShift);
      weights[i] =
          static_cast<int32_t>(std::clamp<int64_t>(weight, -kMaxPriorWeight, kMaxPriorWeight));
    }
    for (const size_t c : contexts) slots_[c] = UpdatedTableSlot(slots_[c], bit);
    return bit;
  }

  // Tc Th, bit by bit, after the one before.
  void CodeId(HuffmanTable* table) {
    const auto is_usual = [](uint8_t id) { return (id & 0xEE) == 0; };
    const size_t before = is_usual(last_id_) ? ((last_id_ >> 3) | (last_id_ & 1)) : 4;
    const size_t base = kPriorId + before * 256;
    size_t node = 1;
    for (int i = 7; i >= 0; --i) {
      node = node * 2 + static_cast<size_t>(Bit(base + node, (table->tc_th >> i) & 1));
    }
    table->tc_th = static_cast<uint8_t>(node);
    last_id_ = table->tc_th;
  }

  // Which symbols may occur: 0, those of baseline files; 1, also EOB runs; 2, all.
  static int SymbolKind(const HuffmanTable& table) {
    int kind = 0;
    for (const uint8_t v : table.symbols) kind = std::max(kind, KindOf(table.tc_th, v));
    return kind;
  }
  static int KindOf(uint8_t tc_th, uint8_t symbol) {
    if ((tc_th >> 4) == 0) return symbol <= 11 ? 0 : 2;
    const int size = symbol & 15;
    if (size == 0) return symbol == 0x00 || symbol == 0xF0 ? 0 : 1;
    return size <= 10 ? 0 : 2;
  }

  struct State {
    bool decoding = false;
    uint8_t tc_th = 0;
    size_t model_class = 0;  // 0: DC, 1: AC, 2: AC with EOB runs
    int kind = 0;
    int length = 0;                      // code length of this pass
    uint32_t codes_left = 1;             // codes of this length not yet taken
    std::array<uint8_t, 256> lengths{};  // of the symbols coded so far; 0: not yet
    size_t num_coded = 0;
  };

  bool CodeTable(HuffmanTable* table, bool decoding) {
    State state;
    state.decoding = decoding;
    state.tc_th = table->tc_th;
    const size_t ac = (table->tc_th >> 4) != 0 ? 1 : 0;
    const int kind = decoding ? 0 : SymbolKind(*table);
    state.kind = Bit(kPriorKind + (ac * 3 + last_kind_[ac]) * 2, kind != 0 ? 1 : 0);
    if (state.kind != 0) {
      state.kind += Bit(kPriorKind + (ac * 3 + last_kind_[ac]) * 2 + 1, kind == 2 ? 1 : 0);
    }
    last_kind_[ac] = static_cast<size_t>(state.kind);
    state.model_class = ac == 0 ? 0 : state.kind == 0 ? 1 : 2;
    for (state.length = 1; state.length <= 16; ++state.length) {
      state.codes_left *= 2;
      if (!CodeLength(&state, table)) return false;
      if (state.codes_left == 0) break;
      // Encoders leave out the code of all ones, so one code is left at the end.
      if (state.codes_left == 1 && state.length < 16 &&
          Bit(kPriorEnd + state.model_class * 16 + static_cast<size_t>(state.length),
              state.num_coded == table->symbols.size() ? 1 : 0) != 0) {
        break;
      }
    }
    return true;
  }

  // All passes of one code length.
  bool CodeLength(State* state, HuffmanTable* table) {
    const size_t first = state->num_coded;
    const auto index = static_cast<size_t>(state->length - 1);
    const size_t end = state->decoding ? 0 : first + table->counts[index];
    while (true) {
      const size_t pass_start = state->num_coded;
      CodePass(state, end, table);
      if (state->codes_left == 0 || state->num_coded == pass_start) break;
      const size_t context = kPriorAgain +
                             (state->model_class * 17 + static_cast<size_t>(state->length)) * 2 +
                             (state->codes_left == 1 ? 1 : 0);
      if (Bit(context, state->num_coded < end ? 1 : 0) == 0) break;
    }
    if (state->decoding) {
      const size_t count = state->num_coded - first;
      if (count > 255) return false;
      table->counts[index] = static_cast<uint8_t>(count);
    }
    return true;
  }

  // One ascending pass over the symbols not used yet.
  void CodePass(State* state, size_t end, HuffmanTable* table) {
    for (int v = 0; v < 256 && state->codes_left != 0; ++v) {
      const auto symbol = static_cast<uint8_t>(v);
      if (state->lengths[symbol] != 0 || KindOf(state->tc_th, symbol) > state->kind) continue;
      const bool is_next =
          !state->decoding && state->num_coded < end && table->symbols[state->num_coded] == symbol;
      if (CodeMember(*state, symbol, is_next ? 1 : 0) == 0) continue;
      if (state->decoding) table->symbols.push_back(symbol);
      state->lengths[symbol] = static_cast<uint8_t>(state->length);
      --state->codes_left;
      ++state->num_coded;
    }
  }

  // Steps from the length of a neighbour to this one; 5: none yet, 6: no such neighbour.
  static size_t Distance(const State& state, int symbol, bool exists) {
    if (!exists) return 6;
    const int length = state.lengths[static_cast<size_t>(symbol)];
    return length == 0 ? 5 : static_cast<size_t>(std::min(state.length - length, 4));
  }

  int CodeMember(const State& state, uint8_t symbol, int bit) {
    const int size = symbol & 15, run = symbol >> 4;
    const size_t west = Distance(state, symbol - 1, size > 0);
    const size_t north = Distance(state, symbol - 16, run > 0);
    const size_t north_east = Distance(state, symbol - 15, run > 0 && size < 15);
    const size_t south_west = Distance(state, symbol + 15, run < 15 && size > 0);
    const size_t later = (size < 15 && state.lengths[symbol + 1u] != 0 ? 1u : 0u) +
                         (run < 15 && state.lengths[symbol + 16u] != 0 ? 1u : 0u);
    const auto length = static_cast<size_t>(state.length);
    const size_t left = LeftBucket(state.codes_left);
    const std::array<size_t, kNumPriorInputs> contexts = {
        kPriorNear + ((state.model_class * 7 + west) * 7 + north) * 3 + later,
        kPriorLeft + ((state.model_class * 17 + length) * 8 + left) * 7 + std::min(west, north),
        kPriorWide + ((state.model_class * 7 + north_east) * 7 + south_west) * 7 + north,
        kPriorSymbol + (state.model_class * 256 + symbol) * 6 + LengthBucket(length)};
    return MixedBit(contexts, state.model_class * 8 + left, bit);
  }

  static size_t LeftBucket(uint32_t codes_left) {
    static constexpr std::array<uint8_t, 13> kBuckets = {0, 0, 1, 2, 3, 3, 4, 4, 4, 5, 5, 5, 5};
    return codes_left < kBuckets.size() ? kBuckets[codes_left] : codes_left < 40 ? 6 : 7;
  }
  static size_t LengthBucket(size_t length) {
    static constexpr std::array<uint8_t, 17> kBuckets = {0, 0, 0, 0, 1, 1, 2, 2, 3,
                                                         3, 4, 4, 4, 5, 5, 5, 5};
    return kBuckets[length];
  }

  Coder* coder_;
  std::array<TableSlot, kNumPriorSlots> slots_{};
  std::array<PriorWeights, kNumPriorMixers> mixers_{};
  uint8_t last_id_ = 0xFF;
  std::array<size_t, 2> last_kind_{};
  size_t last_segment_long_ = 0;
};

}  // namespace jackdaw

#endif  // JACKDAW_CODEC_TABLES_HUFFMAN_TABLES_H_
