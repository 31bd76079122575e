// Decodes .jkd files with jackdaw::decoder alone: decoder_program FILE... Each file carries the
// hash of its original, which Decompress compares.
#include <cstdio>
#include <fstream>
#include <iterator>
#include <vector>

#include "jackdaw/jackdaw.h"
#include "jackdaw/jackdaw_c.h"

namespace {

bool Decodes(const char* path) {
  std::ifstream file(path, std::ios::binary);
  const std::vector<char> content{std::istreambuf_iterator<char>(file), {}};
  const std::vector<uint8_t> jkd(content.begin(), content.end());
  const auto result = jackdaw::Decompress(jkd);
  if (!result.ok()) {
    std::fprintf(stderr, "%s: %s\n", path, result.error().message.c_str());
    return false;
  }
  jackdaw_buffer* buffer = nullptr;
  const bool same = jackdaw_decompress(jkd.data(), jkd.size(), nullptr, &buffer) == JACKDAW_OK &&
                    jackdaw_buffer_size(buffer) == result.value().bytes.size();
  jackdaw_buffer_destroy(buffer);
  return same;
}

}  // namespace

int main(int argc, char** argv) {
  int num_failed = argc > 1 ? 0 : 1;
  for (int i = 1; i < argc; ++i) num_failed += Decodes(argv[i]) ? 0 : 1;
  std::printf("decoder: %d files, %d failed\n", argc - 1, num_failed);
  return num_failed == 0 ? 0 : 1;
}
