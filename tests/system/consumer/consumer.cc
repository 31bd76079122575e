// Round trip through the installed C++ API.
#include <jackdaw/jackdaw.h>
#include <jackdaw/pixels.h>

#include <cstdio>
#include <string>
#include <vector>

int main() {
  const std::string text = "a consumer of the installed package, of the installed package";
  const std::vector<uint8_t> input(text.begin(), text.end());
  jackdaw::CompressOptions options;
  options.file_name = "note.txt";
  const auto compressed = jackdaw::Compress(input, options);
  if (!compressed.ok() || !jackdaw::IsJkd(compressed.value().bytes)) return 1;
  const auto restored = jackdaw::Decompress(compressed.value().bytes);
  if (!restored.ok() || restored.value().bytes != input) return 2;
  if (restored.value().file_name != "note.txt") return 3;
  const auto info = jackdaw::Inspect(compressed.value().bytes);
  if (!info.ok() || !info.value().is_jkd) return 4;
  const auto loaded = jackdaw::LoadRestoration();
  if (!loaded.ok()) std::printf("consumer_cpp: %s\n", loaded.error().message.c_str());
  std::printf("consumer_cpp %s ok\n", jackdaw::OutcomeName(compressed.value().outcome));
  return 0;
}
