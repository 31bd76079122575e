#include "codec/coeff/slices/tools.h"

namespace jackdaw::coeff {

CallTools::CallTools(const std::string& kernels, const Monitor& monitor) : monitor_(monitor) {
  if (!kernels.empty()) {
    tools_.kernels = infer::FindKernels(kernels.c_str());
    known_ = tools_.kernels != nullptr;
  }
  if (monitor.progress || monitor.cancelled) tools_.monitor = &monitor_;
}

Status CallTools::Check() const {
  if (known_) return OkStatus();
  return Error{ErrorCode::kInvalidArgument, 0, "these kernels do not run here"};
}

}  // namespace jackdaw::coeff
