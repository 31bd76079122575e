#include <array>

#include "codec/jpeg/block_bits.h"
#include "codec/jpeg/scan_writer_loop.h"

namespace jackdaw::jpeg {
namespace {

// First DC scan: differences of DC >> Al (T.81 G.1.2.1).
class DcFirstCoder {
 public:
  DcFirstCoder(const ScanHeader& scan, const ScanGeometry& geometry, ScanBitWriter* out)
      : geometry_(geometry), out_(out), al_(scan.al) {
    for (size_t i = 0; i < scan.num_components; ++i) {
      tables_[i] = scan.components[i].dc_table.get();
    }
  }

  void Reset() { dc_.fill(0); }
  bool Flush() { return true; }
  bool WriteMcus(const BlockCursor<const CoeffPlane>& cursor, uint32_t n, uint64_t block_index) {
    return WriteMcusByBlocks(geometry_, *this, cursor, n, block_index, out_);
  }

  bool WriteBlock(ScanBitWriter::Bits& bits, int slot, const int16_t* block,
                  uint64_t /*block_index*/) {
    const auto i = static_cast<size_t>(slot);
    const int32_t dc = block[0] >> al_;
    const int32_t diff = dc - dc_[i];
    dc_[i] = dc;
    const int category = Category(diff);
    const HuffmanCode code = tables_[i]->code(static_cast<uint8_t>(category));
    if (code.length == 0 || category > 15) return false;
    bits.Put((uint32_t{code.bits} << category) | ExtraBits(diff, category), code.length + category);
    return true;
  }

 private:
  const ScanGeometry& geometry_;
  ScanBitWriter* out_;
  int al_;
  std::array<const HuffmanTable*, kMaxComponents> tables_{};
  std::array<int32_t, kMaxComponents> dc_{};
};

// Further DC scans: one bit a block.
class DcRefinementCoder {
 public:
  DcRefinementCoder(const ScanHeader& scan, const ScanGeometry& geometry, ScanBitWriter* out)
      : geometry_(geometry), out_(out), al_(scan.al) {}

  void Reset() {}
  bool Flush() { return true; }
  bool WriteMcus(const BlockCursor<const CoeffPlane>& cursor, uint32_t n, uint64_t block_index) {
    return WriteMcusByBlocks(geometry_, *this, cursor, n, block_index, out_);
  }
  bool WriteBlock(ScanBitWriter::Bits& bits, int /*slot*/, const int16_t* block,
                  uint64_t /*block_index*/) {
    bits.Put(static_cast<uint32_t>(block[0] >> al_) & 1u, 1);
    return true;
  }

 private:
  const ScanGeometry& geometry_;
  ScanBitWriter* out_;
  int al_;
};

}  // namespace

Status WriteProgressiveDcScan(const ScanWriterInput& input, ScanBitWriter* out) {
  const ScanGeometry geometry(input.frame, input.scan);
  if (input.scan.ah == 0) {
    DcFirstCoder coder(input.scan, geometry, out);
    return WriteScanLoop(input, geometry, coder, out);
  }
  DcRefinementCoder coder(input.scan, geometry, out);
  return WriteScanLoop(input, geometry, coder, out);
}

}  // namespace jackdaw::jpeg
