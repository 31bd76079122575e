// Finished points on disk, so that a sweep goes on where it stopped.
//
// One file `KEY.json` per point, KEY being the hash of everything that its numbers depend on; that
// text stands in the file, too, and is compared. A file that is not whole, or not what it should
// be, counts as missing. Beside it `KEY.png` where a cut-out for the report was wanted.
#ifndef JACKDAW_APPS_SWEEP_POINT_CACHE_H_
#define JACKDAW_APPS_SWEEP_POINT_CACHE_H_

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "apps/sweep/codecs/codec.h"
#include "apps/sweep/point.h"
#include "jackdaw/result.h"

namespace jackdaw::sweep {

// Everything that a point's numbers depend on, as text.
std::string PointKeyText(const std::string& source_hash, const CodecInfo& codec, double setting,
                         const std::string& metric_tools);

// Thread-safe, and safe with other processes on the same directory.
class PointCache {
 public:
  // REQUIRES: the directory exists.
  explicit PointCache(std::string directory) : directory_(std::move(directory)) {}

  std::optional<PointResult> Load(const std::string& key_text) const;
  Status Store(const std::string& key_text, const PointResult& point) const;

  std::optional<std::vector<uint8_t>> LoadCrop(const std::string& key_text) const;
  Status StoreCrop(const std::string& key_text, std::span<const uint8_t> png) const;

 private:
  std::string PathOf(const std::string& key_text, const char* extension) const;
  Status Replace(const std::string& path, std::span<const uint8_t> bytes) const;

  std::string directory_;
};

}  // namespace jackdaw::sweep

#endif  // JACKDAW_APPS_SWEEP_POINT_CACHE_H_
