#include "codec/coeff/slices/tools.h"

namespace jackdaw::coeff {

CallTools::CallTools(const std::string& kernels, const Monitor& monitor,
                     const std::string& verify_kernels)
    : monitor_(monitor) {
  if (!kernels.empty()) tools_.kernels = Find(kernels);
  if (!verify_kernels.empty()) tools_.verify_kernels = Find(verify_kernels);
  if (monitor.progress || monitor.cancelled) tools_.monitor = &monitor_;
}

const infer::Kernels* CallTools::Find(const std::string& name) {
  const infer::Kernels* found = infer::FindKernels(name.c_str());
  if (found == nullptr) known_ = false;
  return found;
}

Status CallTools::Check() const {
  if (known_) return OkStatus();
  return Error{ErrorCode::kInvalidArgument, 0, "these kernels do not run here"};
}

}  // namespace jackdaw::coeff
