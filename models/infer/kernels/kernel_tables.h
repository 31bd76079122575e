// The tables of kernels that a build may have. Which of them it has is said by the macros
// JACKDAW_KERNELS_X86 and JACKDAW_KERNELS_NEON, set by the build.
#ifndef JACKDAW_MODELS_INFER_KERNELS_KERNEL_TABLES_H_
#define JACKDAW_MODELS_INFER_KERNELS_KERNEL_TABLES_H_

#include "models/infer/kernels.h"

namespace jackdaw::infer {

extern const Kernels kScalarKernels;
extern const Kernels kAvx2Kernels;
extern const Kernels kAvx512Kernels;  // needs AVX-512 F, BW, DQ, VL and VNNI
extern const Kernels kNeonKernels;

}  // namespace jackdaw::infer

#endif  // JACKDAW_MODELS_INFER_KERNELS_KERNEL_TABLES_H_
