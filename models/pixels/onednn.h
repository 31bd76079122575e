// The C functions of oneDNN that networks are evaluated with. The library is loaded when it is
// first asked for: it takes some 20 ms and 30 MB, which programs that restore no picture need not
// spend, and programs may be linked without it.
#ifndef JACKDAW_MODELS_PIXELS_ONEDNN_H_
#define JACKDAW_MODELS_PIXELS_ONEDNN_H_

#include <oneapi/dnnl/dnnl.h>
#include <oneapi/dnnl/dnnl_debug.h>

#include "jackdaw/result.h"

namespace jackdaw::restoration {

// Their names without "dnnl_".
#define JACKDAW_ONEDNN_FUNCTIONS(X) \
  X(convolution_forward_desc_init)  \
  X(engine_create)                  \
  X(engine_destroy)                 \
  X(get_effective_cpu_isa)          \
  X(memory_create)                  \
  X(memory_desc_equal)              \
  X(memory_desc_init_by_tag)        \
  X(memory_destroy)                 \
  X(post_ops_append_eltwise)        \
  X(post_ops_append_sum)            \
  X(post_ops_create)                \
  X(post_ops_destroy)               \
  X(primitive_attr_create)          \
  X(primitive_attr_destroy)         \
  X(primitive_attr_set_post_ops)    \
  X(primitive_create)               \
  X(primitive_desc_create)          \
  X(primitive_desc_destroy)         \
  X(primitive_desc_query_md)        \
  X(primitive_destroy)              \
  X(primitive_execute)              \
  X(reorder_primitive_desc_create)  \
  X(status2str)                     \
  X(stream_create)                  \
  X(stream_destroy)                 \
  X(stream_wait)

struct OneDnn {
// NOLINTNEXTLINE(bugprone-macro-parentheses): a name that is declared
#define JACKDAW_DECLARE(name) decltype(&dnnl_##name) name = nullptr;
  JACKDAW_ONEDNN_FUNCTIONS(JACKDAW_DECLARE)
#undef JACKDAW_DECLARE
  // Of the OpenMP runtime that oneDNN uses; null where it was built without one.
  void (*omp_set_num_threads)(int) = nullptr;
};

// The same functions each time, and the same error: the library is looked for once. It stays loaded
// until the process ends. Thread-safe. Errors: kIo where it is not installed, and in programs that
// are linked statically as a whole. May throw std::bad_alloc.
const Result<OneDnn>& LoadOneDnn();

}  // namespace jackdaw::restoration

#endif  // JACKDAW_MODELS_PIXELS_ONEDNN_H_
