// Memory that a call may still use. Whatever grows with its input is charged here before it is
// allocated, so that a small hostile file cannot make large lists.
//
// A copy is a scope: what is charged to the copy is given back when the copy goes.
#ifndef JACKDAW_BASE_BYTE_BUDGET_H_
#define JACKDAW_BASE_BYTE_BUDGET_H_

#include <cstdint>

#include "base/checked.h"

namespace jackdaw {

class ByteBudget {
 public:
  explicit ByteBudget(uint64_t limit) : left_(limit) {}

  uint64_t left() const { return left_; }

  // False, and nothing is charged, when more bytes are asked for than are left.
  [[nodiscard]] bool Charge(uint64_t bytes) {
    if (bytes > left_) return false;
    left_ -= bytes;
    return true;
  }
  [[nodiscard]] bool ChargeItems(uint64_t count, uint64_t item_bytes) {
    uint64_t bytes = 0;
    return CheckedMul(count, item_bytes, &bytes) && Charge(bytes);
  }

 private:
  uint64_t left_;
};

}  // namespace jackdaw

#endif  // JACKDAW_BASE_BYTE_BUDGET_H_
