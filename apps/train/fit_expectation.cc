#include "apps/train/fit_expectation.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <stdexcept>

#include "apps/train/files/read_file.h"
#include "apps/train/least_squares.h"
#include "codec/coeff/component_set.h"
#include "codec/coeff/fast/expectation.h"
#include "codec/coeff/fast/fast_guide.h"
#include "codec/coeff/frequency.h"
#include "codec/jpeg/jpeg_codec.h"

namespace jackdaw::train {
namespace {

using coeff::kReach;

// A sum at natural position i: 1, the blocks around and the other components, then the levels at
// i + 1 .. i + kReach of the same block.
enum Term : size_t { kBase, kWest, kNorth, kDiagonal, kSmooth, kGuide, kOther, kInside };
constexpr size_t kNumTerms = kInside + kReach;

// Fits follow each other, the first with equal weights. A level of expected size e then counts
// 1 / (e + kLeastSize): small sizes vary less.
constexpr int kNumFits = 3;
constexpr double kLeastSize = 4;

// [natural position][term]
using Weights = std::array<std::array<double, kNumTerms>, 64>;
using AllWeights = std::array<Weights, coeff::kNumComponentClasses>;
using Sums = std::array<LeastSquares<kNumTerms>, 64>;
using AllSums = std::array<Sums, coeff::kNumComponentClasses>;

// Sizes of a block's AC levels, natural order, with room to read across the edges.
struct Sizes {
  static constexpr size_t kPad = 8;
  std::array<uint8_t, kPad + 64 + kReach> padded{};
  std::array<uint8_t, 64> smooth{};
  size_t last = 0;  // the last group that has an AC level other than 0

  uint8_t at(size_t i) const { return padded[kPad + i]; }
};

Sizes SizesOf(const int16_t* level) {
  Sizes sizes;
  size_t group = 0;
  for (size_t k = 1; k < 64; ++k) {
    while (k >= coeff::kGroupBegin[group + 1]) ++group;
    if (level[k] == 0) continue;
    sizes.last = group;
    sizes.padded[Sizes::kPad + jpeg::kZigzagToNatural[k]] =
        coeff::Size(static_cast<uint32_t>(std::abs(int{level[k]})));
  }
  const auto mean = [](int x, int y) { return static_cast<uint8_t>((x + y + 1) >> 1); };
  if (sizes.last == 0) return sizes;
  for (size_t i = 0; i < 64; ++i) {
    const uint8_t* at = sizes.padded.data() + Sizes::kPad + i;
    sizes.smooth[i] = mean(mean(at[-1], at[1]), mean(at[-8], at[8]));
  }
  return sizes;
}

class Plane {
 public:
  explicit Plane(const jpeg::CoeffPlane& plane)
      : width_(plane.width_blocks), height_(plane.height_blocks) {
    for (uint32_t row = 0; row < height_; ++row) {
      for (uint32_t col = 0; col < width_; ++col) blocks_.push_back(SizesOf(plane.Block(row, col)));
    }
  }

  uint32_t width() const { return width_; }
  uint32_t height() const { return height_; }
  // Zeros where there is no block.
  const Sizes& At(int64_t row, int64_t col) const {
    if (row < 0 || col < 0 || row >= height_ || col >= width_) return kNothing;
    return blocks_[static_cast<size_t>(row * width_ + col)];
  }

 private:
  static inline const Sizes kNothing{};
  uint32_t width_, height_;
  std::vector<Sizes> blocks_;
};

// Whether the level at natural position j is coded before the one at i.
bool IsKnown(size_t j, size_t i) {
  static const auto zigzag = [] {
    std::array<size_t, 64> places{};
    for (size_t k = 0; k < 64; ++k) places[jpeg::kZigzagToNatural[k]] = k;
    return places;
  }();
  return j < 64 && zigzag[j] > zigzag[i];
}

struct Around {
  const Sizes *self, *west, *north, *north_west, *north_east;
  const Sizes* other;              // or null
  const coeff::GuideSizes* guide;  // or null
};

std::array<double, kNumTerms> TermsOf(const Around& b, size_t i) {
  std::array<double, kNumTerms> terms{};
  terms[kBase] = 1;
  terms[kWest] = b.west->at(i);
  terms[kNorth] = b.north->at(i);
  terms[kDiagonal] = b.north_west->at(i) + b.north_east->at(i);
  terms[kSmooth] = b.west->smooth[i] + b.north->smooth[i];
  if (b.guide != nullptr) terms[kGuide] = b.guide->size[i];
  if (b.other != nullptr) terms[kOther] = b.other->at(i);
  for (size_t t = 0; t < kReach; ++t) {
    if (IsKnown(i + 1 + t, i)) terms[kInside + t] = b.self->at(i + 1 + t);
  }
  return terms;
}

double Expected(const std::array<double, kNumTerms>& weights,
                const std::array<double, kNumTerms>& terms) {
  double sum = 0;
  for (size_t t = 0; t < kNumTerms; ++t) sum += weights[t] * terms[t];
  return std::max(sum, 0.0);
}

// before: of the fit before; null: of none.
void AddBlock(const Around& b, const Weights* before, Sums* sums) {
  for (size_t k = 1; k < coeff::kGroupBegin[b.self->last + 1]; ++k) {
    const size_t i = jpeg::kZigzagToNatural[k];
    const std::array<double, kNumTerms> terms = TermsOf(b, i);
    const double weight = before == nullptr ? 1 : 1 / (Expected((*before)[i], terms) + kLeastSize);
    (*sums)[i].Add(terms, b.self->at(i), weight);
  }
}

struct Image {
  jpeg::Frame frame;
  std::vector<jpeg::CoeffPlane> planes;
};

void AddImage(const Image& image, const AllWeights* before, AllSums* sums) {
  for (const coeff::ComponentSet& set : coeff::MakeComponentSets(image.frame)) {
    std::vector<Plane> planes;
    for (size_t i = 0; i < set.count; ++i) planes.emplace_back(image.planes[set.first + i]);
    for (size_t i = 0; i < set.count; ++i) {
      const size_t c = set.first == 0 ? size_t{coeff::kLumaLike} : coeff::kFirstChroma + i;
      const Plane& plane = planes[i];
      const coeff::FastGuide guide(image.frame.components[0],
                                   image.frame.components[set.first + i]);
      coeff::GuideSizes guide_sizes;
      for (int64_t row = 0; row < plane.height(); ++row) {
        for (int64_t col = 0; col < plane.width(); ++col) {
          Around b = {&plane.At(row, col),
                      &plane.At(row, col - 1),
                      &plane.At(row - 1, col),
                      &plane.At(row - 1, col - 1),
                      &plane.At(row - 1, col + 1),
                      nullptr,
                      nullptr};
          if (b.self->last == 0) continue;
          if (set.first > 0) {
            guide.Fill(image.planes[0], static_cast<uint32_t>(row), static_cast<uint32_t>(col),
                       &guide_sizes);
            b.guide = &guide_sizes;
          }
          if (i > 0) b.other = &planes[0].At(row, col);
          AddBlock(b, before == nullptr ? nullptr : &(*before)[c], &(*sums)[c]);
        }
      }
    }
  }
}

std::vector<Image> ReadImages(const std::vector<std::string>& files) {
  std::vector<Image> images;
  for (const std::string& path : files) {
    auto split = jpeg::SplitJpeg(ReadFile(path), jpeg::JpegLimits{});
    if (!split.ok()) continue;
    images.push_back({split.value().frame, std::move(split.value().planes)});
  }
  if (images.empty()) throw std::runtime_error("no file could be read");
  return images;
}

int Q6(double weight) {
  return static_cast<int>(std::lround(std::clamp(weight * 64, -32768.0, 32767.0)));
}

// The numbers of a term by position.
void WritePositions(const char* name, const Weights& weights, size_t term, std::ostream& out) {
  out << "    {  // " << name << '\n';
  for (size_t i = 0; i < 64; ++i) {
    out << (i % 16 == 0 ? "      " : " ") << Q6(weights[i][term]) << (i % 16 == 15 ? ",\n" : ",");
  }
  out << "    },\n";
}

void Write(const AllWeights& all, const std::string& path) {
  std::ofstream out(path);
  out << "// Generated by jackdaw-train expectation (docs/training.md); do not edit.\n"
         "#include \"codec/coeff/fast/expectation.h\"\n\n"
         "namespace jackdaw::coeff {\n\n"
         "// clang-format off\n"
         "constinit const std::array<ExpectationWeights, kNumComponentClasses> kExpectationWeights "
         "= {{\n";
  constexpr std::array<const char*, kInside> kNames = {"base",   "west",  "north", "diagonal",
                                                       "smooth", "guide", "other"};
  for (const Weights& weights : all) {
    out << "  {\n";
    for (size_t term = 0; term < kInside; ++term) {
      WritePositions(kNames[term], weights, term, out);
    }
    out << "    {{  // inside\n";
    for (size_t i = 0; i < 64; ++i) {
      out << "      {";
      for (size_t t = 0; t < kReach; ++t) {
        // What the level at i adds to the position `distance` before it.
        const size_t distance = kReach - t;
        const bool is_used = i > distance && IsKnown(i, i - distance);
        out << (t == 0 ? "" : ", ")
            << (is_used ? Q6(weights[i - distance][kInside + distance - 1]) : 0);
      }
      out << "},\n";
    }
    out << "    }},\n  },\n";
  }
  out << "}};\n// clang-format on\n\n}  // namespace jackdaw::coeff\n";
  if (!out.flush()) throw std::runtime_error(path + ": cannot be written");
}

}  // namespace

void FitExpectation(const std::vector<std::string>& files, const std::string& output) {
  const std::vector<Image> images = ReadImages(files);
  auto weights = std::make_unique<AllWeights>();
  for (int fit = 0; fit < kNumFits; ++fit) {
    const auto sums = std::make_unique<AllSums>();
    for (const Image& image : images)
      AddImage(image, fit == 0 ? nullptr : weights.get(), sums.get());
    for (size_t c = 0; c < weights->size(); ++c) {
      for (size_t i = 1; i < 64; ++i) (*weights)[c][i] = (*sums)[c][i].Solve();
    }
  }
  Write(*weights, output);
  std::printf("fitted on %zu of %zu files\n", images.size(), files.size());
}

}  // namespace jackdaw::train
