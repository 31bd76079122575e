#include "apps/jackdaw/serve/site_metrics.h"

#include <fmt/format.h>
#include <unistd.h>

#include <fstream>

namespace jackdaw::serve {
namespace {

constexpr double kNsPerSecond = 1e9;

double Number(uint64_t value) { return static_cast<double>(value); }

// Bytes of this process that are in memory; 0 where the system does not say.
uint64_t ResidentBytes() {
  std::ifstream file("/proc/self/statm");
  uint64_t total = 0, resident = 0;
  if (!(file >> total >> resident)) return 0;
  return resident * static_cast<uint64_t>(sysconf(_SC_PAGESIZE));
}

void AddCache(MetricsText& text, std::string_view name, std::string_view help,
              std::string_view type, uint64_t originals, uint64_t thumbnails) {
  text.Begin(name, help, type);
  text.Sample(name, "cache=\"originals\"", Number(originals));
  text.Sample(name, "cache=\"thumbnails\"", Number(thumbnails));
}

void AddCaches(MetricsText& text, const SiteMetrics& metrics) {
  const archive::DecodedCacheCounters& originals = metrics.originals;
  const ThumbnailCounters& thumbnails = metrics.thumbnails;
  AddCache(text, "jackdaw_cache_hits_total", "What was found in memory.", "counter", originals.hits,
           thumbnails.hits);
  AddCache(text, "jackdaw_cache_misses_total", "What had to be decoded or made.", "counter",
           originals.misses, thumbnails.misses);
  AddCache(text, "jackdaw_cache_evictions_total", "What made room for others.", "counter",
           originals.evictions, thumbnails.evictions);
  AddCache(text, "jackdaw_cache_bytes", "Bytes that are kept now.", "gauge", originals.kept_bytes,
           thumbnails.kept_bytes);
  text.Gauge("jackdaw_cache_limit_bytes", "The most that the cache of originals keeps.",
             Number(metrics.cache_bytes));
  text.Gauge("jackdaw_live_bytes", "Bytes of originals in the cache or on their way to clients.",
             Number(originals.live_bytes));
}

void AddDecodes(MetricsText& text, const SiteMetrics& metrics) {
  const archive::DecodedCacheCounters& originals = metrics.originals;
  text.Counter("jackdaw_decodes_total", "Originals that were decoded, well or not.",
               Number(originals.decodes));
  text.Counter("jackdaw_decode_failures_total", "Decodes that failed: damaged files.",
               Number(originals.failures));
  text.Counter("jackdaw_decode_seconds_total", "Time that decodes took, added up.",
               Number(originals.decode_ns) / kNsPerSecond);
  text.Counter("jackdaw_decoded_bytes_total", "Bytes of originals that were decoded.",
               Number(originals.decoded_bytes));
  text.Gauge("jackdaw_decode_queue", "Decodes that wait for a thread.", Number(originals.waiting));
  text.Gauge("jackdaw_decode_queue_limit", "Decodes that may wait; others are answered 503.",
             Number(metrics.max_waiting));
  text.Counter("jackdaw_decode_refusals_total", "Requests that found the queue full.",
               Number(originals.refused));
  text.Histogram("jackdaw_thumbnail_seconds",
                 "Time to make a thumbnail, without the decode of its original.",
                 *metrics.thumbnail_seconds);
}

}  // namespace

std::string MetricsOf(const SiteMetrics& metrics) {
  MetricsText text;
  text.AddServer(*metrics.server);
  AddCaches(text, metrics);
  AddDecodes(text, metrics);
  text.Begin("jackdaw_build_info", "The version of the program.", "gauge");
  text.Sample("jackdaw_build_info", fmt::format("version=\"{}\"", metrics.version), 1);
  text.Gauge("process_resident_memory_bytes", "Bytes of the process in memory.",
             Number(ResidentBytes()));
  text.Gauge("process_start_time_seconds", "When the process started, in seconds since 1970.",
             static_cast<double>(metrics.start_time));
  return text.text();
}

}  // namespace jackdaw::serve
