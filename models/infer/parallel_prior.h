// The bytes of models/weights/parallel.jkw inside the library.
#ifndef JACKDAW_MODELS_INFER_PARALLEL_PRIOR_H_
#define JACKDAW_MODELS_INFER_PARALLEL_PRIOR_H_

#include <cstddef>
#include <cstdint>

namespace jackdaw {

extern const uint8_t kParallelPriorFile[];
extern const size_t kParallelPriorFileSize;

}  // namespace jackdaw

#endif  // JACKDAW_MODELS_INFER_PARALLEL_PRIOR_H_
