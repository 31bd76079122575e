// Vectors whose elements begin on a cache line.
#ifndef JACKDAW_MODELS_INFER_ALIGNED_H_
#define JACKDAW_MODELS_INFER_ALIGNED_H_

#include <cstddef>
#include <new>
#include <vector>

namespace jackdaw::infer {

template <class T>
struct CacheLineAllocator {
  using value_type = T;
  static constexpr std::align_val_t kAlignment{64};

  CacheLineAllocator() = default;
  template <class U>
  CacheLineAllocator(const CacheLineAllocator<U>&) {}  // NOLINT: allocators convert

  T* allocate(std::size_t n) {
    if (n > static_cast<std::size_t>(-1) / sizeof(T)) throw std::bad_alloc();
    return static_cast<T*>(::operator new(n * sizeof(T), kAlignment));
  }
  void deallocate(T* p, std::size_t) { ::operator delete(p, kAlignment); }
  template <class U>
  bool operator==(const CacheLineAllocator<U>&) const {
    return true;
  }
};

template <class T>
using AlignedVector = std::vector<T, CacheLineAllocator<T>>;

}  // namespace jackdaw::infer

#endif  // JACKDAW_MODELS_INFER_ALIGNED_H_
