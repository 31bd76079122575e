#include "codec/lossless_jpeg/scan_writer.h"

#include "base/errors.h"
#include "codec/jpeg/bit_writer.h"
#include "codec/jpeg/block_bits.h"
#include "codec/lossless_jpeg/scan_cursor.h"

namespace jackdaw::lossless_jpeg {
namespace {

class ScanWriter {
 public:
  ScanWriter(const ScanWriterInput& input, uint64_t max_size, Bytes* out)
      : input_(input), shape_(ShapeOfScan(input.frame, input.header)), writer_(out, max_size) {
    for (size_t i = 0; i < shape_.num_components; ++i) {
      planes_[i] = &input.planes[shape_.component[i]];
      tables_[i] = input.header.components[i].dc_table.get();
    }
  }

  Status Run() {
    const uint32_t interval_rows = input_.header.restart_interval / shape_.mcus_per_row;
    bool first = true;
    for (uint32_t row = 0; row < shape_.mcu_rows; ++row) {
      if (interval_rows != 0 && row != 0 && row % interval_rows == 0) {
        PutRestart(row / interval_rows - 1);
        first = true;
      }
      if (!WriteRow(row, first)) return Corrupt("a sample difference has no Huffman code");
      if (writer_.Overflow()) break;
      if (!Advance(input_.monitor, 0)) return CancelledError();
      first = false;
    }
    Pad();
    writer_.Finish();
    if (writer_.Overflow()) return Corrupt("the rebuilt file is larger than it should be");
    const ScanFacts& facts = input_.facts;
    if (next_padding_ != facts.padding.size() || next_odd_ != facts.odd_restarts.size()) {
      return Corrupt("facts of restarts that do not exist");
    }
    return OkStatus();
  }

 private:
  bool WriteRow(uint32_t row, bool first) {
    const jpeg::ScanHeader& header = input_.header;
    const int32_t start = int32_t{1} << (input_.frame.precision - header.al - 1);
    jpeg::ScanBitWriter::Bits bits = writer_.Begin();
    const bool all_coded = VisitMcuRow(
        shape_, row, first, header.ss, start, planes_.data(),
        [&](const LineRules& rules, const uint16_t* line, const uint16_t* above, uint32_t x,
            size_t i) {
          if (!writer_.HasRoom(bits)) {
            writer_.End(bits);
            bits = writer_.Begin();
          }
          return PutDifference(line[x] - PredictSample(rules, line, above, x), *tables_[i], &bits);
        });
    writer_.End(bits);
    return all_coded;
  }

  // The difference modulo 2^16, as -32767..32768 (T.81 H.1.2.2).
  static bool PutDifference(int32_t difference, const jpeg::HuffmanTable& table,
                            jpeg::ScanBitWriter::Bits* bits) {
    const auto value = static_cast<int16_t>(static_cast<uint16_t>(difference));
    const int size = jpeg::Category(value);  // 16 for -32768, which stands for 32768
    const jpeg::HuffmanCode code = table.code(static_cast<uint8_t>(size));
    if (code.length == 0) return false;
    bits->Put(code.bits, code.length);
    if (size != 0 && size != 16) bits->Put(jpeg::ExtraBits(value, size), size);
    return true;
  }

  // Fills the last byte, if it is not full.
  void Pad() {
    const int num_bits = writer_.NumPaddingBits();
    if (num_bits != 0) {
      const uint32_t mask = (uint32_t{1} << num_bits) - 1;
      uint32_t bits = input_.facts.pad_with_zeros ? 0 : mask;
      const auto& exceptions = input_.facts.padding;
      if (next_padding_ < exceptions.size() && exceptions[next_padding_].index == num_paddings_) {
        bits = exceptions[next_padding_++].bits & mask;
      }
      writer_.Put(bits, num_bits);
      ++num_paddings_;
    }
    writer_.FlushWholeBytes();
  }

  void PutRestart(uint32_t index) {
    Pad();
    const auto& odd = input_.facts.odd_restarts;
    if (next_odd_ < odd.size() && odd[next_odd_].index == index) {
      writer_.PutRaw(odd[next_odd_++].raw);
      return;
    }
    const std::array<uint8_t, 2> marker = {0xFF, static_cast<uint8_t>(0xD0 + index % 8)};
    writer_.PutRaw(marker);
  }

  const ScanWriterInput& input_;
  const ScanShape shape_;
  std::array<const SamplePlane*, jpeg::kMaxComponents> planes_{};
  std::array<const jpeg::HuffmanTable*, jpeg::kMaxComponents> tables_{};
  jpeg::ScanBitWriter writer_;
  uint64_t num_paddings_ = 0;
  size_t next_padding_ = 0, next_odd_ = 0;
};

}  // namespace

Status WriteScan(const ScanWriterInput& input, uint64_t max_size, Bytes* out) {
  return ScanWriter(input, max_size, out).Run();
}

}  // namespace jackdaw::lossless_jpeg
