/* The C API of Jackdaw: what the C++ headers offer, with opaque handles. Plain C99.
 *
 * Threads: functions may be called from any threads at a time. A handle must not be changed or
 * destroyed by one thread while another uses it; several may read it.
 *
 * Memory: handles belong to the caller, who destroys them. Pointers that a handle returns live as
 * long as it. Input bytes are only read during the call. Callbacks run on the caller's thread or on
 * threads of the library, never after the call has returned; they must not unwind (C++ exceptions,
 * longjmp) through it.
 *
 * Versions: statuses, enumerators and functions keep their meaning as long as jackdaw_abi_version()
 * stays the same; new ones may be added. Handles are opaque, so options may be added, too.
 *
 * The decoder library (jackdaw::decoder in CMake, jackdaw-decoder in pkg-config) has all functions
 * but those that say "not in the decoder". */
#ifndef JACKDAW_JACKDAW_C_H_
#define JACKDAW_JACKDAW_C_H_

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Of this header; the same as the SOVERSION of the shared library. */
#define JACKDAW_ABI_VERSION 0

/* 0 is success; others as jackdaw::ErrorCode. */
typedef enum jackdaw_status {
  JACKDAW_OK = 0,
  JACKDAW_TRUNCATED = 1,        /* the input ends too early */
  JACKDAW_CORRUPT = 2,          /* the input contradicts itself or its checksum */
  JACKDAW_UNSUPPORTED = 3,      /* valid, but of a kind or version that this build cannot handle */
  JACKDAW_LIMIT_EXCEEDED = 4,   /* more memory than the limit or than there is, or too large */
  JACKDAW_MODEL_MISMATCH = 5,   /* the file needs a model that this build does not have */
  JACKDAW_IO = 6,               /* a read or write function failed, or a library is not there */
  JACKDAW_INTERNAL = 7,         /* a bug in Jackdaw */
  JACKDAW_INVALID_ARGUMENT = 8, /* arguments or options that make no sense */
  JACKDAW_CANCELLED = 9         /* the cancel function asked for it */
} jackdaw_status;

typedef enum jackdaw_outcome {
  JACKDAW_MODELLED = 0, /* every scan of the main image is modelled */
  JACKDAW_PARTIAL = 1,  /* some scan data had to be kept verbatim */
  JACKDAW_STORED = 2    /* not a JPEG that can be modelled: zstd or raw bytes */
} jackdaw_outcome;

/* What a lossy result is to meet; see jackdaw::LossTarget. */
typedef enum jackdaw_target {
  JACKDAW_TARGET_QUALITY = 0,        /* 0..100; 100 keeps every coefficient */
  JACKDAW_TARGET_LAMBDA = 1,         /* >= 0; 0 keeps every coefficient */
  JACKDAW_TARGET_BITS_PER_PIXEL = 2, /* > 0; of the whole file, at most this */
  JACKDAW_TARGET_PSNR = 3,           /* dB, > 0; of all components, at least this */
  JACKDAW_TARGET_SIZE = 4,           /* bytes, > 0; of the whole file, at most this */
  JACKDAW_TARGET_PSNR_Y = 5          /* dB, > 0; of luma alone, at least this */
} jackdaw_target;

/* What lossy modes minimise; see jackdaw::Tune. */
typedef enum jackdaw_tune { JACKDAW_TUNE_VISUAL = 0, JACKDAW_TUNE_PSNR = 1 } jackdaw_tune;

typedef enum jackdaw_scans {
  JACKDAW_SCANS_SMALLER = 0,
  JACKDAW_SCANS_BASELINE = 1,
  JACKDAW_SCANS_PROGRESSIVE = 2
} jackdaw_scans;

/* The quantized coefficients of one component. */
typedef struct jackdaw_component {
  int id, h, v;             /* h, v: sampling factors */
  uint16_t quant_table[64]; /* steps of the quantizer, zigzag */
  /* As interleaved scans count them: whole MCUs. Blocks beyond the image are padding. */
  uint32_t width_blocks, height_blocks;
  /* [height_blocks][width_blocks][64], zigzag; DC absolute (not differences). */
  const int16_t* levels;
} jackdaw_component;

/* Resolution of colour differences; see jackdaw::ChromaSampling. */
typedef enum jackdaw_sampling {
  JACKDAW_SAMPLING_AUTO = 0,
  JACKDAW_SAMPLING_444 = 1,
  JACKDAW_SAMPLING_422 = 2,
  JACKDAW_SAMPLING_420 = 3
} jackdaw_sampling;

/* What encode makes. */
typedef enum jackdaw_kind { JACKDAW_KIND_JPEG = 0, JACKDAW_KIND_JKD = 1 } jackdaw_kind;

/* As in StripOptions (transcode.h). */
typedef enum jackdaw_strip {
  JACKDAW_STRIP_METADATA = 1, /* all but the orientation; and what follows the image */
  JACKDAW_STRIP_ORIENTATION = 2,
  JACKDAW_STRIP_GPS = 4,
  JACKDAW_STRIP_PREVIEWS = 8
} jackdaw_strip;

typedef struct jackdaw_options jackdaw_options; /* created with defaults */
typedef struct jackdaw_buffer jackdaw_buffer;   /* result bytes, or an error and its message */

/* Receives how much is done, in thousandths: never less than before, never two calls at a time, and
 * 1000 once at the end of a call that succeeds. */
typedef void (*jackdaw_progress_function)(void* user, uint32_t per_mille);
/* Not 0: the call returns JACKDAW_CANCELLED as soon as it can, within about 100 ms. Asked often, by
 * several threads at a time. */
typedef int (*jackdaw_cancel_function)(void* user);
/* Fills at most `size` (not 0) bytes and returns how many; 0: the end; negative: failure. */
typedef ptrdiff_t (*jackdaw_read_function)(void* user, uint8_t* data, size_t size);
/* Takes all `size` (not 0) bytes; not 0: failure. Called several times, in order. */
typedef int (*jackdaw_write_function)(void* user, const uint8_t* data, size_t size);

/* Fills all `size` bytes of `data` from the byte `offset` of a file on; not 0: failure. */
typedef int (*jackdaw_read_at_function)(void* user, uint64_t offset, uint8_t* data, size_t size);

/* ---- Options. `options` must not be NULL unless a comment says so. ---- */

/* Defaults: one thread, 1 GiB, verification, preset "default". NULL when out of memory. */
jackdaw_options* jackdaw_options_create(void);
void jackdaw_options_destroy(jackdaw_options* options); /* NULL is fine */

/* Threads for one file, at least 1. The result does not depend on it. Checked by the call that uses
 * the options, which returns JACKDAW_INVALID_ARGUMENT. */
void jackdaw_options_set_threads(jackdaw_options* options, int num_threads);
/* Upper bound for what one call allocates. compress stores files that would need more; other
 * functions return JACKDAW_LIMIT_EXCEEDED. */
void jackdaw_options_set_memory_limit(jackdaw_options* options, uint64_t bytes);
/* Not 0: compress functions decode their result and compare it before they return it. */
void jackdaw_options_set_verify(jackdaw_options* options, int verify);
/* Bands that are coded apart, each on a thread; 0: chosen from the size of the image. */
void jackdaw_options_set_slices(jackdaw_options* options, uint32_t num_slices);
/* "fast", "balanced", "default" or "parallel"; JACKDAW_INVALID_ARGUMENT for any other, or NULL. */
jackdaw_status jackdaw_options_set_preset(jackdaw_options* options, const char* name);
/* A base name of at most 4096 bytes to store in the .jkd, which is copied; "" or NULL: none.
 * JACKDAW_INVALID_ARGUMENT for a path; JACKDAW_LIMIT_EXCEEDED when out of memory. */
jackdaw_status jackdaw_options_set_file_name(jackdaw_options* options, const char* name);
/* What compress_lossy, transcode and encode aim at; at first quality 100. The call that uses it
 * returns JACKDAW_INVALID_ARGUMENT for a value out of range. This and the five below: not in the
 * decoder. */
void jackdaw_options_set_target(jackdaw_options* options, jackdaw_target target, double value);
/* At first JACKDAW_TUNE_VISUAL. */
void jackdaw_options_set_tune(jackdaw_options* options, jackdaw_tune tune);
/* A file of attention networks (.jka), which is copied: they say where errors count for
 * JACKDAW_TUNE_VISUAL; see jackdaw::AttentionOptions. NULL with 0: none, as at first. The call that
 * uses it returns JACKDAW_CORRUPT, JACKDAW_TRUNCATED or JACKDAW_UNSUPPORTED for another file.
 * JACKDAW_LIMIT_EXCEEDED when out of memory. */
jackdaw_status jackdaw_options_set_attention(jackdaw_options* options, const uint8_t* data,
                                             size_t size);
/* Codings that compress_lossy, transcode and encode may spend on the step tables of the very
 * picture, each about as long as the first one; 0, as at first, or less: none. */
void jackdaw_options_set_refine(jackdaw_options* options, int num_codings);
/* Scans that transcode and encode write. */
void jackdaw_options_set_scans(jackdaw_options* options, jackdaw_scans scans);
/* What transcode leaves out: a sum of JACKDAW_STRIP_ values, 0 for nothing. */
void jackdaw_options_set_strip(jackdaw_options* options, int strip);
/* Of encode, not in the decoder: the sampling, and what the JPEG says beside the picture, which is
 * copied; NULL with 0: none. JACKDAW_LIMIT_EXCEEDED when out of memory. */
void jackdaw_options_set_sampling(jackdaw_options* options, jackdaw_sampling sampling);
jackdaw_status jackdaw_options_set_icc(jackdaw_options* options, const uint8_t* data, size_t size);
jackdaw_status jackdaw_options_set_exif(jackdaw_options* options, const uint8_t* data, size_t size);
/* Not 0: decompress_pixels and decompress_jkd_pixels restore the picture by networks; see
 * jackdaw/pixels.h. At first 0. The call returns JACKDAW_UNSUPPORTED where that is not built in,
 * and JACKDAW_IO where oneDNN, which it needs, cannot be loaded. */
void jackdaw_options_set_restore(jackdaw_options* options, int restore);
/* Where restore is set: a file of networks (.jkr), which is copied, in place of those that ship;
 * NULL with 0: those. all_orientations not 0: see RestorationOptions. The call returns
 * JACKDAW_INVALID_ARGUMENT for another file. JACKDAW_LIMIT_EXCEEDED when out of memory. */
jackdaw_status jackdaw_options_set_restoration(jackdaw_options* options, const uint8_t* data,
                                               size_t size, int all_orientations);
/* Not 0: the same functions restore the picture with texture; see jackdaw/pixels.h. At first 0. The
 * call returns errors as with restore. */
void jackdaw_options_set_built_in_texture(jackdaw_options* options, int texture);
/* A file of networks of texture (.jkr), which is copied: the same, by them. NULL with 0: none, as
 * at first. The call returns JACKDAW_INVALID_ARGUMENT for another file, and errors as with restore.
 * JACKDAW_LIMIT_EXCEEDED when out of memory. */
jackdaw_status jackdaw_options_set_texture(jackdaw_options* options, const uint8_t* data,
                                           size_t size);
/* Not 0: the same functions also give jackdaw_buffer_headers. At first 0. */
void jackdaw_options_set_headers(jackdaw_options* options, int headers);
/* NULL: no function. `user` is handed to it. JACKDAW_LIMIT_EXCEEDED when out of memory. */
jackdaw_status jackdaw_options_set_progress(jackdaw_options* options,
                                            jackdaw_progress_function progress, void* user);
jackdaw_status jackdaw_options_set_cancel(jackdaw_options* options, jackdaw_cancel_function cancel,
                                          void* user);
/* For tests: "scalar", "avx2", "avx512" or "neon"; "" or NULL: the fastest that runs here. All give
 * the same bytes. The call that uses it returns JACKDAW_INVALID_ARGUMENT for one that does not run.
 * JACKDAW_LIMIT_EXCEEDED when out of memory. */
jackdaw_status jackdaw_options_set_kernels(jackdaw_options* options, const char* name);
/* The same for what verification decodes with; "" or NULL: as jackdaw_options_set_kernels says. */
jackdaw_status jackdaw_options_set_verify_kernels(jackdaw_options* options, const char* name);

/* ---- Bytes to bytes. ----
 *
 * options may be NULL for defaults. *out is always set (to NULL when out of memory) and must be
 * destroyed, also after an error: it then holds the message. data may be NULL when size is 0.
 * Without further word, all return JACKDAW_INVALID_ARGUMENT for arguments and options that make no
 * sense, JACKDAW_LIMIT_EXCEEDED and JACKDAW_CANCELLED. */

/* Any bytes to a .jkd file, at most 32 bytes larger beside the file name. Outcome, and as message
 * why it is not JACKDAW_MODELLED. Not in the decoder. */
jackdaw_status jackdaw_compress(const uint8_t* data, size_t size, const jackdaw_options* options,
                                jackdaw_buffer** out);
/* A .jkd file to the original bytes, and its file name. Damage is JACKDAW_CORRUPT or
 * JACKDAW_TRUNCATED, never wrong bytes; JACKDAW_UNSUPPORTED and JACKDAW_MODEL_MISMATCH: a file of
 * another version. */
jackdaw_status jackdaw_decompress(const uint8_t* data, size_t size, const jackdaw_options* options,
                                  jackdaw_buffer** out);
/* A JPEG file to a .jkd file at the options' target, with loss values (jackdaw_buffer_lossless,
 * ...). JACKDAW_UNSUPPORTED: nothing lossy can be made of it; JACKDAW_INVALID_ARGUMENT also for
 * targets out of reach (see the message). Not in the decoder. */
jackdaw_status jackdaw_compress_lossy(const uint8_t* data, size_t size,
                                      const jackdaw_options* options, jackdaw_buffer** out);
/* A JPEG file to a JPEG file that is not larger, at the options' target, with loss values. Errors
 * as jackdaw_compress_lossy. Not in the decoder. */
jackdaw_status jackdaw_transcode(const uint8_t* data, size_t size, const jackdaw_options* options,
                                 jackdaw_buffer** out);
/* A .jkd or JPEG file to samples [height][width][channels] of 8 bits, 1 (grey) or 3 (RGB) channels.
 * Errors as jackdaw_decompress; JACKDAW_UNSUPPORTED: no pixels can be made of it. Not in the
 * decoder. */
jackdaw_status jackdaw_decompress_pixels(const uint8_t* data, size_t size,
                                         const jackdaw_options* options, jackdaw_buffer** out);
/* The same of a .jkd whose main image is modelled whole; JACKDAW_UNSUPPORTED for others. */
jackdaw_status jackdaw_decompress_jkd_pixels(const uint8_t* data, size_t size,
                                             const jackdaw_options* options, jackdaw_buffer** out);
/* The JPEG's first bytes, through the header of its first scan, without decoding its picture.
 * Errors as jackdaw_decompress; JACKDAW_UNSUPPORTED: there is no JPEG. */
jackdaw_status jackdaw_decompress_headers(const uint8_t* data, size_t size,
                                          const jackdaw_options* options, jackdaw_buffer** out);
/* The quantized coefficients of the main image: jackdaw_buffer_component and what is named with it
 * below; no bytes. Errors as jackdaw_decompress; JACKDAW_UNSUPPORTED for damaged or truncated scans
 * and where there is no JPEG that can be modelled. Not in the decoder. */
jackdaw_status jackdaw_decompress_coefficients(const uint8_t* data, size_t size,
                                               const jackdaw_options* options,
                                               jackdaw_buffer** out);
/* What the header and the section table of a .jkd say, without decoding it, as JSON text (UTF-8, no
 * NUL): `info` of docs/json.md. Takes microseconds; looks at no options. Errors as
 * jackdaw_decompress. */
jackdaw_status jackdaw_read_summary(const uint8_t* data, size_t size, jackdaw_buffer** out);
/* The same for a file of `size` bytes that is not in memory: reads 8 KiB, and for a file of many
 * parts a few bytes more. JACKDAW_IO when read_at fails. */
jackdaw_status jackdaw_read_summary_at(jackdaw_read_at_function read_at, void* user, uint64_t size,
                                       jackdaw_buffer** out);
/* Compares the check over the whole file that a .jkd holds with its bytes, which are read once, in
 * order, in pieces of at most 256 KiB; nothing is decoded. JACKDAW_OK: they agree. Any single
 * changed byte is JACKDAW_CORRUPT, as is larger damage but for one case in 2^32. JACKDAW_IO when
 * read_at fails. */
jackdaw_status jackdaw_compare_check(jackdaw_read_at_function read_at, void* user, uint64_t size,
                                     jackdaw_buffer** out);
/* Whether a file of networks (.jkr) can be used for jackdaw_options_set_restoration and
 * jackdaw_options_set_texture. JACKDAW_INVALID_ARGUMENT: it cannot (see the message). */
jackdaw_status jackdaw_check_restoration_networks(const uint8_t* data, size_t size,
                                                  jackdaw_buffer** out);
/* The same of a file (.jka) for jackdaw_options_set_attention, with the errors that are named
 * there. Not in the decoder. */
jackdaw_status jackdaw_check_attention_networks(const uint8_t* data, size_t size,
                                                jackdaw_buffer** out);
/* The report of jackdaw::Inspect on a .jkd, which is decoded for it, or on any other file: `info`
 * of docs/json.md. Errors as jackdaw_decompress. Not in the decoder. */
jackdaw_status jackdaw_inspect(const uint8_t* data, size_t size, const jackdaw_options* options,
                               jackdaw_buffer** out);

/* ---- Pixels to bytes. Not in the decoder. ---- */

/* Rows of interleaved samples, `stride` samples apart (0: no gaps), 1 channel (grey) or 3 (RGB);
 * 0 is black, max_value white (0: 255, for encode16 65535). The target that is not set is quality
 * 100, the finest. JACKDAW_INVALID_ARGUMENT also for NULL and for pictures without pixels. */
jackdaw_status jackdaw_encode8(const uint8_t* samples, uint32_t width, uint32_t height,
                               int channels, size_t stride, uint32_t max_value, jackdaw_kind kind,
                               const jackdaw_options* options, jackdaw_buffer** out);
jackdaw_status jackdaw_encode16(const uint16_t* samples, uint32_t width, uint32_t height,
                                int channels, size_t stride, uint32_t max_value, jackdaw_kind kind,
                                const jackdaw_options* options, jackdaw_buffer** out);

/* ---- Functions in place of bytes. The whole input is kept in memory. ---- */

/* Reads until the end of the input, at most max_bytes. JACKDAW_IO when `read` fails,
 * JACKDAW_LIMIT_EXCEEDED for more bytes. */
jackdaw_status jackdaw_buffer_read(jackdaw_read_function read, void* user, uint64_t max_bytes,
                                   jackdaw_buffer** out);
/* Hands the bytes of a buffer to `write`, in pieces. JACKDAW_IO when that fails. */
jackdaw_status jackdaw_buffer_write(const jackdaw_buffer* buffer, jackdaw_write_function write,
                                    void* user);
/* As jackdaw_compress and jackdaw_decompress from `read` (at most the memory limit) to `write`,
 * which share `user`. After success *out holds all but the bytes. `write` is only called when the
 * result is whole. compress_stream: not in the decoder. */
jackdaw_status jackdaw_compress_stream(jackdaw_read_function read, jackdaw_write_function write,
                                       void* user, const jackdaw_options* options,
                                       jackdaw_buffer** out);
jackdaw_status jackdaw_decompress_stream(jackdaw_read_function read, jackdaw_write_function write,
                                         void* user, const jackdaw_options* options,
                                         jackdaw_buffer** out);

/* ---- Results. `buffer` must not be NULL. ---- */

const uint8_t* jackdaw_buffer_data(const jackdaw_buffer* buffer);
size_t jackdaw_buffer_size(const jackdaw_buffer* buffer);
jackdaw_outcome jackdaw_buffer_outcome(const jackdaw_buffer* buffer); /* of compress and inspect */
/* The error, why compress did not model all of a file, or "". */
const char* jackdaw_buffer_message(const jackdaw_buffer* buffer);
const char* jackdaw_buffer_file_name(const jackdaw_buffer* buffer); /* of decompress, or "" */
/* Of compress_lossy and transcode; not in the decoder. lossless: nothing was lost. lambda: that
 * gave the result. psnr_db: of all components as RGB; psnr_y_db: of luma alone (RGB, CMYK: all);
 * infinite when lossless. copied: transcode found nothing smaller. progressive: the scans that
 * transcode wrote. */
int jackdaw_buffer_lossless(const jackdaw_buffer* buffer);
double jackdaw_buffer_lambda(const jackdaw_buffer* buffer);
double jackdaw_buffer_psnr_db(const jackdaw_buffer* buffer);
double jackdaw_buffer_psnr_y_db(const jackdaw_buffer* buffer);
int jackdaw_buffer_copied(const jackdaw_buffer* buffer);
int jackdaw_buffer_progressive(const jackdaw_buffer* buffer);
/* Of transcode: what strip left out, by name and size. Of transcode and compress_lossy: warnings,
 * one line each, such as of places of previews that are no longer right. Both count from 0; NULL
 * for a number that is too large. They live as long as the buffer. Not in the decoder. */
size_t jackdaw_buffer_num_removed(const jackdaw_buffer* buffer);
const char* jackdaw_buffer_removed(const jackdaw_buffer* buffer, size_t number);
size_t jackdaw_buffer_num_warnings(const jackdaw_buffer* buffer);
const char* jackdaw_buffer_warning(const jackdaw_buffer* buffer, size_t number);
/* Of encode: what was taken; else JACKDAW_SAMPLING_AUTO. Not in the decoder. Its lambda, PSNR and
 * scans are those above. */
jackdaw_sampling jackdaw_buffer_sampling(const jackdaw_buffer* buffer);
/* Of decompress_pixels and decompress_coefficients; else 0. channels: of pixels alone. */
uint32_t jackdaw_buffer_width(const jackdaw_buffer* buffer);
uint32_t jackdaw_buffer_height(const jackdaw_buffer* buffer);
int jackdaw_buffer_channels(const jackdaw_buffer* buffer);
/* Of decompress_pixels and decompress_jkd_pixels with jackdaw_options_set_headers: the JPEG's first
 * bytes, as of decompress_headers; else *size is 0. */
const uint8_t* jackdaw_buffer_headers(const jackdaw_buffer* buffer, size_t* size);
/* Of decompress_coefficients; not in the decoder. Components count from 0, in the order of the
 * frame header; NULL for a number that is too large. They live as long as the buffer. precision:
 * bits of a sample. jackdaw_buffer_progressive says whether the JPEG is progressive. */
size_t jackdaw_buffer_num_components(const jackdaw_buffer* buffer);
const jackdaw_component* jackdaw_buffer_component(const jackdaw_buffer* buffer, size_t number);
int jackdaw_buffer_precision(const jackdaw_buffer* buffer);
void jackdaw_buffer_destroy(jackdaw_buffer* buffer); /* NULL is fine */

/* ---- The library. The texts live for ever. ---- */

/* Whether the bytes start with the signature of a .jkd file; 0 for NULL. */
int jackdaw_is_jkd(const uint8_t* data, size_t size);
/* XXH3-128 of any bytes, seed 0, big-endian, into hash[16]: as "content_hash" of read_summary shows
 * it of the original, in hexadecimal. */
void jackdaw_content_hash(const uint8_t* data, size_t size, uint8_t* hash);
/* "truncated", "corrupt", ...; "ok" for JACKDAW_OK. */
const char* jackdaw_status_name(jackdaw_status status);
/* Whether restoration is built in and oneDNN, which it needs, is there: it is loaded, which takes
 * some 20 ms the first time. */
int jackdaw_can_restore_pixels(void);
const char* jackdaw_version(void); /* "0.2.0": of the library, not of this header */
/* JACKDAW_ABI_VERSION of the library; a program that was built with another must not use it. */
int jackdaw_abi_version(void);
/* Version, commit, kernels in use and ids of models as JSON text; see jackdaw/version.h.
 * JACKDAW_LIMIT_EXCEEDED when out of memory. */
jackdaw_status jackdaw_build_info(jackdaw_buffer** out);

#ifdef __cplusplus
}
#endif

#endif /* JACKDAW_JACKDAW_C_H_ */
