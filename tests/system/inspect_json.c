/* Prints what jackdaw_inspect says of a file, for json_test.sh. */
#include <stdio.h>
#include <stdlib.h>

#include "jackdaw/jackdaw_c.h"

int main(int argc, char** argv) {
  FILE* file = argc == 2 ? fopen(argv[1], "rb") : NULL;
  if (file == NULL) return 2;
  const size_t capacity = 1 << 24;
  uint8_t* data = malloc(capacity);
  if (data == NULL) return 2;
  const size_t size = fread(data, 1, capacity, file);
  fclose(file);
  jackdaw_buffer* json = NULL;
  const jackdaw_status status = jackdaw_inspect(data, size, NULL, &json);
  if (status == JACKDAW_OK) {
    fwrite(jackdaw_buffer_data(json), 1, jackdaw_buffer_size(json), stdout);
  } else if (json != NULL) {
    fprintf(stderr, "%s\n", jackdaw_buffer_message(json));
  }
  jackdaw_buffer_destroy(json);
  free(data);
  return status == JACKDAW_OK ? 0 : 1;
}
