#include "apps/train/shard.h"

#include <zstd.h>

#include <cstring>
#include <stdexcept>

namespace jackdaw::train {

namespace {

constexpr char kMagic[4] = {'J', 'K', 'S', 'H'};
constexpr uint32_t kVersion = 1;
constexpr uint64_t kMaxImageBytes = uint64_t{1} << 33;

template <class T>
void Put(const T& value, std::string* out) {
  out->append(reinterpret_cast<const char*>(&value), sizeof(value));
}

class Cursor {
 public:
  explicit Cursor(const std::string& bytes) : bytes_(bytes) {}
  void Take(void* out, size_t size) {
    if (size > bytes_.size() - at_) throw std::runtime_error("shard: image ends early");
    std::memcpy(out, bytes_.data() + at_, size);
    at_ += size;
  }
  template <class T>
  T Get() {
    T value;
    Take(&value, sizeof(value));
    return value;
  }
  size_t remaining() const { return bytes_.size() - at_; }

 private:
  const std::string& bytes_;
  size_t at_ = 0;
};

template <class T>
T ReadNumber(std::ifstream& in) {
  T value{};
  in.read(reinterpret_cast<char*>(&value), sizeof(value));
  return value;
}

std::string Serialize(const TrainingImage& image) {
  std::string out;
  Put(static_cast<uint32_t>(image.components.size()), &out);
  for (const Component& c : image.components) {
    for (const uint32_t number : {c.width, c.height, c.h, c.v}) Put(number, &out);
    Put(c.quant, &out);
    out.append(reinterpret_cast<const char*>(c.levels.data()), c.levels.size() * sizeof(int16_t));
  }
  return out;
}

void Parse(const std::string& bytes, TrainingImage* image) {
  Cursor in(bytes);
  image->components.resize(in.Get<uint32_t>() & 7);
  for (Component& c : image->components) {
    for (uint32_t* number : {&c.width, &c.height, &c.h, &c.v}) *number = in.Get<uint32_t>();
    c.quant = in.Get<std::array<uint16_t, 64>>();
    const uint64_t count = uint64_t{c.width} * c.height * 64;
    if (count > in.remaining() / 2) throw std::runtime_error("shard: image ends early");
    c.levels.resize(count);
    in.Take(c.levels.data(), count * sizeof(int16_t));
  }
}

}  // namespace

ShardWriter::ShardWriter(const std::string& path) : out_(path, std::ios::binary), path_(path) {
  out_.write(kMagic, sizeof(kMagic));
  out_.write(reinterpret_cast<const char*>(&kVersion), sizeof(kVersion));
  if (!out_) throw std::runtime_error(path + ": cannot be written");
}

void ShardWriter::Add(const TrainingImage& image) {
  const std::string bytes = Serialize(image);
  std::string packed(ZSTD_compressBound(bytes.size()), '\0');
  const size_t size =
      ZSTD_compress(packed.data(), packed.size(), bytes.data(), bytes.size(), /*level=*/3);
  if (ZSTD_isError(size) != 0) throw std::runtime_error("shard: zstd failed");
  std::string head;
  Put(static_cast<uint32_t>(image.name.size()), &head);
  head += image.name;
  Put(image.file_bytes, &head);
  Put(static_cast<uint64_t>(size), &head);
  Put(static_cast<uint64_t>(bytes.size()), &head);
  out_.write(head.data(), static_cast<std::streamsize>(head.size()));
  out_.write(packed.data(), static_cast<std::streamsize>(size));
}

void ShardWriter::Close() {
  out_.close();
  if (!out_) throw std::runtime_error(path_ + ": cannot be written");
}

std::vector<TrainingImage> ReadShard(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  char magic[4] = {};
  in.read(magic, sizeof(magic));
  if (std::memcmp(magic, kMagic, sizeof(magic)) != 0 || ReadNumber<uint32_t>(in) != kVersion) {
    throw std::runtime_error(path + ": not a coefficient shard of version 1");
  }
  std::vector<TrainingImage> images;
  while (in.peek() != std::ifstream::traits_type::eof()) {
    TrainingImage image;
    const auto name_size = ReadNumber<uint32_t>(in);
    if (name_size > 4096) throw std::runtime_error(path + ": damaged shard");
    image.name.resize(name_size);
    in.read(image.name.data(), name_size);
    image.file_bytes = ReadNumber<uint64_t>(in);
    const auto packed_size = ReadNumber<uint64_t>(in), size = ReadNumber<uint64_t>(in);
    if (!in || packed_size > kMaxImageBytes || size > kMaxImageBytes) {
      throw std::runtime_error(path + ": damaged shard");
    }
    std::string packed(packed_size, '\0'), bytes(size, '\0');
    in.read(packed.data(), static_cast<std::streamsize>(packed_size));
    const size_t got = ZSTD_decompress(bytes.data(), size, packed.data(), packed_size);
    if (!in || ZSTD_isError(got) != 0 || got != size) {
      throw std::runtime_error(path + ": damaged shard");
    }
    Parse(bytes, &image);
    images.push_back(std::move(image));
  }
  return images;
}

}  // namespace jackdaw::train
