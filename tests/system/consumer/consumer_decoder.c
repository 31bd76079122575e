/* Decodes a .jkd file with the decoder library alone: consumer_decoder FILE. */
#include <jackdaw/jackdaw_c.h>
#include <stdio.h>

static ptrdiff_t read_file(void* user, uint8_t* data, size_t size) {
  FILE* file = (FILE*)user;
  const size_t n = fread(data, 1, size, file);
  return n == 0 && ferror(file) ? -1 : (ptrdiff_t)n;
}

static int discard(void* user, const uint8_t* data, size_t size) {
  (void)user;
  (void)data;
  return size == 0;
}

int main(int argc, char** argv) {
  jackdaw_buffer* result = NULL;
  jackdaw_status status;
  FILE* file = argc == 2 ? fopen(argv[1], "rb") : NULL;
  if (file == NULL || jackdaw_abi_version() != JACKDAW_ABI_VERSION) return 2;
  status = jackdaw_decompress_stream(read_file, discard, file, NULL, &result);
  printf("consumer_decoder %s %s\n", jackdaw_version(), jackdaw_status_name(status));
  jackdaw_buffer_destroy(result);
  fclose(file);
  return status == JACKDAW_OK ? 0 : 1;
}
