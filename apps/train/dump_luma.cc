#include "apps/train/dump_luma.h"

#include <filesystem>
#include <fstream>

#include "apps/train/files/read_file.h"
#include "codec/jpeg/jpeg_codec.h"

namespace jackdaw::train {
namespace {

template <class T>
void Write(std::ofstream& out, const T* data, size_t count) {
  out.write(reinterpret_cast<const char*>(data), static_cast<std::streamsize>(count * sizeof(T)));
}

bool Dump(const std::filesystem::path& path, const std::filesystem::path& directory) {
  const auto split = jpeg::SplitJpeg(ReadFile(path), jpeg::JpegLimits{});
  if (!split.ok()) return false;
  const jpeg::CoeffPlane& plane = split.value().planes[0];
  std::ofstream out(directory / (path.stem().string() + ".bin"), std::ios::binary);
  const int32_t size[2] = {static_cast<int32_t>(plane.height_blocks),
                           static_cast<int32_t>(plane.width_blocks)};
  Write(out, size, 2);
  uint16_t quant[64];
  for (size_t k = 0; k < 64; ++k) {
    quant[jpeg::kZigzagToNatural[k]] = split.value().frame.components[0].quant[k];
  }
  Write(out, quant, 64);
  for (size_t i = 0; i < plane.coeffs.size(); i += 64) {
    int16_t block[64];
    for (size_t k = 0; k < 64; ++k) block[jpeg::kZigzagToNatural[k]] = plane.coeffs[i + k];
    Write(out, block, 64);
  }
  return out.good();
}

}  // namespace

int DumpLuma(const std::vector<std::string>& files, const std::string& folder) {
  int written = 0;
  for (const std::string& file : files) written += Dump(file, folder) ? 1 : 0;
  return written;
}

}  // namespace jackdaw::train
