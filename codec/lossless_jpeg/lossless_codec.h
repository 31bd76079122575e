// Lossless JPEG (SOF3) bytes <-> skeleton + facts + planes of samples, exactly.
//
// Encoder: SplitLossless. Decoder: ReadLosslessLayout on skeleton and facts, which tells the sizes
// of the planes, then JoinLossless, which appends exactly the bytes that SplitLossless was given.
// Format: docs/format_lossless_jpeg.md §1 to §4.
#ifndef JACKDAW_CODEC_LOSSLESS_JPEG_LOSSLESS_CODEC_H_
#define JACKDAW_CODEC_LOSSLESS_JPEG_LOSSLESS_CODEC_H_

#include <array>
#include <memory>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "codec/jpeg/colour_space.h"
#include "codec/jpeg/jpeg_codec.h"
#include "codec/lossless_jpeg/picture.h"
#include "codec/lossless_jpeg/scan_facts.h"
#include "jackdaw/result.h"

namespace jackdaw::lossless_jpeg {

struct ScanPlan {
  size_t skeleton_pos = 0;  // the scan's data go before this byte of the skeleton
  jpeg::ScanHeader header;
  ScanFacts facts;
};

struct LosslessLayout {
  jpeg::Frame frame;
  ByteSpan skeleton;
  std::vector<ScanPlan> scans;  // ascending skeleton_pos; at most one for each component
  PlaneSizes sizes;
  uint64_t charged_bytes = 0;  // for facts
  WorkMonitor* monitor = nullptr;
};

uint64_t PlaneBytes(const PlaneSizes& sizes);
// What a reader needs beside the planes; work: units of WorkMeter.
jpeg::JoinCost CostOfJoin(const LosslessLayout& layout);

struct SplitLosslessResult {
  jpeg::Frame frame;
  Bytes skeleton;  // never contains modelled scan data
  Bytes facts;
  std::vector<SamplePlane> planes;  // one per component; empty where no scan codes it
  PlaneSizes sizes;
  std::array<uint8_t, jpeg::kMaxComponents> point_transform{};  // Pt by component
  uint64_t modelled_scan_bytes = 0, verbatim_scan_bytes = 0;
  jpeg::JoinCost cost;  // of the reader
  uint32_t num_scans = 0, num_scans_modelled = 0;
  std::vector<std::string> oddities;

  // Whether the planes hold all of the picture.
  bool IsWhole() const;
};

// Whether the first frame header is SOF3. Looks at markers alone.
bool IsLosslessJpeg(ByteSpan file);

// Splits `file`, whose first frame header is SOF3. Errors: as jpeg::SplitJpeg. On success
// JoinLossless is guaranteed to give `file` again: the scans were rewritten and compared.
Result<SplitLosslessResult> SplitLossless(ByteSpan file, const jpeg::JpegLimits& limits);

// Parses what SplitLossless made. Errors: kCorrupt, kLimitExceeded. `skeleton` and `facts` must
// outlive the layout.
Result<std::shared_ptr<const LosslessLayout>> ReadLosslessLayout(ByteSpan skeleton, ByteSpan facts,
                                                                 const jpeg::JpegLimits& limits);

// Planes of zeros. REQUIRES: limits were checked.
std::vector<SamplePlane> AllocatePlanes(const PlaneSizes& sizes);

// Appends the JPEG bytes to *out, never more than max_bytes of them (kCorrupt beyond). Planes may
// hold any values of the right sizes; what has no Huffman code is kCorrupt.
Status JoinLossless(const LosslessLayout& layout, const std::vector<SamplePlane>& planes,
                    uint64_t max_bytes, Bytes* out);

// What a person should know of the file. num_scans: with those that are not modelled.
std::vector<std::string> FindOddities(const LosslessLayout& layout, uint32_t num_scans);

}  // namespace jackdaw::lossless_jpeg

#endif  // JACKDAW_CODEC_LOSSLESS_JPEG_LOSSLESS_CODEC_H_
