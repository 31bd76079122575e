// Hints to compilers that know them.
#ifndef JACKDAW_BASE_COMPILER_H_
#define JACKDAW_BASE_COMPILER_H_

// For the few functions that run once per coded decision, where a call costs as much as the work.
#if defined(__GNUC__)
#define JACKDAW_ALWAYS_INLINE inline __attribute__((always_inline))
// For what such a function does seldom: it stays out of the way of the rest.
#define JACKDAW_NEVER_INLINE __attribute__((noinline))
#else
#define JACKDAW_ALWAYS_INLINE inline
#define JACKDAW_NEVER_INLINE
#endif

#endif  // JACKDAW_BASE_COMPILER_H_
