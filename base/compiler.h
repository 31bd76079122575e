// Hints to compilers that know them.
#ifndef JACKDAW_BASE_COMPILER_H_
#define JACKDAW_BASE_COMPILER_H_

// For the few functions that run once per coded decision, where a call costs as much as the work.
#if defined(__GNUC__)
#define JACKDAW_ALWAYS_INLINE inline __attribute__((always_inline))
// For what such a function does seldom: it stays out of the way of the rest.
#define JACKDAW_NEVER_INLINE __attribute__((noinline))
// What x holds is unknown to the compiler from here on, so that it makes no branch of a mask.
#define JACKDAW_HIDE_VALUE(x) __asm__("" : "+r"(x))
#else
#define JACKDAW_ALWAYS_INLINE inline
#define JACKDAW_NEVER_INLINE
#define JACKDAW_HIDE_VALUE(x)
#endif

#endif  // JACKDAW_BASE_COMPILER_H_
