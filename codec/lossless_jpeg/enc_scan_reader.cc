#include "codec/lossless_jpeg/enc_scan_reader.h"

#include <algorithm>
#include <utility>

#include "codec/jpeg/bit_reader.h"
#include "codec/jpeg/block_bits.h"
#include "codec/lossless_jpeg/scan_cursor.h"

namespace jackdaw::lossless_jpeg {
namespace {

constexpr uint32_t kMaxCategory = 16;
// Fill bytes and the like between the last bits of an interval and its restart marker.
constexpr size_t kMaxRestartBytes = 256;

// Codes of the categories 0..16. Further codes of a category are as good as none: the writer would
// use the first.
class CategoryTable {
 public:
  struct Entry {
    uint8_t category = 0;
    uint8_t length = 0;  // of the code; 0: none
  };

  explicit CategoryTable(const jpeg::HuffmanTable& table) {
    for (uint32_t category = 0; category <= kMaxCategory; ++category) {
      const jpeg::HuffmanCode code = table.code(static_cast<uint8_t>(category));
      codes_[category] = code;
      if (code.length == 0 || code.length > kLookupBits) continue;
      const size_t first = size_t{code.bits} << (kLookupBits - code.length);
      const size_t count = size_t{1} << (kLookupBits - code.length);
      std::fill_n(lookup_.begin() + static_cast<ptrdiff_t>(first), count,
                  Entry{static_cast<uint8_t>(category), code.length});
    }
  }

  Entry Find(uint32_t bits16) const {
    const Entry entry = lookup_[bits16 >> (16 - kLookupBits)];
    if (entry.length != 0) return entry;
    for (uint32_t category = 0; category <= kMaxCategory; ++category) {
      const jpeg::HuffmanCode code = codes_[category];
      if (code.length > kLookupBits && bits16 >> (16 - code.length) == code.bits) {
        return {static_cast<uint8_t>(category), code.length};
      }
    }
    return {};
  }

 private:
  static constexpr int kLookupBits = 11;
  std::array<Entry, size_t{1} << kLookupBits> lookup_{};
  std::array<jpeg::HuffmanCode, kMaxCategory + 1> codes_{};
};

class ScanReader {
 public:
  ScanReader(ByteSpan file, size_t begin, const jpeg::Frame& frame, const jpeg::ScanHeader& header,
             std::span<SamplePlane> planes, WorkMonitor* monitor)
      : file_(file),
        header_(header),
        shape_(ShapeOfScan(frame, header)),
        start_(int32_t{1} << (frame.precision - header.al - 1)),
        monitor_(monitor),
        reader_(file, begin) {
    for (size_t i = 0; i < shape_.num_components; ++i) {
      planes_[i] = &planes[shape_.component[i]];
      tables_.emplace_back(*header.components[i].dc_table);
    }
  }

  ScanRead Run() {
    const uint32_t interval_rows = header_.restart_interval / shape_.mcus_per_row;
    bool first = true;
    for (uint32_t row = 0; row < shape_.mcu_rows; ++row) {
      if (interval_rows != 0 && row != 0 && row % interval_rows == 0) {
        if (!TakeRestart(row / interval_rows - 1)) return std::move(read_);
        first = true;
      }
      const bool taken =
          VisitMcuRow(shape_, row, first, header_.ss, start_, planes_.data(),
                      [&](const LineRules& rules, uint16_t* line, const uint16_t* above, uint32_t x,
                          size_t i) { return TakeSample(rules, line, above, x, tables_[i]); });
      if (!taken || reader_.Overrun() || !Advance(monitor_, 0)) return std::move(read_);
      first = false;
    }
    TakePadding();
    ChoosePadding();
    read_.end = reader_.position();
    read_.whole = true;
    return std::move(read_);
  }

 private:
  bool TakeSample(const LineRules& rules, uint16_t* line, const uint16_t* above, uint32_t x,
                  const CategoryTable& table) {
    reader_.EnsureBits();
    const CategoryTable::Entry entry = table.Find(reader_.Peek(16));
    if (entry.length == 0) return false;
    reader_.Drop(entry.length);
    int32_t difference = 0;
    if (entry.category == kMaxCategory) {
      difference = 32768;
    } else if (entry.category != 0) {
      difference = jpeg::Extend(reader_.Take(entry.category), entry.category);
    }
    line[x] = static_cast<uint16_t>(PredictSample(rules, line, above, x) + difference);
    return true;
  }

  void TakePadding() {
    const jpeg::PartialByte partial = reader_.AlignToByte();
    if (partial.num_bits == 0) return;
    paddings_.push_back(partial);
  }

  // The marker, or whatever stands there up to the next restart marker.
  bool TakeRestart(uint32_t index) {
    TakePadding();
    const size_t begin = reader_.position();
    const size_t limit = std::min(file_.size(), begin + kMaxRestartBytes);
    size_t pos = begin;
    while (limit - pos >= 2 && !(file_[pos] == 0xFF && (file_[pos + 1] & 0xF8) == 0xD0)) ++pos;
    if (limit - pos < 2) return false;
    pos += 2;
    const ByteSpan bytes = file_.subspan(begin, pos - begin);
    if (bytes.size() != 2 || bytes[1] != 0xD0 + index % 8) {
      read_.facts.odd_restarts.push_back({index, bytes});
    }
    reader_.JumpTo(pos);
    return true;
  }

  // The default is what most places have.
  void ChoosePadding() {
    size_t num_zeros = 0, num_ones = 0;
    for (const jpeg::PartialByte& p : paddings_) {
      num_zeros += p.bits == 0 ? 1 : 0;
      num_ones += p.bits == (1u << p.num_bits) - 1 ? 1 : 0;
    }
    read_.facts.pad_with_zeros = num_zeros > num_ones;
    for (size_t i = 0; i < paddings_.size(); ++i) {
      const uint32_t usual = read_.facts.pad_with_zeros ? 0 : (1u << paddings_[i].num_bits) - 1;
      if (paddings_[i].bits != usual) read_.facts.padding.push_back({i, paddings_[i].bits});
    }
  }

  ByteSpan file_;
  const jpeg::ScanHeader& header_;
  const ScanShape shape_;
  const int32_t start_;
  WorkMonitor* monitor_;
  jpeg::ScanBitReader reader_;
  std::array<SamplePlane*, jpeg::kMaxComponents> planes_{};
  std::vector<CategoryTable> tables_;
  std::vector<jpeg::PartialByte> paddings_;
  ScanRead read_;
};

}  // namespace

ScanRead ReadScan(ByteSpan file, size_t begin, const jpeg::Frame& frame,
                  const jpeg::ScanHeader& header, std::span<SamplePlane> planes,
                  WorkMonitor* monitor) {
  return ScanReader(file, begin, frame, header, planes, monitor).Run();
}

}  // namespace jackdaw::lossless_jpeg
