#include "apps/sweep/pictures/pnm_pixels.h"

#include <algorithm>
#include <optional>
#include <string>

namespace jackdaw::sweep {
namespace {

// No field of a header that makes sense is larger.
constexpr uint32_t kMaxField = 1u << 28;

bool IsSpace(uint8_t c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

class HeaderReader {
 public:
  explicit HeaderReader(std::span<const uint8_t> bytes) : rest_(bytes) {}

  // The next number, after white space and comments.
  std::optional<uint32_t> Number() {
    SkipSpace();
    uint32_t value = 0;
    bool any = false;
    while (!rest_.empty() && rest_[0] >= '0' && rest_[0] <= '9') {
      value = value * 10 + (rest_[0] - uint32_t{'0'});
      if (value > kMaxField) return std::nullopt;
      any = true;
      rest_ = rest_.subspan(1);
    }
    if (!any) return std::nullopt;
    return value;
  }

  // What follows the one white space after the header; empty when there is none.
  std::span<const uint8_t> Samples() const {
    if (rest_.empty() || !IsSpace(rest_[0])) return {};
    return rest_.subspan(1);
  }

 private:
  void SkipSpace() {
    while (!rest_.empty()) {
      if (rest_[0] == '#') {
        while (!rest_.empty() && rest_[0] != '\n') rest_ = rest_.subspan(1);
      } else if (IsSpace(rest_[0])) {
        rest_ = rest_.subspan(1);
      } else {
        return;
      }
    }
  }

  std::span<const uint8_t> rest_;
};

}  // namespace

Result<Image> DecodePnm(std::span<const uint8_t> pnm) {
  if (pnm.size() < 2 || pnm[0] != 'P' || (pnm[1] != '5' && pnm[1] != '6')) {
    return Error{ErrorCode::kUnsupported, 0, "not a binary PGM or PPM"};
  }
  HeaderReader reader(pnm.subspan(2));
  const std::optional<uint32_t> width = reader.Number();
  const std::optional<uint32_t> height = reader.Number();
  const std::optional<uint32_t> maximum = reader.Number();
  if (!width || !height || !maximum) {
    return Error{ErrorCode::kCorrupt, 0, "a PGM or PPM with a broken header"};
  }
  if (*maximum != 255) return Error{ErrorCode::kUnsupported, 0, "a PGM or PPM not of 8 bits"};
  const std::span<const uint8_t> samples = reader.Samples();
  const uint32_t num_channels = pnm[1] == '5' ? 1 : 3;
  // Compared before anything of the claimed size is allocated.
  if (*height > 0 && samples.size() / num_channels / *height < *width) {
    return Error{ErrorCode::kTruncated, 0, "the file ends too early"};
  }
  Result<Image> image = MakeImage(*width, *height, num_channels);
  if (!image.ok()) return image.error();
  std::copy_n(samples.begin(), image.value().samples.size(), image.value().samples.begin());
  return image;
}

std::vector<uint8_t> EncodePnm(const Image& image) {
  const std::string header = std::string(image.num_channels == 1 ? "P5\n" : "P6\n") +
                             std::to_string(image.width_px) + " " +
                             std::to_string(image.height_px) + "\n255\n";
  std::vector<uint8_t> out(header.begin(), header.end());
  out.insert(out.end(), image.samples.begin(), image.samples.end());
  return out;
}

}  // namespace jackdaw::sweep
