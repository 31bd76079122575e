// Coefficient shards: what training needs of JPEG files, readable without any JPEG library.
//
// File, little-endian: "JKSH", u32 version 1, then per image: u32 length of the name, name, u64
// bytes of the JPEG file, u32 components; per component: u32 width and height in blocks, u32
// horizontal and vertical sampling factor, u16 quant[64] (zigzag, zeros replaced by 1), int16
// levels[height][width][64] (zigzag). An image's bytes from "u32 components" on are one zstd frame,
// preceded by its u64 compressed and u64 uncompressed length.
#ifndef JACKDAW_APPS_TRAIN_SHARD_H_
#define JACKDAW_APPS_TRAIN_SHARD_H_

#include <array>
#include <cstdint>
#include <fstream>
#include <string>
#include <vector>

namespace jackdaw::train {

struct Component {
  uint32_t width = 0, height = 0;  // blocks
  uint32_t h = 1, v = 1;           // sampling factors
  std::array<uint16_t, 64> quant{};
  std::vector<int16_t> levels;  // [height][width][64], zigzag

  const int16_t* Block(int row, int col) const {
    return levels.data() + (static_cast<size_t>(row) * width + static_cast<size_t>(col)) * 64;
  }
};

// The coefficients of one JPEG file.
struct TrainingImage {
  std::string name;
  uint64_t file_bytes = 0;
  std::vector<Component> components;
};

class ShardWriter {
 public:
  // Throws std::runtime_error, as everything here does, when the file cannot be written.
  explicit ShardWriter(const std::string& path);
  void Add(const TrainingImage& image);
  void Close();

 private:
  std::ofstream out_;
  std::string path_;
};

// All images of a shard, in file order.
std::vector<TrainingImage> ReadShard(const std::string& path);

}  // namespace jackdaw::train

#endif  // JACKDAW_APPS_TRAIN_SHARD_H_
