// The tables of byte kernels that a build may have; see kernel_tables.h.
#ifndef JACKDAW_MODELS_INFER_KERNELS_BYTE_TABLES_H_
#define JACKDAW_MODELS_INFER_KERNELS_BYTE_TABLES_H_

#include "models/infer/byte_kernels.h"

namespace jackdaw::infer {

extern const ByteKernels kScalarBytes;
extern const ByteKernels kAvx2Bytes;
extern const ByteKernels kAvx512Bytes;  // needs AVX-512 F, BW, DQ, VL and VNNI
extern const ByteKernels kNeonBytes;

}  // namespace jackdaw::infer

#endif  // JACKDAW_MODELS_INFER_KERNELS_BYTE_TABLES_H_
