// The page /metrics.
#ifndef JACKDAW_APPS_JACKDAW_SERVE_SITE_METRICS_H_
#define JACKDAW_APPS_JACKDAW_SERVE_SITE_METRICS_H_

#include <cstddef>
#include <cstdint>
#include <string>

#include "apps/jackdaw/serve/metrics.h"
#include "apps/jackdaw/serve/thumbnail_cache.h"
#include "archive/decoded_cache.h"

namespace jackdaw::serve {

struct SiteMetrics {
  const ServerMetrics* server = nullptr;
  const TimeHistogram* thumbnail_seconds = nullptr;
  archive::DecodedCacheCounters originals;
  ThumbnailCounters thumbnails;
  size_t max_waiting = 0;
  uint64_t cache_bytes = 0;
  int64_t start_time = 0;  // seconds since 1970
  std::string version;
};

// The text for Prometheus; docs/manual/serve.md lists the metrics.
std::string MetricsOf(const SiteMetrics& metrics);

}  // namespace jackdaw::serve

#endif  // JACKDAW_APPS_JACKDAW_SERVE_SITE_METRICS_H_
