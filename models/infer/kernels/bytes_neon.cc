// The byte kernels with NEON, which every 64-bit ARM has: products widened to 16 bits, no dot
// product instructions.
#include <arm_neon.h>

#include "models/infer/kernels/byte_tables.h"
#include "models/infer/kernels/dense_job.h"

namespace jackdaw::infer {
namespace {

// Four activations, twice.
int8x8_t BroadcastRun(const uint8_t* x) {
  uint32_t run;
  __builtin_memcpy(&run, x, sizeof(run));
  return vreinterpret_s8_u32(vdup_n_u32(run));
}

struct Tiles {
  // 24 sums and 5 operands fit into 32 registers.
  static constexpr size_t kMaxRows = 3;

  // kRows rows of kHalves halves of a panel. A vector of sums has two numbers for each of two
  // outputs; they are added in the end.
  template <int kRows, int kHalves>
  static void Tile(const DenseJob& job) {
    constexpr int kQuarters = 2 * kHalves;
    int32x4_t sum[kRows][2 * kQuarters];
    for (int r = 0; r < kRows; ++r) {
      for (int v = 0; v < 2 * kQuarters; ++v) sum[r][v] = vdupq_n_s32(0);
    }
    const auto* weights = reinterpret_cast<const int8_t*>(job.weights);
    const uint8_t* a = job.a;
    for (int k = 0; k < job.runs; ++k) {
      int8x16_t w[kQuarters];
      for (int q = 0; q < kQuarters; ++q) w[q] = vld1q_s8(weights + 16 * q);
      for (int r = 0; r < kRows; ++r) {
        const int8x8_t x = BroadcastRun(a + static_cast<size_t>(r) * job.a_pitch);
        for (int q = 0; q < kQuarters; ++q) {
          sum[r][2 * q] = vpadalq_s16(sum[r][2 * q], vmull_s8(vget_low_s8(w[q]), x));
          sum[r][2 * q + 1] = vpadalq_s16(sum[r][2 * q + 1], vmull_s8(vget_high_s8(w[q]), x));
        }
      }
      weights += kPanelRunBytes;
      a += kRunBytes;
    }
    for (int r = 0; r < kRows; ++r) {
      for (int q = 0; q < kQuarters; ++q) {
        const int32x4_t total = vpaddq_s32(sum[r][2 * q], sum[r][2 * q + 1]);
        vst1q_s32(job.Output(r) + 4 * q, vaddq_s32(total, vld1q_s32(job.bias + 4 * q)));
      }
    }
  }

  template <int kHalves>
  static constexpr DenseTile kTable[kMaxRows] = {Tile<1, kHalves>, Tile<2, kHalves>,
                                                 Tile<3, kHalves>};
};

void Dense(const PackedBytes& layer, int columns, const uint8_t* a, size_t a_pitch, size_t num_rows,
           int32_t* out, size_t out_pitch) {
  DensePanels<Tiles>(MakeDenseJob<Tiles>(layer, columns, a, a_pitch, out, out_pitch), layer.rows,
                     num_rows);
}

// Four sums, rounded and shifted.
int32x4_t Shifted(int32x4_t acc, int32x4_t count) {
  const int32x4_t round = vshlq_s32(vdupq_n_s32(1), vsubq_s32(count, vdupq_n_s32(1)));
  return vshlq_s32(vaddq_s32(acc, round), vnegq_s32(count));
}

// And limited to 0 .. kMaxByte.
int32x4_t Byte(int32x4_t acc, int32x4_t count) {
  return vminq_s32(vmaxq_s32(Shifted(acc, count), vdupq_n_s32(0)), vdupq_n_s32(kMaxByte));
}

void StoreFour(int32x4_t y, uint8_t* to) {
  const int16x4_t words = vmovn_s32(y);
  const int8x8_t bytes = vmovn_s16(vcombine_s16(words, words));
  const uint32_t four = vget_lane_u32(vreinterpret_u32_s8(bytes), 0);
  __builtin_memcpy(to, &four, sizeof(four));
}

void ActivateHidden(const int32_t* acc, size_t acc_pitch, const int32_t* shift, size_t num_rows,
                    int width, uint8_t* out, size_t out_pitch) {
  for (size_t n = 0; n < num_rows; ++n) {
    for (int i = 0; i < width; i += 4) {
      StoreFour(Byte(vld1q_s32(acc + n * acc_pitch + i), vld1q_s32(shift + i)),
                out + n * out_pitch + i);
    }
  }
}

void AddHidden(const int32_t* acc, size_t acc_pitch, const int32_t* shift, const uint8_t* base,
               size_t base_pitch, size_t num_rows, int width, uint8_t* out, size_t out_pitch) {
  for (size_t n = 0; n < num_rows; ++n) {
    for (int i = 0; i < width; i += 4) {
      const uint8x8_t bytes = vreinterpret_u8_s8(BroadcastRun(base + n * base_pitch + i));
      const int32x4_t numbers = vreinterpretq_s32_u32(vmovl_u16(vget_low_u16(vmovl_u8(bytes))));
      const int32x4_t y =
          vaddq_s32(Byte(vld1q_s32(acc + n * acc_pitch + i), vld1q_s32(shift + i)), numbers);
      StoreFour(vminq_s32(y, vdupq_n_s32(kMaxByte)), out + n * out_pitch + i);
    }
  }
}

void ActivateFeatures(const int32_t* acc, size_t acc_pitch, const int32_t* features,
                      size_t features_pitch, const int32_t* shift, size_t num_rows, int width,
                      uint8_t* out, size_t out_pitch) {
  for (size_t n = 0; n < num_rows; ++n) {
    for (int i = 0; i < width; i += 4) {
      const int32x4_t sum =
          vaddq_s32(vshlq_n_s32(vld1q_s32(acc + n * acc_pitch + i), kFeatureShift),
                    vld1q_s32(features + n * features_pitch + i));
      const int32x4_t count = vaddq_s32(vld1q_s32(shift + i), vdupq_n_s32(kFeatureShift));
      StoreFour(Byte(sum, count), out + n * out_pitch + i);
    }
  }
}

void Outputs(const int32_t* acc, size_t acc_pitch, const int32_t* shift, size_t num_rows, int width,
             int32_t* out, size_t out_pitch) {
  const int32x4_t max = vdupq_n_s32(kMaxOutput), min = vdupq_n_s32(-kMaxOutput);
  for (size_t n = 0; n < num_rows; ++n) {
    for (int i = 0; i < width; i += 4) {
      const int32x4_t sum = vshlq_n_s32(vld1q_s32(acc + n * acc_pitch + i), kOutputBits);
      const int32x4_t y = Shifted(sum, vld1q_s32(shift + i));
      vst1q_s32(out + n * out_pitch + i, vmaxq_s32(vminq_s32(y, max), min));
    }
  }
}

}  // namespace

const ByteKernels kNeonBytes = {"neon",           Dense,  ActivateHidden, AddHidden,
                                ActivateFeatures, Outputs};

}  // namespace jackdaw::infer
