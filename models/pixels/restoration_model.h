// The networks of restoration that the library ships: models/weights/restore.jkr.
#ifndef JACKDAW_MODELS_PIXELS_RESTORATION_MODEL_H_
#define JACKDAW_MODELS_PIXELS_RESTORATION_MODEL_H_

#include <optional>

#include "jackdaw/result.h"
#include "models/pixels/restoration_file.h"

namespace jackdaw::restoration {

struct RestorationModel {
  std::optional<RestorationWeights> alone;  // for a component by itself
  std::optional<RestorationWeights> pair;   // for two chroma components, with luma's help
};

// Reads the file anew each time, which takes a few milliseconds. May throw std::bad_alloc.
Result<RestorationModel> ShippedRestoration();

}  // namespace jackdaw::restoration

#endif  // JACKDAW_MODELS_PIXELS_RESTORATION_MODEL_H_
