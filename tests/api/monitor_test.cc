// Progress and cancellation of all public functions.
#include "jackdaw/monitor.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <functional>
#include <vector>

#include "base/bytes.h"
#include "jackdaw/jackdaw.h"
#include "jackdaw/lossy.h"
#include "jackdaw/transcode.h"
#include "tests/support/libjpeg_files.h"

namespace jackdaw::api {
namespace {

// More MCUs than are read between two questions to the monitor, in scans of all kinds.
Bytes LargeJpeg(test::LibjpegSpec spec) {
  spec.width = 1100;
  spec.height = 700;
  return test::WriteWithLibjpeg(spec);
}

// A call under a monitor; gives its bytes.
using Call = std::function<Result<Bytes>(const Monitor&)>;

template <class T>
Result<Bytes> BytesOf(Result<T> result) {
  if (!result.ok()) return result.error();
  return std::move(result.value().bytes);
}

Call CompressCall(Bytes input, CompressOptions options) {
  return [=](const Monitor& monitor) mutable {
    options.monitor = monitor;
    return BytesOf(Compress(input, options));
  };
}

struct NamedCall {
  std::string name;
  Call call;
  size_t min_reports = 6;
};

std::vector<NamedCall> AllCalls() {
  std::vector<NamedCall> calls;
  const Bytes jpeg = LargeJpeg({.progressive = true});
  for (const Preset preset : kAllPresets) {
    CompressOptions options{.num_threads = 2, .preset = preset, .num_slices = 2};
    calls.push_back({std::string("compress ") + PresetName(preset), CompressCall(jpeg, options)});
  }
  calls.push_back(
      {"compress sequential",
       CompressCall(LargeJpeg({.colour = test::JpegColour::kGrey}), {.preset = Preset::kFast})});
  // An EOB run over all blocks, and no coefficient to code.
  const Bytes flat = LargeJpeg({.progressive = true, .content = test::Content::kGrey});
  calls.push_back({"compress flat", CompressCall(flat, {.preset = Preset::kFast}), 1});
  const Bytes jkd = Compress(jpeg, {.preset = Preset::kFast}).value().bytes;
  calls.push_back({"decompress", [=](const Monitor& monitor) {
                     return BytesOf(Decompress(jkd, {.monitor = monitor}));
                   }});
  calls.push_back({"lossy", [=](const Monitor& monitor) {
                     LossyOptions options{.value = 70};
                     options.compress.monitor = monitor;
                     return BytesOf(CompressLossy(jpeg, options));
                   }});
  calls.push_back({"transcode", [=](const Monitor& monitor) {
                     return BytesOf(Transcode(jpeg, {.value = 70, .monitor = monitor}));
                   }});
  calls.push_back({"pixels", [=](const Monitor& monitor) -> Result<Bytes> {
                     Result<Pixels> pixels = DecompressPixels(jkd, {.monitor = monitor});
                     if (!pixels.ok()) return pixels.error();
                     return std::move(pixels.value().samples);
                   }});
  calls.push_back({"pixels of the decoder", [=](const Monitor& monitor) -> Result<Bytes> {
                     Result<Pixels> pixels = DecompressJkdPixels(jkd, {.monitor = monitor});
                     if (!pixels.ok()) return pixels.error();
                     return std::move(pixels.value().samples);
                   }});
  calls.push_back({"inspect", [=](const Monitor& monitor) -> Result<Bytes> {
                     const Result<FileInfo> info = Inspect(jkd, {.monitor = monitor});
                     if (!info.ok()) return info.error();
                     return Bytes(1, static_cast<uint8_t>(info.value().images.size()));
                   }});
  return calls;
}

TEST(Monitor, WatchesWithoutChangingAByte) {
  for (const NamedCall& named : AllCalls()) {
    SCOPED_TRACE(named.name);
    const Result<Bytes> alone = named.call({});
    ASSERT_TRUE(alone.ok()) << alone.error().message;
    std::vector<uint32_t> reports;
    std::atomic<uint64_t> num_questions{0};
    const Result<Bytes> watched =
        named.call({.progress = [&](uint32_t per_mille) { reports.push_back(per_mille); },
                    .cancelled =
                        [&] {
                          ++num_questions;
                          return false;
                        }});
    ASSERT_TRUE(watched.ok()) << watched.error().message;
    EXPECT_EQ(watched.value(), alone.value());
    ASSERT_FALSE(reports.empty());
    EXPECT_EQ(reports.back(), 1000u);
    EXPECT_EQ(std::ranges::adjacent_find(reports, std::ranges::greater_equal()), reports.end());
    EXPECT_GE(reports.size(), named.min_reports);
    EXPECT_GT(num_questions.load(), 10u);
  }
}

TEST(Monitor, CancelsWheneverItIsAsked) {
  for (const NamedCall& named : AllCalls()) {
    SCOPED_TRACE(named.name);
    std::atomic<uint64_t> num_questions{0};
    const Result<Bytes> whole = named.call({.cancelled = [&] {
      ++num_questions;
      return false;
    }});
    ASSERT_TRUE(whole.ok());
    for (const double part : {0.0, 0.1, 0.3, 0.6, 0.95}) {
      const auto last = static_cast<uint64_t>(part * static_cast<double>(num_questions.load()));
      std::atomic<uint64_t> num_asked{0};
      const Result<Bytes> result = named.call({.cancelled = [&] { return num_asked++ >= last; }});
      ASSERT_FALSE(result.ok()) << part;
      EXPECT_EQ(result.error().code, ErrorCode::kCancelled) << part;
      // One more question for each thread that was at work.
      EXPECT_LE(num_asked.load(), last + 3) << part;
    }
  }
}

TEST(Monitor, StoredFilesFinish) {
  uint32_t last = 0;
  const Bytes text(1000, 'a');
  const auto result =
      Compress(text, {.monitor = {.progress = [&](uint32_t per_mille) { last = per_mille; }}});
  ASSERT_TRUE(result.ok());
  EXPECT_EQ(last, 1000u);
}

TEST(Kernels, AreChosenByNameAndChangeNothing) {
  const Bytes jpeg = test::WriteWithLibjpeg({.width = 100, .height = 60});
  const auto plain = Compress(jpeg);
  const auto scalar = Compress(jpeg, {.kernels = "scalar"});
  ASSERT_TRUE(plain.ok() && scalar.ok());
  EXPECT_EQ(plain.value().bytes, scalar.value().bytes);
  const auto back = Decompress(plain.value().bytes, {.kernels = "scalar"});
  ASSERT_TRUE(back.ok());
  EXPECT_EQ(back.value().bytes, jpeg);
  for (const int num_threads : {1, 2}) {
    const auto checked = Compress(jpeg, {.num_threads = num_threads, .verify_kernels = "scalar"});
    ASSERT_TRUE(checked.ok());
    EXPECT_EQ(checked.value().bytes, plain.value().bytes);
    EXPECT_EQ(checked.value().outcome, Outcome::kModelled);
  }
  for (const auto& code : {Compress(jpeg, {.kernels = "mmx"}).error().code,
                           Compress(jpeg, {.verify_kernels = "mmx"}).error().code,
                           Decompress(plain.value().bytes, {.kernels = "mmx"}).error().code}) {
    EXPECT_EQ(code, ErrorCode::kInvalidArgument);
  }
}

}  // namespace
}  // namespace jackdaw::api
