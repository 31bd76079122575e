// When a training that is limited by time saves, reports and ends.
#ifndef JACKDAW_APPS_TRAIN_RESTORE_TRAINING_CLOCK_H_
#define JACKDAW_APPS_TRAIN_RESTORE_TRAINING_CLOCK_H_

#include <chrono>

namespace jackdaw::train {

class TrainingClock {
 public:
  // seconds: what earlier parts of the run took. options: its minutes in all, and the seconds
  // between two reports and between two checkpoints.
  template <class Options>
  TrainingClock(double seconds, const Options& options)
      : before_(seconds),
        seconds_(seconds),
        saved_(seconds),
        reported_(seconds),
        limit_(options.minutes * 60),
        save_seconds_(options.save_seconds),
        report_seconds_(options.report_seconds) {}

  bool Ended() const { return seconds_ >= limit_; }

  // After each step. Returns the seconds of the whole run.
  double Tick() {
    const std::chrono::duration<double> passed = std::chrono::steady_clock::now() - start_;
    seconds_ = before_ + passed.count();
    return seconds_;
  }

  // Once a tick. True at the end, too.
  bool SaveIsDue() { return IsDue(save_seconds_, &saved_); }
  bool ReportIsDue() { return IsDue(report_seconds_, &reported_); }

 private:
  bool IsDue(double every, double* last) const {
    if (!Ended() && seconds_ - *last < every) return false;
    *last = seconds_;
    return true;
  }

  const std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
  const double before_;
  double seconds_, saved_, reported_;
  const double limit_, save_seconds_, report_seconds_;
};

}  // namespace jackdaw::train

#endif  // JACKDAW_APPS_TRAIN_RESTORE_TRAINING_CLOCK_H_
