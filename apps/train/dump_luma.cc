// jackdaw-dump-luma: writes the first component of JPEGs as plain numbers, for fit_prediction.py.
//
// usage: jackdaw-dump-luma OUTPUT_DIRECTORY FILE...
// Each output holds int32 rows, columns; uint16 quant[64]; int16 levels[rows][columns][64]; all in
// natural order and the machine's byte order.
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "codec/jpeg/jpeg_codec.h"

namespace {

template <class T>
void Write(std::ofstream& out, const T* data, size_t count) {
  out.write(reinterpret_cast<const char*>(data), static_cast<std::streamsize>(count * sizeof(T)));
}

bool Dump(const std::filesystem::path& path, const std::filesystem::path& directory) {
  std::ifstream in(path, std::ios::binary);
  const jackdaw::Bytes file(std::istreambuf_iterator<char>(in), {});
  const auto split = jackdaw::SplitJpeg(file, jackdaw::JpegLimits{});
  if (!split.ok()) return false;
  const jackdaw::CoeffPlane& plane = split.value().planes[0];
  std::ofstream out(directory / (path.stem().string() + ".bin"), std::ios::binary);
  const int32_t size[2] = {static_cast<int32_t>(plane.height_blocks),
                           static_cast<int32_t>(plane.width_blocks)};
  Write(out, size, 2);
  uint16_t quant[64];
  for (size_t k = 0; k < 64; ++k) {
    quant[jackdaw::kZigzagToNatural[k]] = split.value().frame.components[0].quant[k];
  }
  Write(out, quant, 64);
  for (size_t i = 0; i < plane.coeffs.size(); i += 64) {
    int16_t block[64];
    for (size_t k = 0; k < 64; ++k) block[jackdaw::kZigzagToNatural[k]] = plane.coeffs[i + k];
    Write(out, block, 64);
  }
  return out.good();
}

}  // namespace

int main(int argc, char** argv) {
  int written = 0;
  for (int i = 2; i < argc; ++i) written += Dump(argv[i], argv[1]) ? 1 : 0;
  std::printf("%d of %d files written\n", written, argc - 2);
  return written > 0 ? 0 : 1;
}
