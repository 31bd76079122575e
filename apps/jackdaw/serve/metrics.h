// What the server counts, and the text in which Prometheus reads it (exposition format 0.0.4).
#ifndef JACKDAW_APPS_JACKDAW_SERVE_METRICS_H_
#define JACKDAW_APPS_JACKDAW_SERVE_METRICS_H_

#include <array>
#include <atomic>
#include <cstdint>
#include <string>
#include <string_view>

namespace jackdaw::serve {

// What a request was for.
enum class Target { kOriginal, kThumbnail, kPage, kMetrics, kOther };
inline constexpr size_t kNumTargets = 5;
const char* TargetName(Target target);  // "original", "thumbnail", "page", "metrics", "other"

// How many of the observed times are below each of some bounds. Thread-safe; a reader may see an
// observation in the sum and not yet in the count.
class TimeHistogram {
 public:
  static constexpr std::array<double, 12> kBounds = {0.001, 0.0025, 0.005, 0.01, 0.025, 0.05,
                                                     0.1,   0.25,   0.5,   1,    2.5,   10};

  void Observe(double seconds);

 private:
  friend class MetricsText;
  std::array<std::atomic<uint64_t>, kBounds.size() + 1> counts_{};  // the last: above all bounds
  std::atomic<uint64_t> sum_ns_{0};
};

// Counters of the server itself; those of the caches are theirs. Thread-safe.
class ServerMetrics {
 public:
  void CountReply(Target target, int status, uint64_t body_bytes, double seconds);

  std::atomic<uint64_t> connections{0};          // accepted so far
  std::atomic<int64_t> open_connections{0};      // now
  std::atomic<uint64_t> refused_connections{0};  // over the limit, answered 503 at once
  std::atomic<uint64_t> evicted_connections{0};  // idle or slow, closed to make room
  std::atomic<uint64_t> timed_out_connections{0};

 private:
  friend class MetricsText;
  static constexpr size_t kNumStatuses = 600;
  std::array<std::atomic<uint64_t>, kNumStatuses> replies_{};
  std::array<std::atomic<uint64_t>, kNumTargets> bytes_{};
  std::array<TimeHistogram, kNumTargets> seconds_;
};

// Builds the text: each metric once, its samples directly below its description.
class MetricsText {
 public:
  void Counter(std::string_view name, std::string_view help, double value);
  void Gauge(std::string_view name, std::string_view help, double value);
  void Histogram(std::string_view name, std::string_view help, const TimeHistogram& histogram);
  // Starts a metric with samples that have labels, e.g. `cache="originals"`.
  void Begin(std::string_view name, std::string_view help, std::string_view type);
  void Sample(std::string_view name, std::string_view labels, double value);
  void AddServer(const ServerMetrics& metrics);

  const std::string& text() const { return text_; }

 private:
  void Buckets(std::string_view name, std::string_view labels, const TimeHistogram& histogram);

  std::string text_;
};

}  // namespace jackdaw::serve

#endif  // JACKDAW_APPS_JACKDAW_SERVE_METRICS_H_
