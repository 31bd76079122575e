// Coefficient planes <-> entropy-coded bytes (docs/format.md §6).
//
// Both sides see the frame (sizes, sampling, quantization tables) before the coefficients.
#ifndef JACKDAW_CODEC_COEFF_SLICES_COEFF_CODEC_H_
#define JACKDAW_CODEC_COEFF_SLICES_COEFF_CODEC_H_

#include <cstdint>
#include <span>
#include <vector>

#include "base/bytes.h"
#include "base/work_meter.h"
#include "codec/coeff/prior/level_choice.h"
#include "codec/coeff/slices/tools.h"
#include "codec/jpeg/jpeg_data.h"
#include "jackdaw/result.h"

namespace jackdaw::coeff {

// How coefficients are modelled. Values as in files (docs/format.md §3).
enum class CoeffPreset : uint8_t {
  kFast = 0,      // adaptive contexts alone
  kDefault = 1,   // adaptive contexts beside a learned prior
  kParallel = 2,  // as kBlocks, but in passes of blocks that do not see each other
  kBlocks = 3,    // the second prior: a block's last group first, and mixing only where it pays
};

inline constexpr CoeffPreset kLastCoeffPreset = CoeffPreset::kBlocks;

struct CoeffOptions {
  // Bands of block rows, each with its own coder and adaptation. 0: chosen from the image size
  // alone (one below 5 MP). The choice never depends on num_threads.
  uint32_t num_slices = 0;
  int num_threads = 1;  // >= 1; more than the number of slices is no use
  CoeffPreset preset = CoeffPreset::kFast;
  // Encoding: with the static method (docs/format_coeff.md §10) in place of the preset's, for what
  // no model predicts (enc_static_estimate.h). A decoder goes by the stream.
  bool is_static = false;
  // Counts the work (BlockWork), and stops it at its limit; null: no limit.
  WorkMeter* work = nullptr;
  // What coding may take beside planes and streams; fewer threads are used where that helps.
  uint64_t max_state_bytes = UINT64_MAX;
  Tools tools = {};
};

// What coding one slice takes beside planes and streams, at most, and with preset parallel all
// slices together; num_slices as in CoeffOptions.
uint64_t SliceStateBytes(const jpeg::Frame& frame, const CoeffOptions& options);

// Codes the planes. Empty when options.work or max_state_bytes was not enough. Whoever cancels gets
// rubbish, here and below. REQUIRES: planes have the padded sizes of frame.
Bytes EncodeCoefficients(const jpeg::Frame& frame, const std::vector<jpeg::CoeffPlane>& planes,
                         const CoeffOptions& options);

// Codes with the preset kDefault; levels are chosen by rate and distortion on the way. planes: the
// levels that lose least, and after it those chosen. frame: its tables are the steps of levels.
// choices: per component. options.preset is not looked at. Never empty: options.work only counts.
// REQUIRES: as EncodeCoefficients; every
// level has its coefficient's sign, or is 0.
Bytes EncodeChosen(const jpeg::Frame& frame, std::span<const LevelChoice> choices,
                   const CoeffOptions& options, std::vector<jpeg::CoeffPlane>* planes);

// Fills zeroed planes of the padded sizes. Errors: kCorrupt, kTruncated; kLimitExceeded:
// options.work or max_state_bytes is not enough. Damaged input gives an
// error or wrong values (a checksum elsewhere tells), never undefined behaviour. options: the
// preset that the data were coded with, and threads. kUnsupported: an unknown preset.
Status DecodeCoefficients(ByteSpan data, const jpeg::Frame& frame, const CoeffOptions& options,
                          std::vector<jpeg::CoeffPlane>* planes);

// Names what a preset was trained to: the learned prior's content hash and the start state. Streams
// of that preset are read only by a build with the same id. 0: the preset has no learned prior.
uint64_t ModelId(CoeffPreset preset);

}  // namespace jackdaw::coeff

#endif  // JACKDAW_CODEC_COEFF_SLICES_COEFF_CODEC_H_
