// Writing of restoration networks, for the trainer.
#include <xxhash.h>

#include <cmath>

#include "models/pixels/half.h"
#include "models/pixels/restoration_file.h"

namespace jackdaw::restoration {

Result<Bytes> WriteRestorationFile(std::span<const RestorationWeights> networks) {
  ByteWriter out;
  for (const uint8_t letter : kRestorationMagic) out.U8(letter);
  out.U32Le(static_cast<uint32_t>(networks.size()));
  for (const RestorationWeights& network : networks) {
    const RestorationShape& s = network.shape;
    for (const uint32_t value : {s.components, s.channels, s.pairs, s.first_kernel, s.last_kernel,
                                 s.guided ? 1u : 0u, s.sampling_values, s.detail_blocks}) {
      out.U32Le(value);
    }
    for (const float value : network.parameters) {
      if (!(std::fabs(value) <= kMaxHalf)) {
        return Error{ErrorCode::kInvalidArgument, 0, "a parameter does not fit binary16"};
      }
      const uint16_t half = ToHalf(value);
      out.U8(static_cast<uint8_t>(half));
      out.U8(static_cast<uint8_t>(half >> 8));
    }
  }
  out.U64Le(XXH64(out.bytes().data(), out.size(), 0));
  return out.Take();
}

}  // namespace jackdaw::restoration
