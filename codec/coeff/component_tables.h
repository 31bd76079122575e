// What is the same for all blocks of a component.
#ifndef JACKDAW_CODEC_COEFF_COMPONENT_TABLES_H_
#define JACKDAW_CODEC_COEFF_COMPONENT_TABLES_H_

#include <array>
#include <cstdint>

namespace jackdaw {

struct ComponentTables {
  std::array<uint16_t, 64> quant{};       // zigzag, zeros replaced by 1, shifted as the levels are
  std::array<uint32_t, 64> reciprocal{};  // floor(65536 / quant)
};

// Component classes, each with its own adaptive state.
enum ComponentClass : int { kLumaLike = 0, kFirstChroma = 1, kSecondChroma = 2 };
inline constexpr int kNumComponentClasses = 3;

}  // namespace jackdaw

#endif  // JACKDAW_CODEC_COEFF_COMPONENT_TABLES_H_
