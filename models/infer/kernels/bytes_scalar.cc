// The byte kernels in plain C++: normative.
#include "models/infer/kernels/byte_tables.h"

namespace jackdaw::infer {
namespace {

void Dense(const PackedBytes& layer, int columns, const uint8_t* a, size_t a_pitch, size_t num_rows,
           int32_t* out, size_t out_pitch) {
  for (int panel = 0; panel * kPanel < layer.rows; ++panel) {
    const int8_t* weights = layer.weights + ptrdiff_t{panel} * layer.columns * kPanel;
    for (size_t n = 0; n < num_rows; ++n) {
      int32_t sum[kPanel];
      for (int i = 0; i < kPanel; ++i) sum[i] = layer.bias[panel * kPanel + i];
      const uint8_t* x = a + n * a_pitch;
      for (int k = 0; k < columns; k += kByteRun) {
        const int8_t* run = weights + ptrdiff_t{k} * kPanel;
        for (int i = 0; i < kPanel; ++i) {
          for (int j = 0; j < kByteRun; ++j) {
            // The product, and, as the loader proved, the sum in whatever order it is added.
            static_assert(kMaxByteWeight * kMaxByte <= kMaxInt32 && kSumLimit - 1 <= kMaxInt32);
            sum[i] += run[kByteRun * i + j] * x[k + j];
          }
        }
      }
      int32_t* to = out + n * out_pitch + panel * kPanel;
      const int left = layer.rows - panel * kPanel;
      for (int i = 0; i < (left <= 8 ? 8 : kPanel); ++i) to[i] = sum[i];
    }
  }
}

// The sum with its rounding fits, as the loader proved.
int32_t Byte(int32_t acc, int32_t shift) {
  const int32_t y = (acc + (1 << (shift - 1))) >> shift;
  return y < 0 ? 0 : y > kMaxByte ? kMaxByte : y;
}

void ActivateHidden(const int32_t* acc, size_t acc_pitch, const int32_t* shift, size_t num_rows,
                    int width, uint8_t* out, size_t out_pitch) {
  for (size_t n = 0; n < num_rows; ++n) {
    for (size_t i = 0; i < static_cast<size_t>(width); ++i) {
      out[n * out_pitch + i] = static_cast<uint8_t>(Byte(acc[n * acc_pitch + i], shift[i]));
    }
  }
}

void AddHidden(const int32_t* acc, size_t acc_pitch, const int32_t* shift, const uint8_t* base,
               size_t base_pitch, size_t num_rows, int width, uint8_t* out, size_t out_pitch) {
  for (size_t n = 0; n < num_rows; ++n) {
    for (size_t i = 0; i < static_cast<size_t>(width); ++i) {
      const int32_t y = base[n * base_pitch + i] + Byte(acc[n * acc_pitch + i], shift[i]);
      out[n * out_pitch + i] = static_cast<uint8_t>(y > kMaxByte ? kMaxByte : y);
    }
  }
}

void ActivateFeatures(const int32_t* acc, size_t acc_pitch, const int32_t* features,
                      size_t features_pitch, const int32_t* shift, size_t num_rows, int width,
                      uint8_t* out, size_t out_pitch) {
  for (size_t n = 0; n < num_rows; ++n) {
    for (size_t i = 0; i < static_cast<size_t>(width); ++i) {
      const int32_t sum = acc[n * acc_pitch + i] * (1 << kFeatureShift);
      out[n * out_pitch + i] = static_cast<uint8_t>(
          Byte(sum + features[n * features_pitch + i], shift[i] + kFeatureShift));
    }
  }
}

void Outputs(const int32_t* acc, size_t acc_pitch, const int32_t* shift, size_t num_rows, int width,
             int32_t* out, size_t out_pitch) {
  for (size_t n = 0; n < num_rows; ++n) {
    for (size_t i = 0; i < static_cast<size_t>(width); ++i) {
      const int32_t sum = acc[n * acc_pitch + i] * (1 << kOutputBits);
      const int32_t y = (sum + (1 << (shift[i] - 1))) >> shift[i];
      out[n * out_pitch + i] = y > kMaxOutput ? kMaxOutput : y < -kMaxOutput ? -kMaxOutput : y;
    }
  }
}

}  // namespace

const ByteKernels kScalarBytes = {"scalar",         Dense,  ActivateHidden, AddHidden,
                                  ActivateFeatures, Outputs};

}  // namespace jackdaw::infer
