/* Round trip through the installed C API; also proves that the header is C99. */
#include <jackdaw/jackdaw_c.h>
#include <stdio.h>
#include <string.h>

int main(void) {
  static const char text[] = "a consumer of the installed package, of the installed package";
  jackdaw_buffer* compressed = NULL;
  jackdaw_buffer* restored = NULL;
  int result = 1;
  if (jackdaw_compress((const uint8_t*)text, sizeof text, NULL, &compressed) == JACKDAW_OK &&
      jackdaw_decompress(jackdaw_buffer_data(compressed), jackdaw_buffer_size(compressed), NULL,
                         &restored) == JACKDAW_OK &&
      jackdaw_buffer_size(restored) == sizeof text &&
      memcmp(jackdaw_buffer_data(restored), text, sizeof text) == 0) {
    printf("consumer_c %s ok\n", jackdaw_version());
    result = 0;
  }
  jackdaw_buffer_destroy(compressed);
  jackdaw_buffer_destroy(restored);
  return result;
}
