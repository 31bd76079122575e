// The bytes of models/weights/default.jkw inside the library.
#ifndef JACKDAW_MODELS_INFER_DEFAULT_PRIOR_H_
#define JACKDAW_MODELS_INFER_DEFAULT_PRIOR_H_

#include <cstddef>
#include <cstdint>

namespace jackdaw {

extern const uint8_t kDefaultPriorFile[];
extern const size_t kDefaultPriorFileSize;

}  // namespace jackdaw

#endif  // JACKDAW_MODELS_INFER_DEFAULT_PRIOR_H_
