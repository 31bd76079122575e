// JpegWriter: JPEG files marker by marker, legal or not. WriteJpeg: a whole file with knobs.
//
// Independent of codec/jpeg, so that the tests check one against the other.
#ifndef JACKDAW_TESTS_SUPPORT_JPEG_WRITER_H_
#define JACKDAW_TESTS_SUPPORT_JPEG_WRITER_H_

#include <array>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "tests/support/huffman_spec.h"
#include "tests/support/scan_tokens.h"
#include "tests/support/test_frame.h"

namespace jackdaw::test {

enum class HuffmanKind {
  kOptimal,   // one set of tables per scan
  kStandard,  // Annex K; 8-bit sequential only
  kFlat,      // one length for (nearly) all symbols
  kComplete,  // codes that use up all of the code space, all-ones included
  kMissing,   // Annex K, not written at all (MJPEG frames)
};
enum class PaddingBits { kOnes, kZeros, kMixed };
enum class RestartMarkers {
  kNormal,
  kMisnumbered,  // random numbers
  kAllZero,      // RST0 always
  kNoMarker,     // aligned and reset, but no marker
  kFillBefore,   // FF bytes before each
  kExtraAtEnd,   // one more after the last MCU
  kManyAtEnd,    // several more after the last MCU
};

struct WriteOptions {
  ScanQuirks quirks;
  HuffmanKind huffman = HuffmanKind::kOptimal;
  PaddingBits padding = PaddingBits::kOnes;
  RestartMarkers restarts = RestartMarkers::kNormal;
  bool dqt16 = false;  // 16-bit table entries even where 8 would do
  bool write_dqt = true;
  bool dqt_after_sof = false;
  bool one_dht_segment = false;  // all tables of a scan in one DHT
  bool repeat_tables = false;    // DQT and DRI again before every scan
  bool jfif = true;
  bool zero_height = false;  // SOF height 0 and a DNL after the first scan
  bool write_eoi = true;
  // Called before the tables of scan i (0, 1, ...): may append anything.
  std::function<void(class JpegWriter*, size_t)> before_scan;
};

class JpegWriter {
 public:
  JpegWriter& Marker(uint8_t code);
  JpegWriter& Raw(ByteSpan bytes);
  JpegWriter& Raw(std::initializer_list<int> bytes);
  // A marker, its length field and the payload. REQUIRES: payload < 65534 bytes.
  JpegWriter& Segment(uint8_t code, ByteSpan payload);
  JpegWriter& Text(uint8_t code, std::string_view payload);
  JpegWriter& Soi() { return Marker(0xD8); }
  JpegWriter& Eoi() { return Marker(0xD9); }
  JpegWriter& Jfif();
  JpegWriter& AdobeApp14(uint8_t transform);
  JpegWriter& Dqt(uint8_t slot, const std::array<uint16_t, 64>& table, bool wide);
  // One DQT per distinct table of the frame.
  JpegWriter& DqtOf(const TestFrame& frame, bool wide);
  JpegWriter& Dht(bool ac, uint8_t slot, const HuffmanSpec& spec);
  JpegWriter& Dri(uint32_t interval);
  JpegWriter& Sof(const TestFrame& frame, uint32_t height);
  JpegWriter& Sos(const TestFrame& frame, const Scan& scan, const ScanQuirks& quirks);
  JpegWriter& Dnl(uint32_t height);
  // DHT (as the options say), SOS and the entropy-coded data.
  JpegWriter& ScanData(const TestFrame& frame, const Scan& scan, const WriteOptions& options);

  size_t size() const { return out_.size(); }
  Bytes Take() { return std::move(out_); }

 private:
  Bytes out_;
};

Bytes WriteJpeg(const TestFrame& frame, const std::vector<Scan>& scans,
                const WriteOptions& options = {});

// What a decoder finds in the planes after the scans: blocks, bands and bits that no scan codes are
// 0.
TestFrame CodedPart(const TestFrame& frame, const std::vector<Scan>& scans);

// One interleaved scan over all components.
std::vector<Scan> InterleavedScan(const TestFrame& frame);
// One scan per component.
std::vector<Scan> SeparateScans(const TestFrame& frame);
// DC first, then AC 1..63 per component, no refinement.
std::vector<Scan> SimpleProgression(const TestFrame& frame);
// Spectral selection and successive approximation from Al = depth down to 0: for three components
// and depth 2, as libjpeg's default but with all refinements.
std::vector<Scan> FullProgression(const TestFrame& frame, uint8_t depth);

}  // namespace jackdaw::test

#endif  // JACKDAW_TESTS_SUPPORT_JPEG_WRITER_H_
