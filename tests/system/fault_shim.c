/* For LD_PRELOAD: makes one call that changes a file fail, or all from it on.
 *
 * JACKDAW_FAULT_AT=N      the N-th call counts, from 1
 * JACKDAW_FAULT_KIND      EIO, ENOSPC, or SHORT: a write(2) writes half; other calls fail with EIO.
 *                         TERM: no call fails, but SIGTERM comes right after the N-th
 * JACKDAW_FAULT_STAYS=1   all later calls fail, too, as on a full or broken disk
 * JACKDAW_FAULT_COUNT=F   at the end, the number of calls is written to the file F
 *
 * Counted are open(2) for writing and of directories, write, fsync, rename, link, unlink, close of
 * files, mkdir, and the calls that set attributes. Standard streams are left alone.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

enum { kOk, kFails, kShort, kSignal };

static atomic_long num_calls;
static long fail_at;
static int error_number = EIO, is_short, is_signal, stays;
static const char *count_file;

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

__attribute__((constructor)) static void ReadSettings(void) {
  const char *at = getenv("JACKDAW_FAULT_AT"), *kind = getenv("JACKDAW_FAULT_KIND");
  fail_at = at != NULL ? atol(at) : 0;
  if (kind != NULL && strcmp(kind, "ENOSPC") == 0) error_number = ENOSPC;
  is_short = kind != NULL && strcmp(kind, "SHORT") == 0;
  is_signal = kind != NULL && strcmp(kind, "TERM") == 0;
  stays = getenv("JACKDAW_FAULT_STAYS") != NULL;
  count_file = getenv("JACKDAW_FAULT_COUNT");
}

__attribute__((destructor)) static void WriteCount(void) {
  if (count_file == NULL) return;
  FILE *file = fopen(count_file, "w");
  if (file == NULL) return;
  fprintf(file, "%ld\n", atomic_load(&num_calls));
  fclose(file);
}

/* What becomes of the next call. Sets errno when it fails. */
static int Next(void) {
  const long call = atomic_fetch_add(&num_calls, 1) + 1;
  if (fail_at == 0 || (stays ? call < fail_at : call != fail_at)) return kOk;
  if (is_signal) return kSignal;
  errno = error_number;
  return is_short ? kShort : kFails;
}

static int Fails(int next) { return next == kFails || next == kShort; }

/* After the call: sends the signal, and waits until it has been noticed. */
static void Finish(int next) {
  const int error = errno;
  if (next == kSignal) {
    kill(getpid(), SIGTERM);
    usleep(30000);
  }
  errno = error;
}

static int IsStandard(int fd) { return fd >= 0 && fd <= 2; }

/* What becomes of an open(2). */
static int NextOpen(int flags) {
  const int changes = (flags & (O_WRONLY | O_RDWR | O_CREAT | O_DIRECTORY)) != 0;
  return changes ? Next() : kOk;
}

#define OPENING(name)                                                               \
  int name(const char *path, int flags, ...) {                                      \
    va_list args;                                                                   \
    va_start(args, flags);                                                          \
    const mode_t mode = (flags & (O_CREAT | O_TMPFILE)) ? va_arg(args, mode_t) : 0; \
    va_end(args);                                                                   \
    const int next = NextOpen(flags);                                               \
    const int fd = Fails(next) ? -1 : REAL(name)(path, flags, mode);                \
    Finish(next);                                                                   \
    return fd;                                                                      \
  }

OPENING(open)
OPENING(open64)

ssize_t write(int fd, const void *data, size_t size) {
  if (IsStandard(fd)) return REAL(write)(fd, data, size);
  const int next = Next();
  if (next == kFails) return -1;
  if (next == kShort && size > 1) size /= 2;
  const ssize_t written = REAL(write)(fd, data, size);
  Finish(next);
  return written;
}

int close(int fd) {
  if (IsStandard(fd)) return REAL(close)(fd);
  const int next = Next(), error = errno;
  const int closed = REAL(close)(fd);
  if (Fails(next)) errno = error;
  Finish(next);
  return Fails(next) ? -1 : closed;
}

#define FAILING(type, name, parameters, arguments)               \
  type name parameters {                                         \
    const int next = Next();                                     \
    const type result = Fails(next) ? -1 : REAL(name) arguments; \
    Finish(next);                                                \
    return result;                                               \
  }

FAILING(int, fsync, (int fd), (fd))
FAILING(int, rename, (const char *from, const char *to), (from, to))
FAILING(int, renameat2, (int a, const char *from, int b, const char *to, unsigned int flags),
        (a, from, b, to, flags))
FAILING(int, link, (const char *from, const char *to), (from, to))
FAILING(int, unlink, (const char *path), (path))
FAILING(int, mkdir, (const char *path, mode_t mode), (path, mode))
FAILING(int, fchmod, (int fd, mode_t mode), (fd, mode))
FAILING(int, futimens, (int fd, const struct timespec times[2]), (fd, times))
