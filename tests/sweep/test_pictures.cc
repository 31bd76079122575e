#include "tests/sweep/test_pictures.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>

#include "tests/support/test_rng.h"

namespace jackdaw::test {

using sweep::CodecResult;
using sweep::Image;
using sweep::Metric;
using sweep::MetricValues;
using sweep::PointResult;
using sweep::SourceResult;
using sweep::SweepResults;

namespace {

// A wave without floating point: a parabola through each half period, -64..64.
int Wave(uint32_t position, uint32_t period) {
  const int half = static_cast<int>(period / 2);
  const int t = static_cast<int>(position % period);
  const int u = t % half;
  const int height = 256 * u * (half - u) / (half * half);
  return t < half ? height : -height;
}

MetricValues MadeUp(double psnr) {
  MetricValues values;
  values[Metric::kPsnrLuma] = psnr;
  values[Metric::kPsnrRgb] = psnr - 1;
  values[Metric::kMsSsim] = 1 - 1 / psnr;
  return values;
}

}  // namespace

Image TestPicture(uint32_t width_px, uint32_t height_px, uint32_t num_channels, uint64_t seed) {
  Image image = sweep::MakeImage(width_px, height_px, num_channels).value();
  TestRng rng(seed);
  uint8_t* sample = image.samples.data();
  for (uint32_t y = 0; y < height_px; ++y) {
    for (uint32_t x = 0; x < width_px; ++x) {
      for (uint32_t c = 0; c < num_channels; ++c) {
        const int value = 128 + Wave(x + 7 * c, 34) + Wave(y + x / 2, 50) / 2;
        *sample++ = static_cast<uint8_t>(value - 8 + static_cast<int>(rng.Below(17)));
      }
    }
  }
  return image;
}

SweepResults TestResults(const std::string& first) {
  SweepResults results;
  results.codecs = {{{"exact", "1.0", "", true}, {0}},
                    {{"anchor", "2.0, \"quoted\"", "quality", false}, {10, 20, 30}},
                    {{"jackdaw-lossy", "3.0", "lambda", false}, {4, 2.5, 1}}};
  for (const std::string& name : {first, std::string("second")}) {
    SourceResult source;
    source.name = name;
    source.width_px = 100;
    source.height_px = 80;
    source.jpeg_bytes = 5000;
    source.has_pristine = true;
    for (const CodecResult& codec : results.codecs) {
      source.points.emplace_back(codec.settings.size());
    }
    PointResult exact{4000, 0.5, 0.25, MadeUp(40), MadeUp(33)};
    exact.against_input[Metric::kPsnrLuma] = std::numeric_limits<double>::infinity();
    source.points[0][0] = exact;
    for (size_t i = 0; i < 3; ++i) {
      const double psnr = 30 + 5 * static_cast<double>(i);
      const uint64_t bytes = 1000u << i;
      source.points[1][i] = PointResult{bytes, 1, 2, MadeUp(psnr), MadeUp(psnr - 5)};
      source.points[2][i] = PointResult{bytes * 9 / 10, 1, 2, MadeUp(psnr), MadeUp(psnr - 5)};
    }
    results.sources.push_back(source);
  }
  return results;
}

sweep::TempDir FreshDirectory() { return sweep::TempDir::Create(testing::TempDir()).value(); }

std::string WriteScript(const std::string& directory, const std::string& name,
                        const std::string& body) {
  const std::string path = directory + "/" + name;
  std::ofstream(path) << "#!/bin/sh\n" << body << "\n";
  EXPECT_EQ(chmod(path.c_str(), 0755), 0);
  return path;
}

}  // namespace jackdaw::test
