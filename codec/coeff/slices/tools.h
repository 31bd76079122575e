// What coding runs on: kernels, and who watches. Nothing of it can change a byte.
#ifndef JACKDAW_CODEC_COEFF_SLICES_TOOLS_H_
#define JACKDAW_CODEC_COEFF_SLICES_TOOLS_H_

#include <string>

#include "base/work_monitor.h"
#include "jackdaw/result.h"
#include "models/infer/kernels.h"

namespace jackdaw::coeff {

struct Tools {
  const infer::Kernels* kernels = nullptr;         // null: the fastest of this processor
  WorkMonitor* monitor = nullptr;                  // null: nobody watches
  const infer::Kernels* verify_kernels = nullptr;  // null: as kernels

  // What an encoder reads its own result with.
  Tools ForVerification() const {
    return {verify_kernels != nullptr ? verify_kernels : kernels, monitor, nullptr};
  }
};

// The tools of one call of the public API, from its options.
class CallTools {
 public:
  // kernels: a name, or empty for the fastest. verify_kernels: a name, or empty for the same. The
  // monitor must outlive this.
  CallTools(const std::string& kernels, const Monitor& monitor,
            const std::string& verify_kernels = {});
  CallTools(const CallTools&) = delete;
  CallTools& operator=(const CallTools&) = delete;

  // kInvalidArgument when this processor or this build does not have the kernels.
  Status Check() const;

  const Tools& get() const { return tools_; }
  bool cancelled() const { return IsCancelled(tools_.monitor); }

  // What the call returns: kCancelled if it was cancelled, else the result.
  template <class T>
  Result<T> Finish(Result<T> result) {
    if (cancelled()) return CancelledError();
    if (result.ok() && tools_.monitor != nullptr) tools_.monitor->Finish();
    return result;
  }

 private:
  // Null, and known_ false, where they do not run.
  const infer::Kernels* Find(const std::string& name);

  WorkMonitor monitor_;
  bool known_ = true;
  Tools tools_;
};

}  // namespace jackdaw::coeff

#endif  // JACKDAW_CODEC_COEFF_SLICES_TOOLS_H_
