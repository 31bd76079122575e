// restoration_network.h in a build without oneDNN.
#include "models/pixels/restoration_network.h"

namespace jackdaw::restoration {

struct RestorationNetwork::Impl {};

Status LoadRestoration() {
  return Error{ErrorCode::kUnsupported, 0, "restoration is not built in"};
}

Result<RestorationNetwork> RestorationNetwork::Make(const RestorationWeights&,
                                                    std::span<const float>, Lattice, Precision) {
  return LoadRestoration().error();
}

RestorationNetwork::RestorationNetwork(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
RestorationNetwork::RestorationNetwork(RestorationNetwork&&) noexcept = default;
RestorationNetwork& RestorationNetwork::operator=(RestorationNetwork&&) noexcept = default;
RestorationNetwork::~RestorationNetwork() = default;

Status RestorationNetwork::Compute(LatticeArea, const FeatureRow&, bool, RestorationOutput*) {
  return LoadRestoration();
}

}  // namespace jackdaw::restoration
