// FuzzRestore: the restored pixels of any JPEG, with and without texture.
#include "jackdaw/parts.h"
#include "jackdaw/pixels.h"
#include "tests/fuzz/fuzz_targets.h"

namespace jackdaw::test {
namespace {

constexpr uint64_t kMemoryLimit = uint64_t{128} << 20;
// Networks take milliseconds for a thousand pixels where a sanitizer watches.
constexpr uint64_t kMaxSamples = uint64_t{1} << 20;

}  // namespace

std::string FuzzRestore(ByteSpan data) {
  if (data.empty() || !CanRestorePixels()) return "";
  DecompressOptions options;
  options.num_threads = 1 + data[0] % 3;
  options.memory_limit = kMemoryLimit;
  options.headers = data[0] / 4 % 2 == 1;
  const ByteSpan jpeg = data.subspan(1);
  const Result<Pixels> plain = DecompressPixels(jpeg, options);
  if (plain.ok() && plain.value().samples.size() > kMaxSamples) return "";
  options.restore = true;
  options.texture.on = data[0] / 8 % 2 == 1;
  const Result<Pixels> restored = DecompressPixels(jpeg, options);
  if (!restored.ok()) {
    // Restoring takes more memory than decoding.
    return !plain.ok() || restored.error().code == ErrorCode::kLimitExceeded
               ? ""
               : "restoring: " + restored.error().message;
  }
  if (!plain.ok()) return "restores what cannot be decoded";
  if (options.headers) {
    const Result<std::vector<uint8_t>> headers = DecompressHeaders(jpeg, options);
    const std::vector<uint8_t> wanted = headers.ok() ? headers.value() : std::vector<uint8_t>();
    if (wanted != restored.value().headers) return "other headers";
  }
  return plain.value().samples.size() == restored.value().samples.size() ? "" : "another size";
}

}  // namespace jackdaw::test
