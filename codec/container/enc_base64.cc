#include "codec/container/enc_base64.h"

#include <algorithm>
#include <limits>
#include <string_view>

namespace jackdaw::container {
namespace {

// FF D8 FF, and the signature of PNG, as they begin in base64.
constexpr std::array<std::string_view, 2> kSignatures = {"/9j/", "iVBORw0KGgo"};
// Bytes looked at, as a multiple of the bytes given.
constexpr uint64_t kReadFactor = 8;
// Shorter texts are not worth an entry of the table.
constexpr size_t kMinTextBytes = 400;

// Extended XMP: marker, length, namespace, GUID, length of the whole, offset.
constexpr std::string_view kExtendedXmp("http://ns.adobe.com/xmp/extension/\0", 35);
constexpr size_t kGapHeadBytes = 4, kGapTailBytes = 32 + 4 + 4;
constexpr size_t kGapBytes = kGapHeadBytes + kExtendedXmp.size() + kGapTailBytes;

constexpr uint8_t kNoValue = 255;
constexpr std::array<uint8_t, 256> MakeValues() {
  std::array<uint8_t, 256> values{};
  values.fill(kNoValue);
  constexpr std::string_view kAlphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  for (size_t i = 0; i < kAlphabet.size(); ++i) {
    values[static_cast<uint8_t>(kAlphabet[i])] = static_cast<uint8_t>(i);
  }
  return values;
}
constexpr std::array<uint8_t, 256> kValues = MakeValues();

std::string_view AsText(ByteSpan bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

bool MayBeText(uint8_t c) {
  return kValues[c] != kNoValue || c == '=' || c == '&' || c == '#' || c == ';' || c == '\r' ||
         c == '\n';
}

bool IsGap(ByteSpan rest) {
  return rest.size() > kGapBytes && rest[0] == 0xFF && rest[1] == 0xE1 &&
         AsText(rest.subspan(kGapHeadBytes)).starts_with(kExtendedXmp);
}

// What may be text from `begin` on, with its gaps taken out.
struct FlatText {
  Bytes text;
  std::vector<Base64Layout::Break> breaks;
};

FlatText Flatten(ByteSpan bytes, size_t begin) {
  FlatText flat;
  size_t pos = begin, in_piece = 0;
  while (pos < bytes.size()) {
    if (MayBeText(bytes[pos])) {
      flat.text.push_back(bytes[pos++]);
      ++in_piece;
    } else if (IsGap(bytes.subspan(pos))) {
      // Two gaps in a row are one.
      if (in_piece == 0 && !flat.breaks.empty()) {
        flat.breaks.back().gap_bytes += kGapBytes;
      } else {
        flat.breaks.push_back({in_piece, kGapBytes});
      }
      in_piece = 0;
      pos += kGapBytes;
    } else {
      break;
    }
  }
  return flat;
}

// Reads characters of a flat text up to its end, and finds out the layout on the way.
class FlatReader {
 public:
  explicit FlatReader(std::string_view text) : text_(text) {}

  // Fills content and layout but for its breaks; the result is the number of bytes read.
  size_t Read(Base64Place* place) {
    while (pos_ < text_.size()) {
      const uint8_t value = kValues[static_cast<uint8_t>(text_[pos_])];
      if (value == kNoValue) {
        if (!ReadSeparator(&place->layout)) break;
        continue;
      }
      if (place->layout.separator != 0 && in_line_ == place->layout.line_chars) break;
      Put(value, &place->content);
      ++in_line_;
      ++pos_;
    }
    ReadPadding(place);
    return pos_;
  }

 private:
  void Put(uint8_t value, Bytes* content) {
    bits_ = bits_ << 6 | value;
    num_bits_ += 6;
    ++num_chars_;
    if (num_bits_ < 8) return;
    num_bits_ -= 8;
    content->push_back(static_cast<uint8_t>(bits_ >> num_bits_));
  }

  // A separator stands between two characters, and all lines but the last are of one length.
  bool ReadSeparator(Base64Layout* layout) {
    const std::string_view rest = text_.substr(pos_);
    for (uint8_t i = 1; i < kBase64Separators.size(); ++i) {
      const std::string_view separator = kBase64Separators[i];
      if (!rest.starts_with(separator) || rest.size() == separator.size()) continue;
      const auto next = static_cast<uint8_t>(rest[separator.size()]);
      if (kValues[next] == kNoValue && next != '=') return false;
      if (layout->separator == 0 && in_line_ > 0 && in_line_ <= kMaxBase64LineChars) {
        layout->separator = i;
        layout->line_chars = in_line_;
      }
      if (layout->separator != i || layout->line_chars != in_line_) return false;
      pos_ += separator.size();
      in_line_ = 0;
      return true;
    }
    return false;
  }

  // As many '=' as are due; none is a text without padding. Separators inside the padding end it.
  void ReadPadding(Base64Place* place) {
    const size_t due = (4 - num_chars_ % 4) % 4;
    const size_t there = std::min(text_.substr(pos_).find_first_not_of('='), text_.size() - pos_);
    place->layout.padded = due == 0 || there >= due;
    if (place->layout.padded) pos_ += due;
  }

  std::string_view text_;
  size_t pos_ = 0;
  uint64_t in_line_ = 0, num_chars_ = 0;
  uint32_t bits_ = 0, num_bits_ = 0;
};

// Keeps the breaks inside the first text_bytes of the text; the result is the sum of their gaps.
uint64_t KeepBreaks(uint64_t text_bytes, std::vector<Base64Layout::Break>* breaks) {
  uint64_t pos = 0, gaps = 0;
  for (size_t i = 0; i < breaks->size(); ++i) {
    pos += (*breaks)[i].text_bytes;
    if (pos >= text_bytes) {
      breaks->resize(i);
      break;
    }
    gaps += (*breaks)[i].gap_bytes;
  }
  return gaps;
}

}  // namespace

Base64Finder::Base64Finder(ByteSpan bytes)
    : bytes_(bytes), budget_(uint64_t{bytes.size()} * kReadFactor) {
  for (size_t i = 0; i < kSignatures.size(); ++i) {
    found_[i] = std::min(AsText(bytes_).find(kSignatures[i]), bytes_.size());
  }
}

size_t Base64Finder::NextStart() {
  size_t start = bytes_.size();
  for (size_t i = 0; i < kSignatures.size(); ++i) {
    if (found_[i] < pos_)
      found_[i] = std::min(AsText(bytes_).find(kSignatures[i], pos_), bytes_.size());
    start = std::min(start, found_[i]);
  }
  return start;
}

bool Base64Finder::ReadText(size_t begin, Base64Place* place) {
  FlatText flat = Flatten(bytes_, begin);
  budget_ -= std::min<uint64_t>(budget_, flat.text.size());
  *place = Base64Place();
  place->begin = begin;
  const size_t text_bytes = FlatReader(AsText(flat.text)).Read(place);
  if (text_bytes < kMinTextBytes) return false;
  place->layout.breaks = std::move(flat.breaks);
  const uint64_t gaps = KeepBreaks(text_bytes, &place->layout.breaks);
  place->end = begin + text_bytes + static_cast<size_t>(gaps);
  // What the layout does not say (odd padding, bits behind the end) is seen here.
  Bytes again;
  AppendBase64(place->content, place->layout, &again);
  return std::equal(again.begin(), again.end(), flat.text.begin(),
                    flat.text.begin() + static_cast<std::ptrdiff_t>(text_bytes));
}

bool Base64Finder::Next(Base64Place* place) {
  while (pos_ < bytes_.size() && budget_ > 0) {
    const size_t start = NextStart();
    pos_ = start + 1;
    if (start == bytes_.size()) return false;
    // Inside a longer text it is no signature.
    if (start > 0 && kValues[bytes_[start - 1]] != kNoValue) continue;
    if (!ReadText(start, place)) continue;
    pos_ = place->end;
    return true;
  }
  return false;
}

}  // namespace jackdaw::container
