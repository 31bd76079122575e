// Needs the codec (and so libjpeg); machines that only train are given shards made elsewhere.
#include "apps/train/pack.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>

#include "apps/train/files/read_file.h"
#include "apps/train/shard.h"
#include "codec/jpeg/jpeg_codec.h"

namespace jackdaw::train {

namespace {

namespace fs = std::filesystem;

std::vector<fs::path> CollectFiles(const std::vector<std::string>& paths) {
  std::vector<fs::path> files;
  for (const std::string& path : paths) {
    if (!fs::is_directory(path)) {
      files.emplace_back(path);
      continue;
    }
    for (const auto& entry : fs::recursive_directory_iterator(path)) {
      if (entry.is_regular_file()) files.push_back(entry.path());
    }
  }
  std::sort(files.begin(), files.end());
  return files;
}

// The blocks that cover the picture; the padding up to whole MCUs is left out.
Component ToComponent(const jpeg::FrameComponent& from, const jpeg::CoeffPlane& plane) {
  Component to;
  to.width = from.width_blocks;
  to.height = from.height_blocks;
  to.h = from.h;
  to.v = from.v;
  for (size_t k = 0; k < 64; ++k) to.quant[k] = std::max<uint16_t>(from.quant[k], 1);
  to.levels.resize(size_t{to.width} * to.height * 64);
  for (uint32_t row = 0; row < to.height; ++row) {
    const int16_t* begin = plane.Block(row, 0);
    std::copy(begin, begin + size_t{to.width} * 64,
              to.levels.begin() + static_cast<std::ptrdiff_t>(size_t{row} * to.width * 64));
  }
  return to;
}

}  // namespace

int Pack(const std::vector<std::string>& paths, const std::string& output) {
  ShardWriter writer(output);
  int count = 0;
  for (const fs::path& path : CollectFiles(paths)) {
    const Bytes file = ReadFile(path);
    const auto split = jpeg::SplitJpeg(file, jpeg::JpegLimits{});
    if (!split.ok()) {
      std::fprintf(stderr, "%s: left out: %s\n", path.c_str(), split.error().message.c_str());
      continue;
    }
    TrainingImage image{path.filename().string(), file.size(), {}};
    const jpeg::Frame& frame = split.value().frame;
    for (size_t c = 0; c < frame.components.size(); ++c) {
      image.components.push_back(ToComponent(frame.components[c], split.value().planes[c]));
    }
    writer.Add(image);
    ++count;
  }
  writer.Close();
  return count;
}

}  // namespace jackdaw::train
