#include "codec/container/dec_lzma.h"

#include <lzma.h>

#include <algorithm>
#include <array>

#include "base/errors.h"
#include "codec/container/format.h"

namespace jackdaw::container {
namespace {

// Output grows in steps, so that a hostile size costs memory only as far as the data reaches.
constexpr size_t kFirstStep = 1 << 16;
// liblzma's states and buffers beside the dictionary: some 40 kB of probabilities and less than
// that of structures (5.2 to 5.6).
constexpr uint64_t kStateBytes = uint64_t{256} << 10;

class Decoder {
 public:
  explicit Decoder(uint64_t size) : size_(size) {}
  Decoder(const Decoder&) = delete;
  Decoder& operator=(const Decoder&) = delete;
  ~Decoder() { lzma_end(&stream_); }

  Status Init() {
    options_.dict_size = static_cast<uint32_t>(LzmaDictionaryBytes(size_));
    const std::array<lzma_filter, 2> filters = {
        {{LZMA_FILTER_LZMA2, &options_}, {LZMA_VLI_UNKNOWN, nullptr}}};
    const lzma_ret ret = lzma_raw_decoder(&stream_, filters.data());
    if (ret == LZMA_MEM_ERROR) return NoMemory();
    if (ret != LZMA_OK) return Error{ErrorCode::kInternal, 0, "liblzma refuses its settings"};
    return OkStatus();
  }

  Result<Bytes> Run(ByteSpan in) {
    stream_.next_in = in.data();
    stream_.avail_in = in.size();
    lzma_ret ret = LZMA_OK;
    while (ret == LZMA_OK) {
      if (out_.size() == filled_) {
        if (filled_ > size_) return Corrupt("LZMA data is longer than stated");
        Grow();
      }
      stream_.next_out = out_.data() + filled_;
      stream_.avail_out = out_.size() - filled_;
      ret = lzma_code(&stream_, LZMA_FINISH);
      filled_ = out_.size() - stream_.avail_out;
    }
    if (ret == LZMA_MEM_ERROR) return NoMemory();
    if (ret != LZMA_STREAM_END) return Corrupt("LZMA data is damaged");
    if (stream_.avail_in != 0) return Corrupt("bytes after the end of LZMA data");
    if (filled_ != size_) return Corrupt("LZMA data has another size than stated");
    out_.resize(filled_);
    return std::move(out_);
  }

 private:
  static Error NoMemory() { return Error{ErrorCode::kLimitExceeded, 0, "no memory for LZMA"}; }

  // One byte more than stated is allowed, to notice data that is longer. As in dec_zstd.cc.
  void Grow() {
    const uint64_t limit = size_ + 1;
    if (out_.empty()) out_.reserve(static_cast<size_t>(limit));
    const uint64_t wanted = std::max<uint64_t>(kFirstStep, uint64_t{out_.size()} * 2);
    out_.resize(static_cast<size_t>(std::min(limit, wanted)));
  }

  lzma_stream stream_ = LZMA_STREAM_INIT;
  lzma_options_lzma options_ = {};
  uint64_t size_;
  Bytes out_;
  size_t filled_ = 0;
};

}  // namespace

uint64_t LzmaDecoderBytes(uint64_t size) { return LzmaDictionaryBytes(size) + kStateBytes; }

Result<Bytes> DecompressLzma(ByteSpan stream, uint64_t size) {
  Decoder decoder(size);
  const Status status = decoder.Init();
  if (!status.ok()) return status.error();
  return decoder.Run(stream);
}

}  // namespace jackdaw::container
