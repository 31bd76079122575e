// restoration_network.h in a build without oneDNN.
#include "models/pixels/restoration_network.h"

namespace jackdaw::restoration {

struct RestorationNetwork::Impl {};

bool HasRestoration() { return false; }

Result<RestorationNetwork> RestorationNetwork::Make(const RestorationWeights&,
                                                    std::span<const float>, Lattice) {
  return Error{ErrorCode::kUnsupported, 0, "restoration is not built in"};
}

RestorationNetwork::RestorationNetwork(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
RestorationNetwork::RestorationNetwork(RestorationNetwork&&) noexcept = default;
RestorationNetwork& RestorationNetwork::operator=(RestorationNetwork&&) noexcept = default;
RestorationNetwork::~RestorationNetwork() = default;

Status RestorationNetwork::Compute(BlockArea, const FeatureRow&, bool, RestorationOutput*) {
  return Error{ErrorCode::kUnsupported, 0, "restoration is not built in"};
}

}  // namespace jackdaw::restoration
