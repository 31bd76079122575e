// Instruction sets of this processor that faster code may use.
#ifndef JACKDAW_BASE_CPU_FEATURES_H_
#define JACKDAW_BASE_CPU_FEATURES_H_

namespace jackdaw {

struct CpuFeatures {
  bool avx2 = false;
  bool avx512 = false;  // F, BW, DQ, VL, CD and VNNI
};

// Asks the processor, and whether the system saves the registers.
CpuFeatures DetectCpuFeatures();

}  // namespace jackdaw

#endif  // JACKDAW_BASE_CPU_FEATURES_H_
