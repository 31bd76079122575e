// PGM and PPM, binary (P5, P6) and plain (P2, P3), up to 16 bits a sample.
#include <algorithm>
#include <optional>
#include <string_view>
#include <type_traits>
#include <utility>

#include "apps/images/readers.h"

namespace jackdaw::images {
namespace {

// No number of a header that makes sense is larger.
constexpr uint32_t kMaxNumber = 1u << 28;

bool IsSpace(uint8_t c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

class Scanner {
 public:
  explicit Scanner(ByteSpan bytes) : bytes_(bytes) {}

  // The next number, after white space and comments.
  std::optional<uint32_t> Number() {
    SkipSpace();
    const size_t begin = at_;
    uint32_t value = 0;
    for (; at_ < bytes_.size() && bytes_[at_] >= '0' && bytes_[at_] <= '9'; ++at_) {
      value = value * 10 + (bytes_[at_] - uint32_t{'0'});
      if (value > kMaxNumber) return std::nullopt;
    }
    if (at_ == begin) return std::nullopt;
    return value;
  }

  // What follows the one white space after the header; empty when there is none.
  ByteSpan Rest() const {
    if (at_ == bytes_.size() || !IsSpace(bytes_[at_])) return {};
    return bytes_.subspan(at_ + 1);
  }

 private:
  void SkipSpace() {
    bool in_comment = false;
    for (; at_ < bytes_.size(); ++at_) {
      const uint8_t c = bytes_[at_];
      if (c == '#') in_comment = true;
      if (c == '\n' || c == '\r') in_comment = false;
      if (!in_comment && !IsSpace(c)) return;
    }
  }

  ByteSpan bytes_;
  size_t at_ = 0;
};

Error EndsEarly() { return {ErrorCode::kTruncated, 0, "the file ends too early"}; }
Error TooLarge() { return {ErrorCode::kCorrupt, 0, "a sample above the maximum of the file"}; }

Status ReadPlain(Scanner* scanner, Raster* raster) {
  const auto read = [&](auto* samples) -> Status {
    for (auto& sample : *samples) {
      const std::optional<uint32_t> value = scanner->Number();
      if (!value.has_value()) return EndsEarly();
      if (*value > raster->max_value) return TooLarge();
      sample = static_cast<std::decay_t<decltype(sample)>>(*value);
    }
    return OkStatus();
  };
  return raster->samples16.empty() ? read(&raster->samples8) : read(&raster->samples16);
}

// REQUIRES: bytes holds all samples.
Status ReadBinary(ByteSpan bytes, Raster* raster) {
  const uint32_t max_value = raster->max_value;
  if (raster->samples16.empty()) {
    std::copy_n(bytes.begin(), raster->samples8.size(), raster->samples8.begin());
    const auto largest = std::max_element(raster->samples8.begin(), raster->samples8.end());
    return *largest <= max_value ? OkStatus() : TooLarge();
  }
  for (size_t i = 0; i < raster->samples16.size(); ++i) {
    const auto value = static_cast<uint16_t>(bytes[2 * i] << 8 | bytes[2 * i + 1]);
    if (value > max_value) return TooLarge();
    raster->samples16[i] = value;
  }
  return OkStatus();
}

}  // namespace

bool IsPnm(ByteSpan bytes) {
  constexpr std::string_view kKinds = "2356";
  return bytes.size() >= 3 && bytes[0] == 'P' &&
         kKinds.find(static_cast<char>(bytes[1])) != std::string_view::npos &&
         (IsSpace(bytes[2]) || bytes[2] == '#');
}

Result<ImageFile> ReadPnm(ByteSpan bytes, ByteBudget budget) {
  Scanner scanner(bytes.subspan(2));
  const std::optional<uint32_t> width = scanner.Number();
  const std::optional<uint32_t> height = scanner.Number();
  const std::optional<uint32_t> max_value = scanner.Number();
  if (!width || !height || !max_value || *max_value == 0 || *max_value > 65535) {
    return Error{ErrorCode::kCorrupt, 0, "a PGM or PPM with a broken header"};
  }
  const bool is_plain = bytes[1] == '2' || bytes[1] == '3', is_wide = *max_value > 255;
  const int channels = bytes[1] == '2' || bytes[1] == '5' ? 1 : 3;
  // A sample takes at least that many bytes: compared before the claimed size is allocated.
  const uint64_t sample_bytes = is_plain || is_wide ? 2 : 1;
  const uint64_t num_bytes = uint64_t{*width} * *height * static_cast<uint64_t>(channels);
  const uint64_t slack = is_plain ? 1 : 0;  // no white space behind the last one
  if ((scanner.Rest().size() + slack) / sample_bytes < num_bytes) return EndsEarly();
  ImageFile file;
  const Status allocated = Allocate(*width, *height, channels, is_wide, &budget, &file.raster);
  if (!allocated.ok()) return allocated.error();
  file.raster.max_value = *max_value;
  const Status read =
      is_plain ? ReadPlain(&scanner, &file.raster) : ReadBinary(scanner.Rest(), &file.raster);
  if (!read.ok()) return read.error();
  return file;
}

}  // namespace jackdaw::images
