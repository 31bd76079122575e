/* The C API of Jackdaw: the same as jackdaw.h with opaque handles. Plain C99. */
#ifndef JACKDAW_JACKDAW_C_H_
#define JACKDAW_JACKDAW_C_H_

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* 0 is success; others as jackdaw::ErrorCode. */
typedef enum jackdaw_status {
  JACKDAW_OK = 0,
  JACKDAW_TRUNCATED = 1,
  JACKDAW_CORRUPT = 2,
  JACKDAW_UNSUPPORTED = 3,
  JACKDAW_LIMIT_EXCEEDED = 4,
  JACKDAW_MODEL_MISMATCH = 5,
  JACKDAW_IO = 6,
  JACKDAW_INTERNAL = 7,
  JACKDAW_INVALID_ARGUMENT = 8
} jackdaw_status;

typedef enum jackdaw_outcome {
  JACKDAW_MODELLED = 0,
  JACKDAW_PARTIAL = 1,
  JACKDAW_STORED = 2
} jackdaw_outcome;

typedef struct jackdaw_options jackdaw_options; /* created with defaults */
typedef struct jackdaw_buffer jackdaw_buffer;   /* result bytes, or an error and its message */

jackdaw_options* jackdaw_options_create(void);          /* NULL when out of memory */
void jackdaw_options_destroy(jackdaw_options* options); /* NULL is fine */
void jackdaw_options_set_threads(jackdaw_options* options, int num_threads);
void jackdaw_options_set_memory_limit(jackdaw_options* options, uint64_t bytes);
void jackdaw_options_set_verify(jackdaw_options* options, int verify);
void jackdaw_options_set_slices(jackdaw_options* options, uint32_t num_slices);
/* "fast" or "default"; JACKDAW_INVALID_ARGUMENT for a name that this build does not have. */
jackdaw_status jackdaw_options_set_preset(jackdaw_options* options, const char* name);
jackdaw_status jackdaw_options_set_file_name(jackdaw_options* options, const char* name);

/* options may be NULL for defaults. *out is always set (NULL only when out of memory) and must be
 * destroyed, also after an error: it then holds the message. */
jackdaw_status jackdaw_compress(const uint8_t* data, size_t size, const jackdaw_options* options,
                                jackdaw_buffer** out);
jackdaw_status jackdaw_decompress(const uint8_t* data, size_t size, const jackdaw_options* options,
                                  jackdaw_buffer** out);
/* The report of jackdaw::Inspect as JSON text: `info` of docs/json.md. */
jackdaw_status jackdaw_inspect(const uint8_t* data, size_t size, const jackdaw_options* options,
                               jackdaw_buffer** out);

const uint8_t* jackdaw_buffer_data(const jackdaw_buffer* buffer);
size_t jackdaw_buffer_size(const jackdaw_buffer* buffer);
jackdaw_outcome jackdaw_buffer_outcome(const jackdaw_buffer* buffer); /* after compress */
const char* jackdaw_buffer_message(const jackdaw_buffer* buffer);     /* error or reason, or "" */
const char* jackdaw_buffer_file_name(const jackdaw_buffer* buffer);   /* after decompress, or "" */
void jackdaw_buffer_destroy(jackdaw_buffer* buffer);

int jackdaw_is_jkd(const uint8_t* data, size_t size);
const char* jackdaw_version(void); /* "0.1.0" */

#ifdef __cplusplus
}
#endif

#endif /* JACKDAW_JACKDAW_C_H_ */
