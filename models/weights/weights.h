// The files of models/weights/ inside the library, byte for byte. MANIFEST says what each is and
// how it was made.
#ifndef JACKDAW_MODELS_WEIGHTS_WEIGHTS_H_
#define JACKDAW_MODELS_WEIGHTS_WEIGHTS_H_

#include <cstddef>
#include <cstdint>

namespace jackdaw::weights {

// Networks of the coefficient prior (models/prior/prior_file.cc).
extern const uint8_t kDefaultPriorFile[];  // default.jkw
extern const size_t kDefaultPriorFileSize;
extern const uint8_t kBlockPriorFile[];  // blocks.jkw2 (models/prior/block_file.cc)
extern const size_t kBlockPriorFileSize;
extern const uint8_t kLatticePriorFile[];  // parallel.jkw2
extern const size_t kLatticePriorFileSize;

// Start states of the adaptive coders (codec/coeff/slices/state_file.h).
extern const uint8_t kTrainedStartFile[];  // fast.bin
extern const size_t kTrainedStartFileSize;
extern const uint8_t kDefaultStartFile[];  // default_start.bin
extern const size_t kDefaultStartFileSize;

// What streams name their model by: the XXH64 of the prior's content, of the default preset XOR the
// XXH3-64 of its start state's file. Constants, so that a file can be told apart without a model
// being read; tests/weights compares them with the files.
inline constexpr uint64_t kDefaultModelId = 0xda46e1ea17ce166f;
inline constexpr uint64_t kBlockModelId = 0xb040968ac59cb540;
inline constexpr uint64_t kParallelModelId = 0x16c8caeef5501726;

// Networks that restore pixels (models/pixels/restoration_file.h).
extern const uint8_t kRestorationFile[];  // restore.jkr
extern const size_t kRestorationFileSize;
extern const uint8_t kTextureFile[];  // texture.jkr
extern const size_t kTextureFileSize;

// The rate model of step tables (codec/lossy/enc_rate_model.h).
extern const uint8_t kRateModelFile[];  // tables.bin
extern const size_t kRateModelFileSize;

}  // namespace jackdaw::weights

#endif  // JACKDAW_MODELS_WEIGHTS_WEIGHTS_H_
