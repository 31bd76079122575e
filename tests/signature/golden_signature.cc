// golden_signature DIR [--kernels NAME] [--list]: prints one number over all that the codec makes
// of a fixed corpus, as 16 hex digits. It must be the same for every compiler, optimization,
// sanitizer, processor and table of kernels.
//
// The corpus: the golden streams in DIR, what they decode to, and the generated files. Hashed are
// the bytes of every decoded stream and of every lossless stream made from them with each preset.
// Lossy streams are decoded only: which levels their encoder chooses depends on floating point.
//
// Status: 0 when the number is the one in DIR/signature.txt, 1 when it is not or something does not
// decode, 2 for a wrong command line, 77 when this processor cannot run the kernels.
// --list also prints each output and its hash, to find the first that differs.
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "jackdaw/jackdaw.h"
#include "models/infer/kernels.h"
#include "tests/support/catalogue.h"
#include "tests/support/lossless_writer.h"
#include "tests/system/golden.h"

namespace jackdaw::test {
namespace {

constexpr char kSignatureFile[] = "signature.txt";
// Generated files above this take too long on an emulated processor, and add nothing to smaller
// ones.
constexpr size_t kMaxGeneratedSize = 6000;

class Signature {
 public:
  Signature(bool list, std::string kernels) : list_(list), kernels_(std::move(kernels)) {}

  void Add(const std::string& what, ByteSpan output) {
    const std::string line = what + " " + std::to_string(output.size()) + " " + GoldenHash(output);
    if (list_) std::printf("%s\n", line.c_str());
    all_ += line + "\n";
  }
  void Fail(const std::string& what, const std::string& why) {
    std::fprintf(stderr, "%s: %s\n", what.c_str(), why.c_str());
    ok_ = false;
  }
  bool ok() const { return ok_; }
  const std::string& kernels() const { return kernels_; }  // to code with
  std::string Digits() const { return GoldenHash(Bytes(all_.begin(), all_.end())); }

 private:
  bool list_;
  std::string kernels_;
  bool ok_ = true;
  std::string all_;  // a line for each output
};

// Adds what a stream decodes to, and returns it.
std::optional<Bytes> AddDecoded(const std::string& name, ByteSpan jkd, Signature* signature) {
  Result<DecompressResult> result = Decompress(jkd, {.kernels = signature->kernels()});
  if (!result.ok()) {
    signature->Fail(name, result.error().message);
    return std::nullopt;
  }
  signature->Add(name, result.value().bytes);
  return std::move(result).value().bytes;
}

// Adds the stream that these options make of a file. It must decode to the file.
void AddStream(const std::string& name, ByteSpan file, Preset preset, uint32_t num_slices,
               Signature* signature) {
  CompressOptions options;
  options.preset = preset;
  options.num_slices = num_slices;
  options.kernels = signature->kernels();
  options.verify = false;  // a bug must not hide behind stored bytes
  const std::string what = name + " " + PresetName(preset) + " " + std::to_string(num_slices);
  const Result<CompressResult> result = Compress(file, options);
  if (!result.ok()) return signature->Fail(what, result.error().message);
  signature->Add(what, result.value().bytes);
  const Result<DecompressResult> back =
      Decompress(result.value().bytes, {.kernels = signature->kernels()});
  if (!back.ok()) return signature->Fail(what, back.error().message);
  const Bytes& bytes = back.value().bytes;
  if (bytes != Bytes(file.begin(), file.end())) signature->Fail(what, "does not come back");
}

void AddGolden(const std::filesystem::path& dir, Signature* signature) {
  for (const GoldenEntry& entry : ReadGoldenManifest(dir)) {
    const std::optional<Bytes> file =
        AddDecoded(entry.name, ReadFileBytes(dir / entry.name), signature);
    if (!file) continue;
    if (GoldenHash(*file) != entry.hash) signature->Fail(entry.name, "not what the manifest says");
    for (const Preset preset : kAllPresets) {
      AddStream(entry.name, *file, preset, 0, signature);
    }
    AddStream(entry.name, *file, Preset::kDefault, 3, signature);
  }
}

void AddGenerated(Signature* signature) {
  for (const GeneratedFile& file : AllGeneratedFiles()) {
    if (file.bytes.size() > kMaxGeneratedSize) continue;
    AddStream(file.name, file.bytes, Preset::kDefault, 0, signature);
  }
  for (const NamedLossless& file : LosslessFiles()) {
    AddStream("lossless " + file.name, file.bytes, Preset::kDefault, 0, signature);
  }
}

std::string ReadExpected(const std::filesystem::path& dir) {
  std::string digits;
  std::ifstream in(dir / kSignatureFile);
  in >> digits;
  return digits;
}

struct Arguments {
  std::filesystem::path dir;
  std::string kernels;  // empty: the fastest
  bool list = false;
  bool help = false;
};

std::optional<Arguments> Parse(int argc, char** argv) {
  Arguments out;
  for (int i = 1; i < argc; ++i) {
    const std::string_view word = argv[i];
    if (word == "--list") {
      out.list = true;
    } else if (word == "--kernels" && i + 1 < argc) {
      out.kernels = argv[++i];
    } else if (word == "--help" || word == "-h") {
      out.help = true;
    } else if (out.dir.empty() && !word.starts_with('-')) {
      out.dir = word;
    } else {
      return std::nullopt;
    }
  }
  if (out.dir.empty() && !out.help) return std::nullopt;
  return out;
}

int Run(const Arguments& arguments) {
  if (!arguments.kernels.empty() && infer::FindKernels(arguments.kernels.c_str()) == nullptr) {
    std::fprintf(stderr, "this processor cannot run %s\n", arguments.kernels.c_str());
    return 77;
  }
  Signature signature(arguments.list, arguments.kernels);
  AddGolden(arguments.dir, &signature);
  AddGenerated(&signature);
  std::printf("%s\n", signature.Digits().c_str());
  if (!signature.ok()) return 1;
  const std::string expected = ReadExpected(arguments.dir);
  if (signature.Digits() == expected) return 0;
  std::fprintf(stderr, "%s/%s says %s\n", arguments.dir.c_str(), kSignatureFile, expected.c_str());
  return 1;
}

}  // namespace
}  // namespace jackdaw::test

int main(int argc, char** argv) {
  const auto arguments = jackdaw::test::Parse(argc, argv);
  if (!arguments || arguments->help) {
    std::fputs(
        "usage: jackdaw_golden_signature DIR [--kernels NAME] [--list]\n"
        "Compares the signature of all outputs with the one in DIR.\n",
        arguments ? stdout : stderr);
    return arguments ? 0 : 2;
  }
  return jackdaw::test::Run(*arguments);
}
