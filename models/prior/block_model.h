// Models of the second learned prior: networks of luma and of chroma (docs/format_prior2.md §1).
#ifndef JACKDAW_MODELS_PRIOR_BLOCK_MODEL_H_
#define JACKDAW_MODELS_PRIOR_BLOCK_MODEL_H_

#include <cstddef>
#include <cstdint>
#include <memory>

#include "base/bytes.h"
#include "jackdaw/result.h"
#include "models/prior/block_data.h"
#include "models/prior/block_network.h"

namespace jackdaw::prior {

template <BlockShape kLumaShape, BlockShape kChromaShape>
struct BlockModel {
  static constexpr BlockShape kLuma = kLumaShape, kChroma = kChromaShape;

  BlockNetwork<kLuma> luma;
  BlockNetwork<kChroma> chroma;
  uint64_t content_hash = 0;  // XXH64, seed 0, of the uncompressed content of the file

  // The network of component sets of so many components, 1 or 2.
  template <size_t kLanes>
  const auto& Network() const {
    static_assert(kLanes == 1 || kLanes == 2);
    if constexpr (kLanes == 1) {
      return luma;
    } else {
      return chroma;
    }
  }
};

using DefaultBlockModel = BlockModel<kLumaBlockShape, kChromaBlockShape>;
using LatticeModel = BlockModel<kLumaLatticeShape, kChromaLatticeShape>;
using MaxBlockModel = BlockModel<kLumaMaxShape, kChromaMaxShape>;

// Checks and packs a model. Model: one of the above. Errors: kLimitExceeded, kCorrupt;
// kUnsupported: networks of other shapes.
template <class Model>
Result<std::shared_ptr<const Model>> MakeBlockModel(const BlockModelData& data);

// Reads a model file (block_data.h). Errors: also kTruncated.
template <class Model>
Result<std::shared_ptr<const Model>> ParseBlockModel(ByteSpan file);

// The model in the library, models/weights/blocks.jkw2; read at the first call. A test reads the
// file too; one that cannot be read is a broken build, and gives a model of zeros.
const DefaultBlockModel& ShippedBlocks();
// The same of models/weights/parallel.jkw2.
const LatticeModel& ShippedLattice();

}  // namespace jackdaw::prior

#endif  // JACKDAW_MODELS_PRIOR_BLOCK_MODEL_H_
