#include "tests/support/catalogue.h"

#include <utility>

namespace jackdaw::test {

void FileList::AddClean(std::string name, Bytes bytes) {
  files_.push_back({std::move(name), std::move(bytes), Expectation::kModelled, true, nullptr});
}

void FileList::AddFrame(std::string name, const TestFrame& frame, const std::vector<Scan>& scans,
                        const WriteOptions& options) {
  AddUnclean(std::move(name), frame, scans, options);
  files_.back().libjpeg_clean = true;
}

void FileList::AddUnclean(std::string name, const TestFrame& frame, const std::vector<Scan>& scans,
                          const WriteOptions& options) {
  files_.push_back({std::move(name), WriteJpeg(frame, scans, options), Expectation::kModelled,
                    false, std::make_shared<const TestFrame>(CodedPart(frame, scans))});
}

void FileList::Add(std::string name, Expectation expectation, Bytes bytes) {
  files_.push_back({std::move(name), std::move(bytes), expectation, false, nullptr});
}

std::vector<GeneratedFile> AllGeneratedFiles() {
  std::vector<GeneratedFile> out;
  for (auto* make : {&LibjpegFiles, &SamplingFiles, &ScanFiles, &ProgressiveFiles, &MarkerFiles,
                     &SizeFiles, &NestedFiles, &HostileFiles}) {
    for (GeneratedFile& file : make()) out.push_back(std::move(file));
  }
  return out;
}

Bytes SmallBaselineFile() {
  const TestFrame frame = MakeFrame({.width = 45, .height = 20, .quality = 60, .seed = 5});
  WriteOptions options;
  options.quirks.restart_interval = 2;
  return WriteJpeg(frame, InterleavedScan(frame), options);
}

Bytes SmallProgressiveFile() {
  const TestFrame frame =
      MakeFrame({.width = 39, .height = 21, .sof = 0xC2, .quality = 50, .seed = 6});
  return WriteJpeg(frame, FullProgression(frame, 1));
}

Bytes Prefix(const Bytes& bytes, size_t numerator, size_t denominator) {
  const auto n = static_cast<std::ptrdiff_t>(bytes.size() * numerator / denominator);
  return Bytes(bytes.begin(), bytes.begin() + n);
}

Bytes Concat(const std::vector<Bytes>& parts) {
  Bytes out;
  for (const Bytes& part : parts) out.insert(out.end(), part.begin(), part.end());
  return out;
}

}  // namespace jackdaw::test
