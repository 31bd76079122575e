// Tables of the learned prior's arithmetic. Part of the format (docs/format_coeff.md); every entry
// is the real value, rounded. Made by models/infer/make_tables.py.
#ifndef JACKDAW_MODELS_INFER_FIXED_TABLES_H_
#define JACKDAW_MODELS_INFER_FIXED_TABLES_H_

#include <array>
#include <cstdint>

namespace jackdaw::infer {

// kExpQ20[i]: e^(5 - (i + 1/2) / 64) in Q20, the inverse of a scale whose logarithm is i / 64 - 5.
extern const std::array<uint32_t, 833> kExpQ20;
// kLog1pQ8[i]: ln(1 + i) in Q8.
extern const std::array<int16_t, 256> kLog1pQ8;
// kResampleRQ14[u][8 b + v]: what DCT coefficient v of the b-th of R adjacent blocks adds to DCT
// coefficient u of the box average of their samples by R (orthonormal DCT-II), Q14.
extern const std::array<int16_t, 64 * 2> kResample2Q14;
extern const std::array<int16_t, 64 * 3> kResample3Q14;
extern const std::array<int16_t, 64 * 4> kResample4Q14;

}  // namespace jackdaw::infer

#endif  // JACKDAW_MODELS_INFER_FIXED_TABLES_H_
