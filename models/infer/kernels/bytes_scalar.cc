// The byte kernels in plain C++: normative.
#include "models/infer/kernels/byte_tables.h"
#include "models/infer/kernels/dense_scalar.h"

namespace jackdaw::infer {
namespace {

// The product, and, as the loader proved, the sum.
static_assert((kMaxByteWeight + 1) * kMaxByte <= kMaxInt32 && kSumLimit - 1 <= kMaxInt32);
void Dense(const PackedBytes& layer, int columns, const uint8_t* a, size_t a_pitch, size_t num_rows,
           int32_t* out, size_t out_pitch) {
  ScalarDense<kByteRun>(layer, columns, a, a_pitch, num_rows, out, out_pitch);
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
