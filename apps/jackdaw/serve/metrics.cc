#include "apps/jackdaw/serve/metrics.h"

#include <fmt/format.h>

#include <algorithm>

namespace jackdaw::serve {
namespace {

constexpr double kNsPerSecond = 1e9;

constexpr std::array<Target, kNumTargets> kTargets = {
    Target::kOriginal, Target::kThumbnail, Target::kPage, Target::kMetrics, Target::kOther};

std::string TargetLabel(Target target) { return fmt::format("target=\"{}\"", TargetName(target)); }

}  // namespace

const char* TargetName(Target target) {
  switch (target) {
    case Target::kOriginal:
      return "original";
    case Target::kThumbnail:
      return "thumbnail";
    case Target::kPage:
      return "page";
    case Target::kMetrics:
      return "metrics";
    case Target::kOther:
      break;
  }
  return "other";
}

void TimeHistogram::Observe(double seconds) {
  const auto bound = std::lower_bound(kBounds.begin(), kBounds.end(), seconds);
  ++counts_[static_cast<size_t>(bound - kBounds.begin())];
  sum_ns_ += static_cast<uint64_t>(std::max(0.0, seconds) * kNsPerSecond);
}

void ServerMetrics::CountReply(Target target, int status, uint64_t body_bytes, double seconds) {
  if (status >= 0 && static_cast<size_t>(status) < kNumStatuses) {
    ++replies_[static_cast<size_t>(status)];
  }
  bytes_[static_cast<size_t>(target)] += body_bytes;
  seconds_[static_cast<size_t>(target)].Observe(seconds);
}

void MetricsText::Begin(std::string_view name, std::string_view help, std::string_view type) {
  text_ += fmt::format("# HELP {} {}\n# TYPE {} {}\n", name, help, name, type);
}

void MetricsText::Sample(std::string_view name, std::string_view labels, double value) {
  if (labels.empty()) {
    text_ += fmt::format("{} {}\n", name, value);
  } else {
    text_ += fmt::format("{}{{{}}} {}\n", name, labels, value);
  }
}

void MetricsText::Counter(std::string_view name, std::string_view help, double value) {
  Begin(name, help, "counter");
  Sample(name, "", value);
}

void MetricsText::Gauge(std::string_view name, std::string_view help, double value) {
  Begin(name, help, "gauge");
  Sample(name, "", value);
}

void MetricsText::Buckets(std::string_view name, std::string_view labels,
                          const TimeHistogram& histogram) {
  const std::string separator = labels.empty() ? "" : ",";
  const std::string bucket = fmt::format("{}_bucket", name);
  uint64_t total = 0;
  for (size_t i = 0; i < TimeHistogram::kBounds.size(); ++i) {
    total += histogram.counts_[i];
    Sample(bucket, fmt::format("{}{}le=\"{}\"", labels, separator, TimeHistogram::kBounds[i]),
           static_cast<double>(total));
  }
  total += histogram.counts_.back();
  Sample(bucket, fmt::format("{}{}le=\"+Inf\"", labels, separator), static_cast<double>(total));
  Sample(fmt::format("{}_sum", name), labels,
         static_cast<double>(histogram.sum_ns_) / kNsPerSecond);
  Sample(fmt::format("{}_count", name), labels, static_cast<double>(total));
}

void MetricsText::Histogram(std::string_view name, std::string_view help,
                            const TimeHistogram& histogram) {
  Begin(name, help, "histogram");
  Buckets(name, "", histogram);
}

void MetricsText::AddServer(const ServerMetrics& metrics) {
  Begin("jackdaw_http_replies_total", "Replies by status code.", "counter");
  for (size_t status = 0; status < metrics.replies_.size(); ++status) {
    const uint64_t count = metrics.replies_[status];
    if (count == 0) continue;
    Sample("jackdaw_http_replies_total", fmt::format("code=\"{}\"", status),
           static_cast<double>(count));
  }
  Begin("jackdaw_http_body_bytes_total", "Bytes of bodies that were sent.", "counter");
  for (const Target target : kTargets) {
    Sample("jackdaw_http_body_bytes_total", TargetLabel(target),
           static_cast<double>(metrics.bytes_[static_cast<size_t>(target)]));
  }
  Begin("jackdaw_http_request_seconds", "Time from the complete request to the end of its reply.",
        "histogram");
  for (const Target target : kTargets) {
    Buckets("jackdaw_http_request_seconds", TargetLabel(target),
            metrics.seconds_[static_cast<size_t>(target)]);
  }
  Counter("jackdaw_http_connections_total", "Connections that were accepted.",
          static_cast<double>(metrics.connections));
  Gauge("jackdaw_http_connections", "Connections that are open now.",
        static_cast<double>(metrics.open_connections));
  Begin("jackdaw_http_connections_closed_total",
        "Connections that the server closed: refused at once, evicted to make room for others, or "
        "timed out.",
        "counter");
  const std::string_view closed = "jackdaw_http_connections_closed_total";
  Sample(closed, "reason=\"refused\"", static_cast<double>(metrics.refused_connections));
  Sample(closed, "reason=\"evicted\"", static_cast<double>(metrics.evicted_connections));
  Sample(closed, "reason=\"timeout\"", static_cast<double>(metrics.timed_out_connections));
}

}  // namespace jackdaw::serve
