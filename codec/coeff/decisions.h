// Decisions of one adaptive context.
#ifndef JACKDAW_CODEC_COEFF_DECISIONS_H_
#define JACKDAW_CODEC_COEFF_DECISIONS_H_

#include <cstddef>
#include <cstdint>

#include "base/compiler.h"
#include "entropy/adaptive_bit.h"

namespace jackdaw::coeff {

// Whether a coder wants to see what is decided in which slot: Observe(table, slot, bit), `slot` an
// index of table.slots. Those that write or read streams do not.
template <class Coder, class Table>
inline constexpr bool kObserves = requires(Coder& coder, const Table& table) {
  coder.Observe(table, size_t{}, int{});
};

// Whether a decision is one that no processor predicts, so that nothing may branch on it.
enum class Predictable : uint8_t { kNo, kYes };

template <Predictable kPredictable, class Coder>
JACKDAW_ALWAYS_INLINE int CodeBit(Coder& coder, int bit, uint32_t p) {
  if constexpr (kPredictable == Predictable::kYes) {
    return coder.Bit(bit, p);
  } else {
    return coder.RandomBit(bit, p);
  }
}

// Codes a decision of table row `set` with the slot of its context.
template <Predictable kPredictable, class Coder, class Table>
JACKDAW_ALWAYS_INLINE int CodeInSlot(Coder& coder, Table& table, size_t set, uint32_t context,
                                     int bit) {
  const size_t at = set * Table::kSlotsPerSet + context;
  entropy::BitSlot& slot = table.slots[at];
  const entropy::BitSlot before = slot;
  const uint32_t p = entropy::LoneSlotP16(before);
  bit = CodeBit<kPredictable>(coder, bit, p);
  if constexpr (kObserves<Coder, Table>) coder.Observe(table, at, bit);
  slot = kPredictable == Predictable::kYes ? entropy::UpdatedLoneSlot(before, bit)
                                           : entropy::UpdatedRandomSlot(before, bit);
  return bit;
}

template <class Coder, class Table>
JACKDAW_ALWAYS_INLINE int CodeSingle(Coder& coder, Table& table, size_t set, uint32_t context,
                                     int bit) {
  return CodeInSlot<Predictable::kYes>(coder, table, set, context, bit);
}
template <class Coder, class Table>
JACKDAW_ALWAYS_INLINE int CodeSingleRandom(Coder& coder, Table& table, size_t set, uint32_t context,
                                           int bit) {
  return CodeInSlot<Predictable::kNo>(coder, table, set, context, bit);
}

}  // namespace jackdaw::coeff

#endif  // JACKDAW_CODEC_COEFF_DECISIONS_H_
