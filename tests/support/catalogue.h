// The catalogue of odd JPEG files, all made on the fly and the same on every machine.
#ifndef JACKDAW_TESTS_SUPPORT_CATALOGUE_H_
#define JACKDAW_TESTS_SUPPORT_CATALOGUE_H_

#include <memory>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "tests/support/jpeg_writer.h"
#include "tests/support/test_frame.h"

namespace jackdaw::test {

// The least that the codec must make of a file. Exactness is demanded of all of them.
enum class Expectation {
  kModelled,   // Outcome::kModelled
  kPartialOk,  // kModelled or kPartial
  kAny,
};

struct GeneratedFile {
  std::string name;
  Bytes bytes;
  Expectation expectation = Expectation::kAny;
  bool libjpeg_clean = false;              // libjpeg-turbo 8-bit reads it without a warning
  std::shared_ptr<const TestFrame> truth;  // what its planes must be, when known
};

class FileList {
 public:
  // A file that libjpeg reads and the codec models.
  void AddClean(std::string name, Bytes bytes);
  // The same, from a frame that all scans together code completely.
  void AddFrame(std::string name, const TestFrame& frame, const std::vector<Scan>& scans,
                const WriteOptions& options = {});
  // As AddFrame, for a frame that libjpeg refuses or warns about; the planes are known.
  void AddUnclean(std::string name, const TestFrame& frame, const std::vector<Scan>& scans,
                  const WriteOptions& options = {});
  void Add(std::string name, Expectation expectation, Bytes bytes);

  std::vector<GeneratedFile> Take() { return std::move(files_); }

 private:
  std::vector<GeneratedFile> files_;
};

std::vector<GeneratedFile> LibjpegFiles();      // qualities, sampling, scripts, arithmetic
std::vector<GeneratedFile> SamplingFiles();     // sampling factors, 12 bits, ids, interleaving
std::vector<GeneratedFile> ScanFiles();         // padding, restarts, zero runs, short scans
std::vector<GeneratedFile> ProgressiveFiles();  // scan scripts, EOB runs, refinement
std::vector<GeneratedFile> MarkerFiles();       // tables, order, fill bytes, DNL, tails
std::vector<GeneratedFile> SizeFiles();         // 1x1, very wide, very tall, extreme coefficients
std::vector<GeneratedFile> NestedFiles();       // thumbnails, MPF, gain maps, motion photos
std::vector<GeneratedFile> HostileFiles();      // damaged and impossible files, other formats
std::vector<GeneratedFile> AllGeneratedFiles();

// One baseline and one progressive file of at most 1.5 KB, for tests of every truncation.
Bytes SmallBaselineFile();
Bytes SmallProgressiveFile();

// bytes[0, size * numerator / denominator).
Bytes Prefix(const Bytes& bytes, size_t numerator, size_t denominator);
Bytes Concat(const std::vector<Bytes>& parts);

}  // namespace jackdaw::test

#endif  // JACKDAW_TESTS_SUPPORT_CATALOGUE_H_
