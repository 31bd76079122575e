// Lossless JPEGs (T.81 process 14, SOF3), legal or not, and pictures for them.
//
// Independent of codec/lossless_jpeg, so that the tests check one against the other.
#ifndef JACKDAW_TESTS_SUPPORT_LOSSLESS_WRITER_H_
#define JACKDAW_TESTS_SUPPORT_LOSSLESS_WRITER_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"

namespace jackdaw::test {

struct LosslessComponent {
  uint8_t id = 1, h = 1, v = 1;
  uint32_t stride = 0, rows = 0;  // padded to whole MCUs
  std::vector<uint16_t> samples;  // [rows][stride], as they are before the point transform

  uint16_t At(uint32_t x, uint32_t y) const { return samples[size_t{y} * stride + x]; }
};

struct LosslessPicture {
  uint32_t width = 0, height = 0;
  int precision = 8;
  std::vector<LosslessComponent> components;
};

enum class LosslessContent {
  kMedical,  // smooth tissue with edges and noise that neighbours share; black outside a disc
  kPhoto,    // SampleAt of synthetic_image.h, scaled to the precision
  kNoise,    // uniform
  kFlat,     // one value
  kSparse,   // kMedical, of which only every 16th value occurs
};

struct LosslessSampling {
  uint8_t h = 1, v = 1;
};
LosslessPicture MakeLosslessPicture(uint32_t width, uint32_t height, int precision,
                                    const std::vector<LosslessSampling>& sampling,
                                    LosslessContent content, uint64_t seed = 1);

struct LosslessOptions {
  int predictor = 1;
  int point_transform = 0;
  uint32_t restart_rows = 0;  // of MCUs; 0: none
  // Components of each scan; empty: all in one.
  std::vector<std::vector<size_t>> scans = {};
  bool flat_tables = false;  // five bits for each category
  bool pad_with_zeros = false;
  bool mixed_padding = false;
  bool misnumber_restarts = false;
  bool fill_before_restarts = false;
  bool zero_height = false;      // DNL behind the first scan
  uint32_t interval_off_by = 0;  // added to the restart interval in DRI, not to the data
  uint8_t sof = 0xC3;
  bool jfif = false;
  std::optional<uint8_t> adobe = {};  // its transform
};

Bytes WriteLossless(const LosslessPicture& picture, const LosslessOptions& options = {});

struct NamedLossless {
  std::string name;
  Bytes bytes;
  bool modelled = true;  // the codec models every scan
};
// One file of each kind, all small.
std::vector<NamedLossless> LosslessFiles();

// A DICOM-like file: a preamble, and the JPEG as an encapsulated fragment.
Bytes FakeDicom(const Bytes& jpeg);

}  // namespace jackdaw::test

#endif  // JACKDAW_TESTS_SUPPORT_LOSSLESS_WRITER_H_
