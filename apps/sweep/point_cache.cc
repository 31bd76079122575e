#include "apps/sweep/point_cache.h"

#include <stdlib.h>
#include <unistd.h>

#include <filesystem>
#include <system_error>

#include "apps/sweep/point_json.h"
#include "apps/sweep/system/content_hash.h"
#include "apps/sweep/system/files.h"

namespace jackdaw::sweep {
namespace {

// To be raised whenever a measure, a decoder's settings or an encoder's arguments change.
constexpr int kMeasuresVersion = 2;

}  // namespace

std::string PointKeyText(const std::string& source_hash, const CodecInfo& codec, double setting,
                         const std::string& metric_tools) {
  // Printed as JSON, so that no field can run into the next.
  const nlohmann::json fields = {kMeasuresVersion, source_hash,          codec.name,  codec.version,
                                 codec.setting,    SettingText(setting), metric_tools};
  return fields.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::string PointCache::PathOf(const std::string& key_text, const char* extension) const {
  return directory_ + "/" + ContentHash(key_text) + extension;
}

Status PointCache::Replace(const std::string& path, std::span<const uint8_t> bytes) const {
  // Others may work on the same point: each has its own temporary name.
  std::string temporary = path + ".XXXXXX";
  const int fd = mkstemp(temporary.data());
  if (fd >= 0) close(fd);
  Status written = WriteWholeFile(temporary, bytes);
  std::error_code error;
  if (written.ok()) std::filesystem::rename(temporary, path, error);
  if (!written.ok() || error) unlink(temporary.c_str());
  if (!written.ok()) return written;
  if (error) return Error{ErrorCode::kIo, 0, "cannot write " + path + ": " + error.message()};
  return OkStatus();
}

std::optional<PointResult> PointCache::Load(const std::string& key_text) const {
  const Result<std::vector<uint8_t>> bytes = ReadWholeFile(PathOf(key_text, ".json"));
  if (!bytes.ok()) return std::nullopt;
  const nlohmann::json file = nlohmann::json::parse(bytes.value(), nullptr, false);
  if (!file.is_object() || !file.contains("key") || !file.contains("point") ||
      file["key"] != key_text) {
    return std::nullopt;
  }
  return PointFromJson(file["point"]);
}

Status PointCache::Store(const std::string& key_text, const PointResult& point) const {
  const nlohmann::json file = {{"key", key_text}, {"point", PointToJson(point)}};
  const std::string text = file.dump(1) + "\n";
  const std::vector<uint8_t> bytes(text.begin(), text.end());
  return Replace(PathOf(key_text, ".json"), bytes);
}

std::optional<std::vector<uint8_t>> PointCache::LoadCrop(const std::string& key_text) const {
  Result<std::vector<uint8_t>> bytes = ReadWholeFile(PathOf(key_text, ".png"));
  if (!bytes.ok()) return std::nullopt;
  return std::move(bytes).value();
}

Status PointCache::StoreCrop(const std::string& key_text, std::span<const uint8_t> png) const {
  return Replace(PathOf(key_text, ".png"), png);
}

}  // namespace jackdaw::sweep
