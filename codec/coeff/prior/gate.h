// Whether adapting pays: a gate for a set of decisions, or for several.
//
// While a gate is open, its decisions are mixed with what they taught so far, and the gate
// sums up what that won over the prediction alone. Where it wins nothing, the gate closes for a
// while, during which nothing is looked up or learned, and opens again for a trial; every trial
// that fails doubles the pause. Integers only: both sides do the same.
#ifndef JACKDAW_CODEC_COEFF_PRIOR_GATE_H_
#define JACKDAW_CODEC_COEFF_PRIOR_GATE_H_

#include <cstdint>

namespace jackdaw::coeff {

class Gate {
 public:
  bool open() const { return open_; }

  // After a decision that was mixed; won: nats, Q12, may be negative.
  void Won(int32_t won) {
    won_ += won;
    if (--left_ == 0) [[unlikely]]
      Judge();
  }
  // After a decision that was not.
  void Passed() {
    if (--left_ != 0) [[likely]]
      return;
    open_ = true;
    left_ = kTrial;
    won_ = 0;
  }

  static constexpr uint16_t kFirst = 256, kTrial = 128, kPeriod = 256;
  static constexpr uint16_t kFirstPause = 512, kLastPause = 16384;
  // A period must win as much, nats in Q12: what the time is worth.
  static constexpr int32_t kLeastWin = 1 << 12;
  // No decision wins or loses more than its cost, and halves of sums add up to one.
  static constexpr int64_t kMostWin = 12 << 12;
  static_assert(2 * kMostWin * kPeriod <= INT32_MAX);

 private:
  void Judge() {
    if (won_ >= kLeastWin) {
      // What was won lately counts for more.
      won_ >>= 1;
      left_ = kPeriod;
      pause_ = kFirstPause;
      return;
    }
    open_ = false;
    left_ = pause_;
    if (pause_ < kLastPause) pause_ = static_cast<uint16_t>(2 * pause_);
  }

  int32_t won_ = 0;
  uint16_t left_ = kFirst;
  uint16_t pause_ = kFirstPause;
  bool open_ = true;
};

}  // namespace jackdaw::coeff

#endif  // JACKDAW_CODEC_COEFF_PRIOR_GATE_H_
