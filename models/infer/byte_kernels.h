// The inner loops of networks whose activations are bytes, one table of functions per instruction
// set.
//
// Weights are signed bytes, activations 0 .. kMaxByte, sums 32 bits. kernels/bytes_scalar.cc is
// normative: every other table gives the same bits for all inputs that meet the conditions here.
// The loader of models proves that no sum, rounding included, reaches kSumLimit.
#ifndef JACKDAW_MODELS_INFER_BYTE_KERNELS_H_
#define JACKDAW_MODELS_INFER_BYTE_KERNELS_H_

#include <cstddef>
#include <cstdint>

#include "models/infer/bounds.h"
#include "models/infer/kernels.h"

namespace jackdaw::infer {

// Activations: seven bits, so that two products of a byte with a weight fit 16 bits with their
// sign, and an instruction that takes signed bytes may serve as well.
inline constexpr int kMaxByte = 127;
// Weights of models are within +-kMaxByteWeight; the kernels take -128, too.
inline constexpr int kMaxByteWeight = 127;
static_assert(2 * kMaxByte * (kMaxByteWeight + 1) <= kMaxInt16);

// Shifts of the sums of a row, at least kMinShift; and how much finer sums of features are.
inline constexpr int kMaxSumShift = 20;
inline constexpr int kFeatureShift = 7;
inline constexpr int kOutputBits = 7;
static_assert(kMinShift >= 1 && kMaxSumShift + kFeatureShift < 31);

// Inputs come in fours: what one instruction multiplies and adds.
inline constexpr int kByteRun = 4;
// Buffers of bytes may be read up to this many past the end of what a function is given.
inline constexpr int kByteSlack = 64;

// Products of this many runs, from a multiple of them on, are added in 16 bits where that is proven
// to fit: of the two products of each run that an instruction adds, and so of all in the group.
inline constexpr int kGroupRuns = 4;

// The same weights as `PackedBytes` in two parts for kernels that add in 16 bits first: groups of
// runs whose sums fit, whatever the activations, and the few runs for which they would not, which
// are zeros in their group and are added one by one.
struct GroupedBytes {
  const int8_t* weights = nullptr;        // [panels][columns / 4][16][4], 64-byte aligned
  const uint32_t* apart_begin = nullptr;  // [panels + 1]: the runs of a panel
  const uint16_t* apart_run = nullptr;    // rising in a panel
  const int8_t* apart = nullptr;          // [..][16][4], 64-byte aligned
};

// Weights of a dense layer as the kernels want them: [panels][columns / 4][16][4], and the bias
// [panels][16], both 64-byte aligned, zeros after the last row. Views; the layer owns the data.
struct PackedBytes {
  const int8_t* weights = nullptr;  // those of the first input
  const int32_t* bias = nullptr;
  int rows = 0;     // real ones
  int columns = 0;  // a multiple of kByteRun; of the packed data
  GroupedBytes grouped;
  int first_run = 0;  // of `grouped`, of the first input
};

struct ByteKernels {
  const char* name;

  // out[n][i] = bias[i] + sum over k < columns of weights[i][k] a[n][k], for n < num_rows (not 0)
  // and i < layer.rows rounded up to a multiple of 8 (more may be written, up to a multiple of 16).
  // Pitches in elements. columns: a multiple of kByteRun, at most layer.columns.
  void (*dense)(const PackedBytes& layer, int columns, const uint8_t* a, size_t a_pitch,
                size_t num_rows, int32_t* out, size_t out_pitch);

  // out[n][i] = Byte(acc[n][i], shift[i]) = clamp((acc + 2^(shift - 1)) >> shift, 0, kMaxByte), for
  // i < width, a multiple of 4. shift: kMinShift .. kMaxSumShift, readable and valid up to the next
  // multiple of 16.
  void (*activate_hidden)(const int32_t* acc, size_t acc_pitch, const int32_t* shift,
                          size_t num_rows, int width, uint8_t* out, size_t out_pitch);

  // out[n][i] = min(base[n][i] + Byte(acc[n][i], shift[i]), kMaxByte). out may be base.
  void (*add_hidden)(const int32_t* acc, size_t acc_pitch, const int32_t* shift,
                     const uint8_t* base, size_t base_pitch, size_t num_rows, int width,
                     uint8_t* out, size_t out_pitch);

  // Sums of bytes and of features, which are finer: out[n][i] = Byte((acc[n][i] << kFeatureShift) +
  // features[n][i], shift[i] + kFeatureShift).
  void (*activate_features)(const int32_t* acc, size_t acc_pitch, const int32_t* features,
                            size_t features_pitch, const int32_t* shift, size_t num_rows, int width,
                            uint8_t* out, size_t out_pitch);

  // Logits and other outputs in Q12 of sums in units of 2^-(5 + shift): out[n][i] = clamp(((acc <<
  // kOutputBits) + 2^(shift - 1)) >> shift, kMaxOutput), for i < width; up to the next multiple of
  // 16 may be read and written. REQUIRES: acc << 7, rounded, fits.
  void (*outputs)(const int32_t* acc, size_t acc_pitch, const int32_t* shift, size_t num_rows,
                  int width, int32_t* out, size_t out_pitch);
};

// The table of the same instruction set.
const ByteKernels& ByteKernelsFor(const Kernels& kernels);

}  // namespace jackdaw::infer

#endif  // JACKDAW_MODELS_INFER_BYTE_KERNELS_H_
