#include "models/pixels/onednn.h"

#include <dlfcn.h>

#include <string>

// Weak: where a program is linked statically as a whole, they are null unless the program loads
// libraries itself. Such programs may be used with another C library than the one that they hold,
// which a loaded library would bring along.
#pragma weak dlopen
#pragma weak dlsym
#pragma weak dlerror

namespace jackdaw::restoration {
namespace {

// What comes after oneDNN 2 has other functions of the same names.
std::string FileName() { return "libdnnl.so." + std::to_string(DNNL_VERSION_MAJOR); }

Error CannotLoad(const std::string& why) {
  return Error{ErrorCode::kIo, 0, "restoration needs oneDNN, which cannot be loaded: " + why};
}

template <class Function>
bool Find(void* library, const char* name, Function* function) {
  *function = reinterpret_cast<Function>(dlsym(library, name));
  return *function != nullptr;
}

Result<OneDnn> Load() {
  void* (*const open)(const char*, int) = dlopen;
  if (open == nullptr) return CannotLoad("the program is linked statically");
  void* const library = open(FileName().c_str(), RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) {
    const char* const why = dlerror();
    return CannotLoad(why != nullptr ? why : FileName());
  }
  OneDnn functions;
  const char* missing = nullptr;
#define JACKDAW_FIND(name) \
  if (!Find(library, "dnnl_" #name, &functions.name)) missing = "dnnl_" #name;
  JACKDAW_ONEDNN_FUNCTIONS(JACKDAW_FIND)
#undef JACKDAW_FIND
  if (missing != nullptr) return CannotLoad(FileName() + " has no " + missing);
  // As the dynamic linker looks for it on behalf of oneDNN: what the program has comes first.
  constexpr const char* kSetThreads = "omp_set_num_threads";
  if (!Find(RTLD_DEFAULT, kSetThreads, &functions.omp_set_num_threads)) {
    Find(library, kSetThreads, &functions.omp_set_num_threads);
  }
  return functions;
}

}  // namespace

const Result<OneDnn>& LoadOneDnn() {
  static const Result<OneDnn> library = Load();
  return library;
}

}  // namespace jackdaw::restoration
