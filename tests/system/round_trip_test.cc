// Every file of the catalogue comes back exactly, whatever the threads and slices.
#include <gtest/gtest.h>

#include "jackdaw/jackdaw.h"
#include "tests/support/catalogue.h"
#include "tests/support/libjpeg_files.h"
#include "tests/system/exactness.h"

namespace jackdaw::test {
namespace {

void CheckThreadsAndSlices(const GeneratedFile& file, const CompressResult& first,
                           FailureLog* log) {
  // The output depends neither on the number of threads nor on being verified.
  CompressOptions verified = Unverified(3);
  verified.verify = true;
  const Result<CompressResult> again = Compress(file.bytes, verified);
  if (!again.ok()) {
    log->Add(file.name, "three threads: " + again.error().message);
  } else if (again.value().bytes != first.bytes) {
    log->Add(file.name, "output depends on threads or verify");
  }
  log->Add(file.name, CheckDecompress(first.bytes, file.bytes, 3));
  for (const uint32_t slices : {1u, 3u}) {
    const RoundTrip r = CheckRoundTrip(file.bytes, Unverified(3, slices));
    const std::string name = file.name + ", " + std::to_string(slices) + " slices";
    log->Add(name, r.failure);
    if (!r.failure.empty()) continue;
    log->Add(name, CheckOutcome(file, r.compressed));
    log->Add(name, CheckDecompress(r.compressed.bytes, file.bytes, 3));
  }
}

void CheckAll(const std::vector<GeneratedFile>& files) {
  FailureLog log;
  for (const GeneratedFile& file : files) {
    const RoundTrip r = CheckRoundTrip(file.bytes, Unverified());
    log.Add(file.name, r.failure);
    if (!r.failure.empty()) continue;
    log.Add(file.name, CheckOutcome(file, r.compressed));
    CheckThreadsAndSlices(file, r.compressed, &log);
  }
  EXPECT_TRUE(log.empty()) << log.Report();
}

TEST(RoundTrip, Libjpeg) { CheckAll(LibjpegFiles()); }
TEST(RoundTrip, Sampling) { CheckAll(SamplingFiles()); }
TEST(RoundTrip, Scans) { CheckAll(ScanFiles()); }
TEST(RoundTrip, Progressive) { CheckAll(ProgressiveFiles()); }
TEST(RoundTrip, Markers) { CheckAll(MarkerFiles()); }
TEST(RoundTrip, Sizes) { CheckAll(SizeFiles()); }
TEST(RoundTrip, Nested) { CheckAll(NestedFiles()); }
TEST(RoundTrip, Hostile) { CheckAll(HostileFiles()); }

// Noise, which no model predicts: not above what optimised progressive Huffman codes take, by more
// than what a file needs besides.
TEST(RoundTrip, NoLargerThanOptimisedHuffmanCodes) {
  for (const int quality : {50, 75, 90, 95, 100}) {
    for (const JpegColour colour : {JpegColour::kGrey, JpegColour::kYcc}) {
      for (const uint32_t size : {8u, 40u, 160u}) {
        LibjpegSpec spec = {.width = size, .height = size, .colour = colour, .quality = quality};
        spec.content = Content::kNoise;
        const Bytes file = WriteWithLibjpeg(spec);
        spec.optimize = spec.progressive = true;
        const size_t most = WriteWithLibjpeg(spec).size() + 64;
        for (const Preset preset : kAllPresets) {
          CompressOptions options = Unverified();
          options.preset = preset;
          const RoundTrip r = CheckRoundTrip(file, options);
          EXPECT_EQ(r.failure, "");
          EXPECT_LE(r.compressed.bytes.size(), most) << quality << ", " << size << " px";
        }
      }
    }
  }
}

// Embedded images are coded as images: the whole is smaller than with random bytes in their place.
TEST(RoundTrip, EmbeddedImagesAreModelled) {
  FailureLog log;
  for (const GeneratedFile& file : NestedFiles()) {
    if (file.name != "exif_thumbnail" && file.name != "mpf_two_images" &&
        file.name != "motion_photo" && file.name != "jpeg_in_jpeg_in_jpeg") {
      continue;
    }
    const RoundTrip r = CheckRoundTrip(file.bytes, Unverified());
    log.Add(file.name, r.failure);
    const Result<FileInfo> info = Inspect(r.compressed.bytes);
    if (!info.ok()) {
      log.Add(file.name, "Inspect failed: " + info.error().message);
    } else if (info.value().images.size() < 2) {
      log.Add(file.name, "no embedded image found");
    } else if (info.value().images[1].outcome != Outcome::kModelled) {
      log.Add(file.name, "embedded image not modelled");
    }
  }
  EXPECT_TRUE(log.empty()) << log.Report();
}

// Inspect neither fails nor disagrees about the size, and its sections add up.
TEST(RoundTrip, InspectAddsUp) {
  FailureLog log;
  for (const GeneratedFile& file : AllGeneratedFiles()) {
    const RoundTrip r = CheckRoundTrip(file.bytes, Unverified());
    for (const bool jkd : {false, true}) {
      const Bytes& bytes = jkd ? r.compressed.bytes : file.bytes;
      const Result<FileInfo> info = Inspect(bytes);
      const std::string name = file.name + (jkd ? ".jkd" : "");
      if (!info.ok()) {
        log.Add(name, "Inspect failed: " + info.error().message);
        continue;
      }
      uint64_t sum = 0;
      for (const SectionInfo& section : info.value().sections) sum += section.bytes;
      if (sum != bytes.size()) log.Add(name, "sections do not add up");
      if (info.value().is_jkd != jkd) log.Add(name, "is_jkd is wrong");
      if (info.value().original_size != file.bytes.size()) log.Add(name, "original size is wrong");
    }
  }
  EXPECT_TRUE(log.empty()) << log.Report();
}

}  // namespace
}  // namespace jackdaw::test
