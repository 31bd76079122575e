// Step tables: how far a lossy mode widens the quantization steps of a JPEG.
//
// A step is given per quantization class and frequency, in units of the JPEG's own table, s >= 1,
// or as what it amounts to: the effective step q' = round(q s), an integer, because a JPEG made
// from the result can say nothing else. q' = q everywhere, without dead zones, is the lossless
// case.
#ifndef JACKDAW_CODEC_QUANT_STEP_TABLE_H_
#define JACKDAW_CODEC_QUANT_STEP_TABLE_H_

#include <array>
#include <cstdint>
#include <vector>

#include "codec/jpeg/jpeg_data.h"

namespace jackdaw::quant {

using FrequencyTable = std::array<uint16_t, jpeg::kBlockSize>;  // zigzag order

// Components that share their steps.
struct QuantClass {
  std::vector<uint8_t> components;  // indices in the frame, ascending
  FrequencyTable quant{};           // of the JPEG, the same for all of them
};

// The classes of a frame: components of the same table and sampling factors are one class, except
// that the first component is alone where three components can be luma and chroma.
// At most kMaxComponents classes, in the order of their first components.
std::vector<QuantClass> FindQuantClasses(const jpeg::Frame& frame);

// True when every value of every table is at least 1.
bool HasValidTables(const jpeg::Frame& frame);

// Largest step that JPEG output may use: 255, or 65535 where the input has a wider value already.
uint16_t MaxStep(const jpeg::Frame& frame);

// Requantization of one class.
struct Quantizer {
  FrequencyTable steps{};                                 // q', >= the class's quant
  std::array<uint8_t, jpeg::kBlockSize> dead_zones_q8{};  // delta in 1/256 of a step, 0..128
};

// The lossless quantizer: steps = quant, no dead zones.
Quantizer IdentityQuantizer(const FrequencyTable& quant);

// Steps for coefficients that are in 1/unit. REQUIRES: the products fit.
FrequencyTable ScaledSteps(const FrequencyTable& steps, uint16_t unit);

// Steps from multipliers: q' = round(q s), clamped to quant..max(quant, max_step).
// multipliers_q8: s in 1/256.
FrequencyTable EffectiveSteps(const FrequencyTable& quant,
                              const std::array<uint32_t, jpeg::kBlockSize>& multipliers_q8,
                              uint16_t max_step);

}  // namespace jackdaw::quant

#endif  // JACKDAW_CODEC_QUANT_STEP_TABLE_H_
