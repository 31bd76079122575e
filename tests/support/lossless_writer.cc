#include "tests/support/lossless_writer.h"

#include <algorithm>
#include <array>

#include "tests/support/huffman_spec.h"
#include "tests/support/jpeg_writer.h"
#include "tests/support/synthetic_image.h"
#include "tests/support/test_rng.h"

namespace jackdaw::test {
namespace {

uint32_t DivideUp(uint32_t a, uint32_t b) { return (a + b - 1) / b; }

struct Limits {
  uint32_t hmax = 1, vmax = 1, mcus_per_row = 1, mcu_rows = 1;
};

Limits LimitsOf(const LosslessPicture& picture) {
  Limits m;
  for (const LosslessComponent& c : picture.components) {
    m.hmax = std::max<uint32_t>(m.hmax, c.h);
    m.vmax = std::max<uint32_t>(m.vmax, c.v);
  }
  m.mcus_per_row = DivideUp(picture.width, m.hmax);
  m.mcu_rows = DivideUp(picture.height, m.vmax);
  return m;
}

// 0..65535 on a lattice of cells of 2^shift samples, smooth between its points.
int64_t SmoothNoise(uint64_t seed, uint32_t x, uint32_t y, int shift) {
  const auto at = [&](uint32_t i, uint32_t j) {
    return static_cast<int64_t>(Mix64(seed * 0x9E3779B97F4A7C15u + (uint64_t{i} << 32 | j)) >> 48);
  };
  const uint32_t i = x >> shift, j = y >> shift;
  const int64_t one = int64_t{1} << shift;
  const auto ease = [&](int64_t t) { return t * t * (3 * one - 2 * t) / (one * one); };
  const int64_t u = ease(x & static_cast<uint32_t>(one - 1)),
                v = ease(y & static_cast<uint32_t>(one - 1));
  const int64_t top = at(i, j) * (one - u) + at(i + 1, j) * u;
  const int64_t bottom = at(i, j + 1) * (one - u) + at(i + 1, j + 1) * u;
  return (top * (one - v) + bottom * v) / (one * one);
}

// Nearly normal, sigma about 256.
int64_t Noise(uint64_t seed, uint32_t x, uint32_t y) {
  uint64_t bits = Mix64(seed ^ Mix64(uint64_t{x} << 32 | y));
  int64_t sum = 0;
  for (int i = 0; i < 4; ++i, bits >>= 16) sum += static_cast<int64_t>(bits & 0x1FF) - 256;
  return sum * 256 / 296;
}

// Detectors blur: a quantum is seen by the elements around.
int64_t SharedNoise(uint64_t seed, uint32_t x, uint32_t y) {
  return (2 * Noise(seed, x + 1, y + 1) + Noise(seed, x, y + 1) + Noise(seed, x + 2, y + 1) +
          Noise(seed, x + 1, y) + Noise(seed, x + 1, y + 2)) /
         4;
}

// 0..65535.
int64_t Medical(uint64_t seed, const LosslessPicture& picture, uint32_t x, uint32_t y) {
  const int64_t dx = 2 * int64_t{x} - picture.width, dy = 2 * int64_t{y} - picture.height;
  const int64_t radius = std::max(picture.width, picture.height);
  if (dx * dx + dy * dy > radius * radius * 9 / 10) return 0;
  int64_t value = 9000 + SmoothNoise(seed, x, y, 6) / 4 + SmoothNoise(seed + 1, x, y, 4) / 16;
  if (SmoothNoise(seed + 2, x, y, 5) > 42000) value += 14000;  // bone
  if (SmoothNoise(seed + 3, x, y, 5) > 50000) value -= 7000;   // air
  return std::clamp<int64_t>(value + SharedNoise(seed, x, y) * 3 / 4, 0, 65535);
}

uint16_t SampleOf(LosslessContent content, uint64_t seed, const LosslessPicture& picture,
                  int component, uint32_t x, uint32_t y) {
  const int shift = 16 - picture.precision;
  const uint64_t own = seed + 100 * static_cast<uint64_t>(component);
  int64_t value = 0;
  switch (content) {
    case LosslessContent::kMedical:
      value = Medical(own, picture, x, y) >> shift;
      break;
    case LosslessContent::kSparse:
      value = (Medical(own, picture, x, y) >> shift) & ~int64_t{15};
      break;
    case LosslessContent::kPhoto:
      value = (int64_t{SampleAt(Content::kPhoto, seed, component, x, y)} * 257) >> shift;
      break;
    case LosslessContent::kNoise:
      value = static_cast<int64_t>(Mix64(own ^ Mix64(uint64_t{x} << 32 | y)) >> 48) >> shift;
      break;
    case LosslessContent::kFlat:
      value = 12345 >> shift;
      break;
  }
  return static_cast<uint16_t>(value);
}

// A difference modulo 2^16 as category and extra bits (T.81 H.1.2.2).
struct Token {
  uint8_t category = 0, num_bits = 0;
  uint16_t bits = 0;
  size_t component = 0;  // by its place in the scan
  bool restart = false;  // before it
};

Token TokenOf(int difference) {
  int d = difference & 0xFFFF;
  Token token;
  if (d == 0x8000) {
    token.category = 16;
    return token;
  }
  if (d > 0x8000) d -= 0x10000;
  int magnitude = d < 0 ? -d : d;
  while (magnitude != 0) {
    ++token.category;
    magnitude >>= 1;
  }
  token.num_bits = token.category;
  token.bits = static_cast<uint16_t>((d < 0 ? d - 1 : d) & ((1 << token.category) - 1));
  return token;
}

class ScanMaker {
 public:
  ScanMaker(const LosslessPicture& picture, const LosslessOptions& options,
            const std::vector<size_t>& members)
      : picture_(picture), options_(options), members_(members) {
    const Limits m = LimitsOf(picture);
    mcus_per_row_ = m.mcus_per_row;
    mcu_rows_ = m.mcu_rows;
    alone_ = members.size() == 1;
    if (alone_) {
      const LosslessComponent& c = picture.components[members[0]];
      mcus_per_row_ = DivideUp(picture.width * c.h, m.hmax);
      mcu_rows_ = DivideUp(picture.height * c.v, m.vmax);
    }
  }

  uint32_t mcus_per_row() const { return mcus_per_row_; }

  std::vector<Token> Tokens() const {
    std::vector<Token> tokens;
    bool first = true;
    for (uint32_t row = 0; row < mcu_rows_; ++row) {
      const bool restart =
          options_.restart_rows != 0 && row != 0 && row % options_.restart_rows == 0;
      first = first || restart;
      AddRow(row, first, restart, &tokens);
      first = false;
    }
    return tokens;
  }

 private:
  void AddRow(uint32_t row, bool first, bool restart, std::vector<Token>* tokens) const {
    for (uint32_t mcu = 0; mcu < mcus_per_row_; ++mcu) {
      for (size_t i = 0; i < members_.size(); ++i) {
        const LosslessComponent& c = picture_.components[members_[i]];
        const uint32_t h = alone_ ? 1 : c.h, v = alone_ ? 1 : c.v;
        for (uint32_t k = 0; k < h * v; ++k) {
          const uint32_t x = mcu * h + k % h, y = row * v + k / h;
          Token token = TokenOf(Sample(c, x, y) - Predict(c, x, y, first && k / h == 0));
          token.component = i;
          token.restart = restart && mcu == 0 && i == 0 && k == 0;
          tokens->push_back(token);
        }
      }
    }
  }

  int Sample(const LosslessComponent& c, uint32_t x, uint32_t y) const {
    return c.At(x, y) >> options_.point_transform;
  }

  // Table H.1 and H.1.2.1.
  int Predict(const LosslessComponent& c, uint32_t x, uint32_t y, bool first_line) const {
    if (first_line) {
      return x == 0 ? 1 << (picture_.precision - options_.point_transform - 1)
                    : Sample(c, x - 1, y);
    }
    if (x == 0) return Sample(c, x, y - 1);
    const int a = Sample(c, x - 1, y), b = Sample(c, x, y - 1), d = Sample(c, x - 1, y - 1);
    const std::array<int, 8> table = {
        0, a, b, d, a + b - d, a + ((b - d) >> 1), b + ((a - d) >> 1), (a + b) / 2};
    return table[static_cast<size_t>(options_.predictor)];
  }

  const LosslessPicture& picture_;
  const LosslessOptions& options_;
  const std::vector<size_t>& members_;
  uint32_t mcus_per_row_ = 0, mcu_rows_ = 0;
  bool alone_ = false;
};

class BitSink {
 public:
  explicit BitSink(const LosslessOptions& options) : options_(options) {}

  void Put(uint32_t bits, int num_bits) {
    for (int i = num_bits - 1; i >= 0; --i) PutBit(bits >> i & 1);
  }
  void Align() {
    const bool ones = options_.mixed_padding ? num_aligned_ % 3 != 1 : !options_.pad_with_zeros;
    if (num_bits_ != 0) ++num_aligned_;
    while (num_bits_ != 0) PutBit(ones ? 1 : 0);
  }
  void Restart() {
    Align();
    if (options_.fill_before_restarts) out_.push_back(0xFF);
    const uint32_t number = options_.misnumber_restarts ? num_restarts_ * 3 + 1 : num_restarts_;
    out_.push_back(0xFF);
    out_.push_back(static_cast<uint8_t>(0xD0 + number % 8));
    ++num_restarts_;
  }
  Bytes Take() {
    Align();
    return std::move(out_);
  }

 private:
  void PutBit(uint32_t bit) {
    byte_ = byte_ << 1 | bit;
    if (++num_bits_ < 8) return;
    out_.push_back(static_cast<uint8_t>(byte_));
    if ((byte_ & 0xFF) == 0xFF) out_.push_back(0);
    byte_ = 0;
    num_bits_ = 0;
  }

  const LosslessOptions& options_;
  Bytes out_;
  uint32_t byte_ = 0, num_restarts_ = 0, num_aligned_ = 0;
  int num_bits_ = 0;
};

void AppendScan(const LosslessPicture& picture, const LosslessOptions& options,
                const std::vector<size_t>& members, JpegWriter* out) {
  const ScanMaker maker(picture, options, members);
  const std::vector<Token> tokens = maker.Tokens();
  Histogram histogram{};
  for (const Token& token : tokens) ++histogram[token.category];
  HuffmanSpec spec = OptimalTable(histogram);
  if (options.flat_tables) {
    spec = HuffmanSpec();
    spec.counts[5] = 17;
    for (uint8_t category = 0; category <= 16; ++category) spec.symbols.push_back(category);
  }
  const HuffmanCodes codes = MakeCodes(spec);
  out->Dht(false, 0, spec);
  if (options.restart_rows != 0) {
    out->Dri(options.restart_rows * maker.mcus_per_row() + options.interval_off_by);
  }
  Bytes header = {static_cast<uint8_t>(members.size())};
  for (const size_t i : members) {
    header.push_back(picture.components[i].id);
    header.push_back(0);
  }
  for (const int v : {options.predictor, 0, options.point_transform}) {
    header.push_back(static_cast<uint8_t>(v));
  }
  out->Segment(0xDA, header);
  BitSink sink(options);
  for (const Token& token : tokens) {
    if (token.restart) sink.Restart();
    sink.Put(codes.code[token.category], codes.num_bits[token.category]);
    sink.Put(token.bits, token.num_bits);
  }
  out->Raw(sink.Take());
}

void AppendFrame(const LosslessPicture& picture, const LosslessOptions& options, JpegWriter* out) {
  const uint32_t height = options.zero_height ? 0 : picture.height;
  Bytes frame = {static_cast<uint8_t>(picture.precision)};
  for (const uint32_t v : {height, picture.width}) {
    frame.push_back(static_cast<uint8_t>(v >> 8));
    frame.push_back(static_cast<uint8_t>(v));
  }
  frame.push_back(static_cast<uint8_t>(picture.components.size()));
  for (const LosslessComponent& c : picture.components) {
    frame.push_back(c.id);
    frame.push_back(static_cast<uint8_t>(c.h << 4 | c.v));
    frame.push_back(0);
  }
  out->Segment(options.sof, frame);
}

}  // namespace

LosslessPicture MakeLosslessPicture(uint32_t width, uint32_t height, int precision,
                                    const std::vector<LosslessSampling>& sampling,
                                    LosslessContent content, uint64_t seed) {
  LosslessPicture picture{width, height, precision, {}};
  for (size_t i = 0; i < sampling.size(); ++i) {
    LosslessComponent c;
    c.id = static_cast<uint8_t>(i + 1);
    c.h = sampling[i].h;
    c.v = sampling[i].v;
    picture.components.push_back(c);
  }
  const Limits m = LimitsOf(picture);
  for (size_t i = 0; i < sampling.size(); ++i) {
    LosslessComponent& c = picture.components[i];
    c.stride = m.mcus_per_row * c.h;
    c.rows = m.mcu_rows * c.v;
    for (uint32_t y = 0; y < c.rows; ++y) {
      for (uint32_t x = 0; x < c.stride; ++x) {
        c.samples.push_back(SampleOf(content, seed, picture, static_cast<int>(i), x * m.hmax / c.h,
                                     y * m.vmax / c.v));
      }
    }
  }
  return picture;
}

Bytes WriteLossless(const LosslessPicture& picture, const LosslessOptions& options) {
  JpegWriter out;
  out.Soi();
  if (options.jfif) out.Jfif();
  if (options.adobe.has_value()) out.AdobeApp14(*options.adobe);
  AppendFrame(picture, options, &out);
  std::vector<std::vector<size_t>> scans = options.scans;
  if (scans.empty()) {
    scans.emplace_back();
    for (size_t i = 0; i < picture.components.size(); ++i) scans[0].push_back(i);
  }
  for (size_t i = 0; i < scans.size(); ++i) {
    AppendScan(picture, options, scans[i], &out);
    if (i == 0 && options.zero_height) out.Dnl(picture.height);
  }
  out.Eoi();
  return out.Take();
}

Bytes FakeDicom(const Bytes& jpeg) {
  Bytes file(128, 0);
  for (const char c : {'D', 'I', 'C', 'M'}) file.push_back(static_cast<uint8_t>(c));
  // (7FE0,0010) OB of undefined length, an empty offset table, one fragment, the delimiter.
  const Bytes head = {0xE0, 0x7F, 0x10, 0x00, 'O', 'B', 0, 0, 0xFF, 0xFF, 0xFF, 0xFF,
                      0xFE, 0xFF, 0x00, 0xE0, 0,   0,   0, 0, 0xFE, 0xFF, 0x00, 0xE0};
  file.insert(file.end(), head.begin(), head.end());
  const size_t size = jpeg.size() + jpeg.size() % 2;
  for (int shift = 0; shift < 32; shift += 8) file.push_back(static_cast<uint8_t>(size >> shift));
  file.insert(file.end(), jpeg.begin(), jpeg.end());
  if (jpeg.size() % 2 != 0) file.push_back(0);
  for (const int v : {0xFE, 0xFF, 0xDD, 0xE0, 0, 0, 0, 0}) file.push_back(static_cast<uint8_t>(v));
  return file;
}

namespace {

class LosslessList {
 public:
  void Add(const std::string& name, const LosslessPicture& picture, const LosslessOptions& options,
           bool modelled = true) {
    files_.push_back({name, WriteLossless(picture, options), modelled});
  }
  std::vector<NamedLossless> Take() { return std::move(files_); }

 private:
  std::vector<NamedLossless> files_;
};

const std::vector<LosslessSampling> kGrey = {{1, 1}}, kRgb = {{1, 1}, {1, 1}, {1, 1}};

void AddValues(LosslessList* list) {
  for (int predictor = 1; predictor <= 7; ++predictor) {
    std::string name = "predictor_";
    name += std::to_string(predictor);
    list->Add(name, MakeLosslessPicture(37, 29, 12, kGrey, LosslessContent::kMedical),
              {.predictor = predictor});
    name += "_modulo";
    list->Add(name, MakeLosslessPicture(19, 17, 16, kGrey, LosslessContent::kNoise),
              {.predictor = predictor});
  }
  for (int precision = 2; precision <= 16; ++precision) {
    std::string name = "precision_";
    name += std::to_string(precision);
    list->Add(name, MakeLosslessPicture(33, 21, precision, kGrey, LosslessContent::kMedical),
              {.predictor = 4});
  }
  list->Add("category_16", MakeLosslessPicture(23, 11, 16, kGrey, LosslessContent::kNoise),
            {.flat_tables = true});
  list->Add("point_transform", MakeLosslessPicture(31, 23, 16, kGrey, LosslessContent::kMedical),
            {.predictor = 7, .point_transform = 5});
  list->Add("point_transform_most",
            MakeLosslessPicture(31, 23, 16, kGrey, LosslessContent::kMedical),
            {.predictor = 7, .point_transform = 15});
}

void AddComponents(LosslessList* list) {
  list->Add("rgb", MakeLosslessPicture(40, 30, 8, kRgb, LosslessContent::kPhoto), {.predictor = 5});
  list->Add("rgb_separate", MakeLosslessPicture(40, 30, 8, kRgb, LosslessContent::kPhoto),
            {.predictor = 6, .scans = {{2}, {0}, {1}}});
  list->Add("ycc_420",
            MakeLosslessPicture(41, 31, 8, {{2, 2}, {1, 1}, {1, 1}}, LosslessContent::kPhoto),
            {.predictor = 4, .jfif = true});
  list->Add("ycc_420_separate",
            MakeLosslessPicture(41, 31, 8, {{2, 2}, {1, 1}, {1, 1}}, LosslessContent::kPhoto),
            {.predictor = 4, .scans = {{0}, {1, 2}}});
  list->Add(
      "odd_sampling",
      MakeLosslessPicture(43, 35, 10, {{3, 1}, {1, 4}, {2, 2}, {4, 3}}, LosslessContent::kPhoto),
      {.predictor = 7});
  list->Add("two_components",
            MakeLosslessPicture(24, 18, 14, {{1, 1}, {1, 1}}, LosslessContent::kMedical), {});
  list->Add(
      "four_components",
      MakeLosslessPicture(24, 18, 8, {{1, 1}, {1, 1}, {1, 1}, {1, 1}}, LosslessContent::kPhoto),
      {.predictor = 2});
}

void AddScanKinds(LosslessList* list) {
  list->Add("restarts", MakeLosslessPicture(30, 40, 12, kGrey, LosslessContent::kMedical),
            {.predictor = 7, .restart_rows = 3});
  list->Add("restarts_420",
            MakeLosslessPicture(30, 40, 8, {{2, 2}, {1, 1}, {1, 1}}, LosslessContent::kPhoto),
            {.predictor = 4, .restart_rows = 1});
  list->Add("restarts_misnumbered",
            MakeLosslessPicture(30, 40, 12, kGrey, LosslessContent::kMedical),
            {.predictor = 7, .restart_rows = 2, .misnumber_restarts = true});
  list->Add("restarts_fill_bytes",
            MakeLosslessPicture(30, 40, 12, kGrey, LosslessContent::kMedical),
            {.predictor = 7, .restart_rows = 2, .fill_before_restarts = true});
  list->Add("padding_zeros", MakeLosslessPicture(30, 40, 12, kGrey, LosslessContent::kMedical),
            {.restart_rows = 1, .pad_with_zeros = true});
  list->Add("padding_mixed", MakeLosslessPicture(30, 40, 12, kGrey, LosslessContent::kMedical),
            {.restart_rows = 1, .mixed_padding = true});
  list->Add("height_from_dnl", MakeLosslessPicture(30, 20, 12, kGrey, LosslessContent::kMedical),
            {.zero_height = true});
  list->Add("flat", MakeLosslessPicture(64, 48, 16, kGrey, LosslessContent::kFlat), {});
  list->Add("sparse", MakeLosslessPicture(64, 48, 16, kGrey, LosslessContent::kSparse), {});
  list->Add("one_sample", MakeLosslessPicture(1, 1, 16, kGrey, LosslessContent::kNoise), {});
  list->Add("one_column", MakeLosslessPicture(1, 50, 8, kGrey, LosslessContent::kPhoto),
            {.predictor = 4});
  list->Add("one_row", MakeLosslessPicture(50, 1, 8, kGrey, LosslessContent::kPhoto),
            {.predictor = 4});
  list->Add("interval_not_of_rows",
            MakeLosslessPicture(30, 20, 12, kGrey, LosslessContent::kMedical),
            {.restart_rows = 30, .interval_off_by = 1}, false);
  list->Add("predictor_0", MakeLosslessPicture(30, 20, 12, kGrey, LosslessContent::kMedical),
            {.predictor = 0}, false);
  list->Add("sof11", MakeLosslessPicture(30, 20, 12, kGrey, LosslessContent::kMedical),
            {.sof = 0xCB}, false);
}

}  // namespace

std::vector<NamedLossless> LosslessFiles() {
  LosslessList list;
  AddValues(&list);
  AddComponents(&list);
  AddScanKinds(&list);
  return list.Take();
}

}  // namespace jackdaw::test
