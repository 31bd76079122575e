// Hints to compilers that know them.
#ifndef JACKDAW_BASE_COMPILER_H_
#define JACKDAW_BASE_COMPILER_H_

// For the few functions that run once per coded decision, where a call costs as much as the work.
#if defined(__GNUC__)
#define JACKDAW_ALWAYS_INLINE inline __attribute__((always_inline))
#else
#define JACKDAW_ALWAYS_INLINE inline
#endif

#endif  // JACKDAW_BASE_COMPILER_H_
