// The networks that a picture is restored with: those that the library ships
// (models/weights), or others in place of them.
#ifndef JACKDAW_MODELS_PIXELS_RESTORATION_MODEL_H_
#define JACKDAW_MODELS_PIXELS_RESTORATION_MODEL_H_

#include <optional>

#include "base/bytes.h"
#include "jackdaw/result.h"
#include "models/pixels/restoration_file.h"

namespace jackdaw::restoration {

struct RestorationModel {
  std::optional<RestorationWeights> alone;  // for a component by itself
  std::optional<RestorationWeights> pair;   // for two chroma components, with luma's help
  std::optional<RestorationWeights> fine;   // for a component by itself, behind `alone`; or none
  // `alone` sees its component in so many orientations, 1 to 8, and the mean of what it says
  // counts; `fine` sees what comes out in as many or fewer.
  uint32_t orientations = 1;
};

// Those of restore.jkr. Reads the file anew each time, which takes a few milliseconds. May throw
// std::bad_alloc.
Result<RestorationModel> ShippedRestoration();

// Those of a file (restoration_file.h) alone: each may be missing. Errors: as
// ReadRestorationFile; kUnsupported also for a network that is none of these, for two of one kind,
// and for a fine one without `alone`. May throw std::bad_alloc.
Result<RestorationModel> NetworksIn(ByteSpan file, uint64_t max_content_bytes);

// Those of texture alone: of texture.jkr.
Result<RestorationModel> ShippedTexture();

// As ShippedRestoration, but what the file holds takes the place of its kind. Errors: as
// NetworksIn.
Result<RestorationModel> RestorationWith(
    ByteSpan file, uint64_t max_content_bytes = weights::kMaxModelContentBytes);

}  // namespace jackdaw::restoration

#endif  // JACKDAW_MODELS_PIXELS_RESTORATION_MODEL_H_
