// The kernels with NEON, which every 64-bit ARM has.
#include <arm_neon.h>

#include "models/infer/bounds.h"
#include "models/infer/kernels/dense_job.h"
#include "models/infer/kernels/kernel_tables.h"

namespace jackdaw::infer {
namespace {

// The two numbers at x in lanes 0 and 1 (and again in 2 and 3). x need only be aligned as an
// int16_t.
int16x4_t BroadcastPair(const uint8_t* x) {
  int32_t pair;
  __builtin_memcpy(&pair, x, sizeof(pair));
  return vreinterpret_s16_s32(vdup_n_s32(pair));
}

struct Tiles {
  // 20 sums and 5 operands fit into 32 registers.
  static constexpr size_t kMaxRows = 5;

  // kRows rows of kHalves halves of a panel: all sums stay in registers.
  template <int kRows, int kHalves>
  static void Tile(const DenseJob& job) {
    int32x4_t sum[kRows][2 * kHalves];
    for (int v = 0; v < 2 * kHalves; ++v) {
      const int32x4_t bias = vld1q_s32(job.bias + 4 * v);
      for (int r = 0; r < kRows; ++r) sum[r][v] = bias;
    }
    const auto* weights = reinterpret_cast<const int16_t*>(job.weights);
    const uint8_t* a = job.a;
    for (int k = 0; k < job.runs; ++k) {
      // val[0]: weights of the pair's first input for eight outputs; val[1]: of its second.
      int16x8x2_t w[kHalves];
      for (int h = 0; h < kHalves; ++h) w[h] = vld2q_s16(weights + 16 * h);
      for (int r = 0; r < kRows; ++r) {
        const int16x4_t x = BroadcastPair(a + static_cast<size_t>(r) * job.a_pitch);
        for (int h = 0; h < kHalves; ++h) {
          int32x4_t low = sum[r][2 * h], high = sum[r][2 * h + 1];
          low = vmlal_lane_s16(low, vget_low_s16(w[h].val[0]), x, 0);
          high = vmlal_high_lane_s16(high, w[h].val[0], x, 0);
          sum[r][2 * h] = vmlal_lane_s16(low, vget_low_s16(w[h].val[1]), x, 1);
          sum[r][2 * h + 1] = vmlal_high_lane_s16(high, w[h].val[1], x, 1);
        }
      }
      weights += 2 * kPanel;
      a += kRunBytes;
    }
    for (int r = 0; r < kRows; ++r) {
      for (int v = 0; v < 2 * kHalves; ++v) vst1q_s32(job.Output(r) + 4 * v, sum[r][v]);
    }
  }

  template <int kHalves>
  static constexpr DenseTile kTable[kMaxRows] = {
      Tile<1, kHalves>, Tile<2, kHalves>, Tile<3, kHalves>, Tile<4, kHalves>, Tile<5, kHalves>};
};

void Dense(const PackedLayer& layer, int columns, const int16_t* a, size_t a_pitch, size_t num_rows,
           int32_t* out, size_t out_pitch) {
  DensePanels<Tiles>(MakeDenseJob<Tiles>(layer, columns, a, a_pitch, out, out_pitch), layer.rows,
                     num_rows);
}

void Activate(const int32_t* acc, size_t acc_pitch, int shift, const int16_t* residual,
              size_t residual_pitch, size_t num_rows, int width, int16_t* out, size_t out_pitch) {
  const int32x4_t round = vdupq_n_s32(1 << (shift - 1)), shift_left = vdupq_n_s32(-shift);
  const int32x4_t max = vdupq_n_s32(kMaxActivation), min = vdupq_n_s32(-kMaxActivation);
  const int16x4_t max16 = vdup_n_s16(kMaxActivation), min16 = vdup_n_s16(-kMaxActivation);
  for (size_t n = 0; n < num_rows; ++n) {
    for (int i = 0; i < width; i += 4) {
      int32x4_t y = vshlq_s32(vaddq_s32(vld1q_s32(acc + n * acc_pitch + i), round), shift_left);
      y = vmaxq_s32(y, vshrq_n_s32(y, 3));
      int16x4_t y16 = vmovn_s32(vmaxq_s32(vminq_s32(y, max), min));
      if (residual != nullptr) {
        y16 = vqadd_s16(y16, vld1_s16(residual + n * residual_pitch + i));
        y16 = vmax_s16(vmin_s16(y16, max16), min16);
      }
      vst1_s16(out + n * out_pitch + i, y16);
    }
  }
}

template <int kVectors>
void AddFeaturesTile(const SparseInput* inputs, size_t num_inputs, const int16_t* weights,
                     size_t stride, int32_t* acc) {
  int32x4_t sum[kVectors];
  for (int v = 0; v < kVectors; ++v) sum[v] = vld1q_s32(acc + 4 * v);
  for (const SparseInput* input = inputs; input != inputs + num_inputs; ++input) {
    const int16_t* from = weights + input->slot * stride * 2;
    for (int v = 0; v < kVectors; ++v) {
      const int16x4x2_t w = vld2_s16(from + 8 * v);
      sum[v] = vmlal_n_s16(vmlal_n_s16(sum[v], w.val[0], input->f1), w.val[1], input->f2);
    }
  }
  for (int v = 0; v < kVectors; ++v) vst1q_s32(acc + 4 * v, sum[v]);
}

void AddFeatures(const SparseInput* inputs, size_t num_inputs, const int16_t* weights,
                 size_t stride, int width, int32_t* acc) {
  for (; width >= 32; width -= 32) {
    AddFeaturesTile<8>(inputs, num_inputs, weights, stride, acc);
    weights += 64;
    acc += 32;
  }
  for (; width > 0; width -= 4) {
    AddFeaturesTile<1>(inputs, num_inputs, weights, stride, acc);
    weights += 8;
    acc += 4;
  }
}

void AddValues(const SparseInput* inputs, size_t num_inputs, const int16_t* weights, size_t stride,
               int width, int32_t* acc) {
  for (; width > 0; width -= 16) {
    int32x4_t sum[4];
    for (int v = 0; v < 4; ++v) sum[v] = vld1q_s32(acc + 4 * v);
    for (const SparseInput* input = inputs; input != inputs + num_inputs; ++input) {
      const int16_t* w = weights + input->slot * stride;
      for (int v = 0; v < 4; ++v) sum[v] = vmlal_n_s16(sum[v], vld1_s16(w + 4 * v), input->value);
    }
    for (int v = 0; v < 4; ++v) vst1q_s32(acc + 4 * v, sum[v]);
    weights += 16;
    acc += 16;
  }
}

// Table lookups and 64-bit products: nothing that NEON does better.
void Mixtures(const MixtureInputs& in, const MixtureScales& scales, size_t size,
              const MixtureArrays& out) {
  kScalarKernels.mixtures(in, scales, size, out);
}

}  // namespace

const Kernels kNeonKernels = {"neon", Dense, Activate, AddFeatures, AddValues, Mixtures};

}  // namespace jackdaw::infer
