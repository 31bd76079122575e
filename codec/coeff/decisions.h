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

// Codes a decision of table row `set` with the slot of its context. kRandom: it is as good as
// random, so that nothing branches on it.
template <bool kRandom, class Coder, class Table>
JACKDAW_ALWAYS_INLINE int CodeInSlot(Coder& coder, Table& table, size_t set, uint32_t context,
                                     int bit) {
  const size_t at = set * Table::kSlotsPerSet + context;
  entropy::BitSlot& slot = table.slots[at];
  const entropy::BitSlot before = slot;
  const uint32_t p = entropy::LoneSlotP16(before);
  if constexpr (kRandom) {
    bit = coder.RandomBit(bit, p);
  } else {
    bit = coder.Bit(bit, p);
  }
  if constexpr (kObserves<Coder, Table>) coder.Observe(table, at, bit);
  slot = kRandom ? entropy::UpdatedRandomSlot(before, bit) : entropy::UpdatedLoneSlot(before, bit);
  return bit;
}

template <class Coder, class Table>
JACKDAW_ALWAYS_INLINE int CodeSingle(Coder& coder, Table& table, size_t set, uint32_t context,
                                     int bit) {
  return CodeInSlot<false>(coder, table, set, context, bit);
}
template <class Coder, class Table>
JACKDAW_ALWAYS_INLINE int CodeSingleRandom(Coder& coder, Table& table, size_t set, uint32_t context,
                                           int bit) {
  return CodeInSlot<true>(coder, table, set, context, bit);
}

}  // namespace jackdaw::coeff

#endif  // JACKDAW_CODEC_COEFF_DECISIONS_H_
