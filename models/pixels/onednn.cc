#include "models/pixels/onednn.h"

#include <dlfcn.h>
#include <link.h>

#include <algorithm>
#include <span>
#include <string>

namespace jackdaw::restoration {
namespace {

// What comes after oneDNN 2 has other functions of the same names.
std::string FileName() { return "libdnnl.so." + std::to_string(DNNL_VERSION_MAJOR); }

Error CannotLoad(const std::string& why) {
  return Error{ErrorCode::kIo, 0, "restoration needs oneDNN, which cannot be loaded: " + why};
}

// Whether nothing loads libraries for this program: it is linked statically as a whole. A loaded
// library would bring a second C library, of which the program's threads know nothing. The first
// object is the program itself, and names the dynamic linker that it needs.
bool IsStaticProgram() {
  bool has_interpreter = false;
  dl_iterate_phdr(
      [](dl_phdr_info* info, size_t, void* found) {
        const std::span headers(info->dlpi_phdr, info->dlpi_phnum);
        *static_cast<bool*>(found) =
            std::any_of(headers.begin(), headers.end(),
                        [](const ElfW(Phdr) & header) { return header.p_type == PT_INTERP; });
        return 1;
      },
      &has_interpreter);
  return !has_interpreter;
}

template <class Function>
bool Find(void* library, const char* name, Function* function) {
  *function = reinterpret_cast<Function>(dlsym(library, name));
  return *function != nullptr;
}

Result<OneDnn> Load() {
  if (IsStaticProgram()) return CannotLoad("the program is linked statically");
  void* const library = dlopen(FileName().c_str(), RTLD_NOW | RTLD_LOCAL);
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
