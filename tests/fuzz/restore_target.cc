// FuzzRestore: the restored pixels of any JPEG, with and without texture, and by networks of any
// file.
#include <xxhash.h>

#include "jackdaw/parts.h"
#include "jackdaw/pixels.h"
#include "models/pixels/restoration_file.h"
#include "models/weights/model_file.h"
#include "tests/fuzz/fuzz_targets.h"
#include "tests/support/restoration_models.h"

namespace jackdaw::test {
namespace {

constexpr uint64_t kMemoryLimit = uint64_t{128} << 20;
constexpr uint64_t kMaxContentBytes = uint64_t{1} << 20;
// Networks take milliseconds for a thousand pixels where a sanitizer watches.
constexpr uint64_t kMaxSamples = uint64_t{1} << 20;

// One network of each kind, all tiny, of noise.
const Bytes& TinyNetworks() {
  static const Bytes file = RestorationFileOf(1, {kTinyAlone, kTinyPair, kTinyFine});
  return file;
}

// Reads any content as networks: with the right checksum, so that what is in it is looked at.
std::string ReadNetworks(ByteSpan content) {
  constexpr size_t kHashBytes = 8;
  Bytes file(restoration::kRestorationMagic.begin(), restoration::kRestorationMagic.end());
  file.insert(file.end(), content.begin(), content.end());
  const uint64_t hash = XXH64(file.data(), file.size(), 0);
  for (size_t i = 0; i < kHashBytes; ++i) file.push_back(static_cast<uint8_t>(hash >> (8 * i)));
  const auto networks = restoration::ReadRestorationFile(file);
  if (!networks.ok()) return "";
  for (const restoration::RestorationWeights& network : networks.value()) {
    if (network.parameters.size() != restoration::NumParameters(network.shape)) {
      return "a network without all of its parameters";
    }
  }
  return "";
}

}  // namespace

std::string FuzzRestore(ByteSpan data) {
  if (!data.empty() && data[0] >= 0xE0) {
    // Packed, or damaged.
    if (const auto packed = weights::UnpackModelFile(data.subspan(1), kMaxContentBytes);
        packed.ok() && packed.value().size() > kMaxContentBytes) {
      return "a larger content than allowed";
    }
    return "";
  }
  if (!data.empty() && data[0] >= 0xC0) return ReadNetworks(data.subspan(1));
  if (data.empty() || !CanRestorePixels()) return "";
  DecompressOptions options;
  options.num_threads = 1 + data[0] % 3;
  options.memory_limit = kMemoryLimit;
  options.headers = data[0] / 4 % 2 == 1;
  if (data[0] / 16 % 2 == 1) options.restoration.weights = TinyNetworks();
  options.restoration.all_orientations = data[0] / 32 % 2 == 1;
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
