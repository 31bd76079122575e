#include "codec/container/enc_lzma.h"

#include <lzma.h>

#include <array>

#include "codec/container/format.h"

namespace jackdaw::container {
namespace {

// Literals of other places in a word: 3 % smaller for the tables of ICC profiles, which have
// numbers of 16 and 32 bits. The stream says which it has.
constexpr uint32_t kWordLc = 2, kWordLp = 2, kWordPb = 2;
// Larger data are coded once, by the settings of the preset.
constexpr size_t kMaxCodedTwice = size_t{4} << 20;

Bytes Compress(ByteSpan data, lzma_options_lzma options, uint64_t memory_limit) {
  options.dict_size = static_cast<uint32_t>(LzmaDictionaryBytes(data.size()));
  const std::array<lzma_filter, 2> filters = {
      {{LZMA_FILTER_LZMA2, &options}, {LZMA_VLI_UNKNOWN, nullptr}}};
  if (lzma_raw_encoder_memusage(filters.data()) > memory_limit) return {};
  Bytes out(data.size());
  size_t size = 0;
  const lzma_ret ret = lzma_raw_buffer_encode(filters.data(), nullptr, data.data(), data.size(),
                                              out.data(), &size, out.size());
  if (ret != LZMA_OK) return {};
  out.resize(size);
  return out;
}

constexpr uint32_t kQuickPreset = 0;
constexpr uint64_t kQuickMemory = uint64_t{16} << 20;

}  // namespace

size_t QuickLzmaSize(ByteSpan data) {
  lzma_options_lzma options = {};
  if (data.empty() || lzma_lzma_preset(&options, kQuickPreset) != 0) return data.size();
  const Bytes out = Compress(data, options, kQuickMemory);
  return out.empty() ? data.size() : out.size();
}

Bytes CompressLzma(ByteSpan data, uint64_t memory_limit) {
  lzma_options_lzma options = {};
  if (data.empty() || lzma_lzma_preset(&options, 9 | LZMA_PRESET_EXTREME) != 0) return {};
  Bytes out = Compress(data, options, memory_limit);
  if (data.size() > kMaxCodedTwice) return out;
  options.lc = kWordLc;
  options.lp = kWordLp;
  options.pb = kWordPb;
  Bytes words = Compress(data, options, memory_limit);
  return !words.empty() && (out.empty() || words.size() < out.size()) ? words : out;
}

}  // namespace jackdaw::container
