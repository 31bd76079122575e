// make_corpus DIR: seeds for the fuzzers, in DIR/<target>/, from the catalogue's small files.
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include "archive/journal.h"
#include "jackdaw/jackdaw.h"
#include "jackdaw/lossy.h"
#include "models/weights/model_file.h"
#include "tests/fuzz/fuzz_targets.h"
#include "tests/images/png_maker.h"
#include "tests/support/catalogue.h"
#include "tests/support/directory_argument.h"
#include "tests/support/hostile_jkd.h"
#include "tests/support/lossless_writer.h"
#include "tests/support/restoration_models.h"
#include "tests/support/test_rng.h"

namespace jackdaw::test {
namespace {

constexpr size_t kMaxSeedBytes = 4096;

bool Write(const std::filesystem::path& dir, const std::string& name, ByteSpan bytes,
           size_t max_bytes = kMaxSeedBytes) {
  if (bytes.size() > max_bytes) return true;
  std::filesystem::create_directories(dir);
  std::ofstream out(dir / name, std::ios::binary);
  for (const uint8_t b : bytes) out.put(static_cast<char>(b));
  out.close();
  return out.good();
}

bool WriteSeeds(const std::filesystem::path& dir, const GeneratedFile& file) {
  if (file.bytes.size() > kMaxSeedBytes) return true;
  bool good = Write(dir / "compress", file.name, file.bytes);
  const Result<CompressResult> compressed = Compress(file.bytes);
  if (compressed.ok()) {
    good = Write(dir / "decompress", file.name, compressed.value().bytes) && good;
  }
  LossyOptions loss;
  loss.target = LossTarget::kLambda;
  loss.value = 30;
  const Result<LossyResult> lossy_jkd = CompressLossy(file.bytes, loss);
  if (lossy_jkd.ok() && !lossy_jkd.value().lossless) {
    good = Write(dir / "decompress", file.name + "_lossy", lossy_jkd.value().bytes) && good;
  }
  Bytes transcode = file.bytes;
  transcode.insert(transcode.begin(), static_cast<uint8_t>(file.bytes.size()));
  good = Write(dir / "transcode", file.name, transcode) && good;
  Bytes lossy = transcode;
  lossy.insert(lossy.begin(), uint8_t{1});
  good = Write(dir / "lossy", file.name, lossy) && good;
  good = Write(dir / "encode", file.name, transcode) && good;
  good = Write(dir / "restore", file.name, transcode) && good;
  const Bytes join = MakeJoinSeed(file.bytes);
  if (!join.empty()) good = Write(dir / "join", file.name, join) && good;
  return good;
}

// Frames of each kind, for both modes of FuzzCoefficients.
bool WriteCoefficientSeeds(const std::filesystem::path& dir) {
  bool good = true;
  TestRng rng(1);
  for (uint8_t i = 0; i < 64; ++i) {
    Bytes seed = {i, rng.Byte(), rng.Byte(), rng.Byte(), rng.Byte(), i};
    for (int c = 0; c < 4; ++c) {
      for (const uint8_t b : {rng.Byte(), rng.Byte(), uint8_t{0}, rng.Byte()}) seed.push_back(b);
    }
    if (i % 16 == 0) seed[11] = 8;  // to be decoded; one component, the static method
    const Bytes values = rng.RandomBytes(16u << (i % 6));
    seed.insert(seed.end(), values.begin(), values.end());
    good = Write(dir / "coefficients", "seed" + std::to_string(i), seed) && good;
  }
  return good;
}

// One seed for each kind of input of FuzzPriorModel.
bool WritePriorSeeds(const std::filesystem::path& dir) {
  bool good = Write(dir / "prior", "file", Bytes{0, 0x28, 0xB5, 0x2F, 0xFD});
  good =
      Write(dir / "prior", "content", Bytes{1, 'J', 'K', 'W', '1', 1, 16, 0, 16, 0, 4, 2}) && good;
  good = Write(dir / "prior", "block_content", Bytes{3, 'J', 'K', 'W', '2', 1, 1, 16, 0}) && good;
  good = Write(dir / "prior", "block_edits", Bytes{4, 200, 7, 0, 1}) && good;
  good = Write(dir / "prior", "lattice_content", Bytes{3, 'J', 'K', 'L', '2', 1, 1, 16, 0}) && good;
  good = Write(dir / "prior", "lattice_edits", Bytes{5, 200, 7, 0, 1}) && good;
  return Write(dir / "prior", "edits", Bytes{2, 200, 7, 0, 1}) && good;
}

// Contents of files of networks, without the magic and the checksum that FuzzRestore adds; and
// packed files.
bool WriteNetworkSeeds(const std::filesystem::path& dir) {
  constexpr size_t kMagicBytes = restoration::kRestorationMagic.size(), kHashBytes = 8;
  constexpr size_t kMaxBytes = 32768;  // every network has 12 kB that make a style of its table
  const restoration::RestorationShape smallest = {
      .channels = 1, .pairs = 0, .first_kernel = 1, .last_kernel = 1};
  restoration::RestorationShape fine = smallest;
  fine.cell = restoration::kFineCell;
  bool good = true;
  for (const auto& shapes : std::vector<std::vector<restoration::RestorationShape>>{
           {}, {smallest}, {fine}, {smallest, fine}}) {
    const Bytes content = weights::UnpackModelFile(RestorationFileOf(1, shapes)).value();
    Bytes seed = {0xC0};
    seed.insert(seed.end(), content.begin() + kMagicBytes, content.end() - kHashBytes);
    good =
        Write(dir / "restore", "networks" + std::to_string(seed.size()), seed, kMaxBytes) && good;
  }
  const Bytes noise = TestRng(3).RandomBytes(300);
  Bytes seed = weights::PackModelFile(noise);
  seed.insert(seed.begin(), uint8_t{0xE0});
  return Write(dir / "restore", "packed", seed) && good;
}

// Small files that ask for much, unpacked far below the fuzzers' memory limit.
bool WriteHostileSeeds(const std::filesystem::path& dir) {
  bool good = true;
  for (const GeneratedFile& file : GrowingLists(1 << 16)) {
    good = Write(dir / "decompress", "list_" + file.name, file.bytes) && good;
  }
  for (const GeneratedFile& file : PieceBombs(1 << 16)) {
    good = Write(dir / "decompress", "bomb_" + file.name, file.bytes) && good;
  }
  for (const GeneratedFile& file : BlocksForNothing()) {
    good = Write(dir / "decompress", "blocks_" + file.name, file.bytes) && good;
  }
  return good;
}

bool WriteText(const std::filesystem::path& dir, const std::string& name, std::string_view text) {
  return Write(dir, name, {reinterpret_cast<const uint8_t*>(text.data()), text.size()});
}

archive::JournalEntry Entry(const char* input, archive::JournalStatus status) {
  archive::JournalEntry entry;
  entry.input = input;
  entry.status = status;
  return entry;
}

bool WriteJournalSeeds(const std::filesystem::path& dir) {
  using archive::JournalStatus;
  archive::JournalEntry done = Entry("a.jpg", JournalStatus::kOk);
  done.output = "a.jpg.jkd";
  done.input_size = 9;
  done.lossy = true;
  archive::JournalEntry gone = Entry("\xff \"b\".jpg", JournalStatus::kOk);
  gone.removed_original = gone.removed_input = true;
  archive::JournalEntry skipped = Entry("c.jpg", JournalStatus::kSkipped);
  skipped.is_finished = false;
  skipped.message = "changed";
  archive::JournalEntry failed = Entry("d.jpg", JournalStatus::kFailed);
  failed.is_finished = false;
  failed.error_code = "i/o error";
  const std::string time = archive::TimeStamp();
  std::string text = archive::BeginLine({"compress", "0.2.0"}, time);
  for (const archive::JournalEntry& entry : {done, gone, skipped, failed}) {
    text += archive::EntryLine(entry, time);
  }
  bool good = WriteText(dir / "journal", "cut", text.substr(0, text.size() - 9));
  text += archive::EndLine({1, 1, 1, true}, time);
  good = WriteText(dir / "journal", "whole", text) && good;
  return WriteText(dir / "journal", "resumed", text + "\n" + text) && good;
}

// One seed or more for each kind of input of FuzzCatalogue.
bool WriteCatalogueSeeds(const std::filesystem::path& dir) {
  bool good =
      WriteText(dir / "catalogue", "file", std::string("\0SQLite format 3\0\x10\0\1\1", 21));
  good = Write(dir / "catalogue", "bytes", Bytes{1, 0, 18, 2, 0x10, 0, 13, 0x20, 5, 0}) && good;
  constexpr std::string_view kDefinitions[] = {
      "CREATE TABLE facts(name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
      "CREATE VIEW files AS SELECT 1 AS id, 'a' AS path",
      "CREATE TRIGGER t AFTER INSERT ON files BEGIN DELETE FROM files; END",
      "CREATE TABLE files(id, path, size GENERATED ALWAYS AS (load_extension('x')))"};
  int number = 0;
  for (const std::string_view sql : kDefinitions) {
    for (const char place : {'\0', '\1', '\2'}) {
      std::string seed{'\2', place};
      seed += sql;
      good = WriteText(dir / "catalogue", "sql" + std::to_string(++number), seed) && good;
    }
  }
  for (char column = 0; column < 8; ++column) {
    for (const std::string_view value : {"-1", "9223372036854775807", "../a", "/etc/passwd", ""}) {
      const int kind = value.starts_with('-') ? 0x40 : 0x80;
      std::string seed{'\3', static_cast<char>(column | kind)};
      seed += value;
      good = WriteText(dir / "catalogue", "value" + std::to_string(++number), seed) && good;
    }
  }
  return good;
}

bool WriteRequestSeeds(const std::filesystem::path& dir) {
  constexpr std::string_view kRequests[] = {
      "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n",
      "GET /?page=2&sort=newest HTTP/1.1\r\nHost: localhost:80\r\n\r\n",
      // Two requests on one connection.
      // NOLINTNEXTLINE(bugprone-suspicious-missing-comma)
      "HEAD /a.jpg HTTP/1.1\r\nHost: localhost\r\nConnection: keep-alive\r\n\r\n"
      "GET /sub/a.jpg?thumb=64 HTTP/1.1\r\nHost: localhost\r\n\r\n",
      "GET /a.jpg HTTP/1.1\r\nHost: localhost\r\nRange: bytes=0-9,20-,-5\r\nIf-Range: "
      "\"x\"\r\n\r\n",
      "GET /a.jpg HTTP/1.0\r\nIf-None-Match: W/\"a\", *\r\n\r\n",
      "GET /damaged.jpg HTTP/1.1\r\nHost: localhost\r\n"
      "If-Modified-Since: Sun, 06 Nov 1994 08:49:37 GMT\r\n\r\n",
      "GET http://localhost/%2e%2e/outside HTTP/1.1\r\nHost: localhost\r\n\r\n",
      "GET /link HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n",
      "GET /metrics HTTP/1.1\r\nHost: [::1]:80\r\n\r\n",
      "GET /.jackdaw/gallery.css HTTP/1.1\r\nHost: localhost\r\n\r\n"};
  bool good = true;
  int number = 0;
  for (const std::string_view request : kRequests) {
    good = WriteText(dir / "requests", "request" + std::to_string(++number), request) && good;
  }
  return good;
}

bool WriteLosslessSeeds(const std::filesystem::path& dir) {
  bool good = true;
  for (const NamedLossless& file : LosslessFiles()) {
    Bytes seed = file.bytes;
    seed.insert(seed.begin(), uint8_t{0});
    good = Write(dir / "lossless_jpeg", file.name, seed) && good;
    good = Write(dir / "compress", "lossless_" + file.name, file.bytes) && good;
    const Bytes join = MakeLosslessJoinSeed(file.bytes);
    if (!join.empty()) good = Write(dir / "lossless_jpeg", file.name + "_join", join) && good;
    const Result<CompressResult> compressed = Compress(file.bytes);
    if (compressed.ok()) {
      good = Write(dir / "decompress", "lossless_" + file.name, compressed.value().bytes) && good;
    }
  }
  return good;
}

// PNG of each kind and PNM, small; behind bytes of options.
bool WriteImageSeeds(const std::filesystem::path& dir) {
  bool good = true;
  uint8_t head = 0;
  const auto write = [&](const std::string& name, Bytes file) {
    file.insert(file.begin(), head);
    head = static_cast<uint8_t>(head + 37);
    good = Write(dir / "encode", name, file) && good;
  };
  TestRng rng(2);
  for (const uint8_t colour : {kGrey, kRgb, kPalette, kGreyAlpha, kRgba}) {
    for (const uint8_t depth : {uint8_t{1}, uint8_t{8}, uint8_t{16}}) {
      const bool is_valid = depth == 8 || (depth == 1 && (colour == kGrey || colour == kPalette)) ||
                            (depth == 16 && colour != kPalette);
      if (!is_valid) continue;
      const size_t channels = colour == kRgb         ? 3
                              : colour == kRgba      ? 4
                              : colour == kGreyAlpha ? 2
                                                     : 1;
      const size_t row_bytes = (9 * channels * depth + 7) / 8;
      PngSpec spec{.width = 9, .height = 5, .bit_depth = depth, .colour = colour};
      spec.rows = rng.RandomBytes(static_cast<uint32_t>(row_bytes * 5));
      if (colour == kPalette) {
        spec.before = {{"PLTE", rng.RandomBytes(depth == 1 ? 6 : 768)}, {"tRNS", {7}}};
      }
      spec.after = {{"eXIf", {'I', 'I', 42, 0, 8, 0, 0, 0, 0, 0}}};
      write("png" + std::to_string(colour) + "_" + std::to_string(depth), MakePng(spec));
    }
  }
  for (const std::string text : {"P5 4 2 255\nabcdefgh", "P6 2 1 255\nabcdef", "P2 2 2 9 1 2 3 4",
                                 "P3 1 1 700 600 5 6", "P5 2 1 999\n\001\002\003\004"}) {
    write("pnm" + std::to_string(text[1] - '0') + std::to_string(text.size()),
          Bytes(text.begin(), text.end()));
  }
  return good;
}

int Run(const std::filesystem::path& dir) {
  bool good = WriteImageSeeds(dir) && WriteCoefficientSeeds(dir) && WritePriorSeeds(dir) &&
              WriteNetworkSeeds(dir) && WriteHostileSeeds(dir) && WriteJournalSeeds(dir) &&
              WriteCatalogueSeeds(dir) && WriteRequestSeeds(dir) && WriteLosslessSeeds(dir);
  for (const GeneratedFile& file : AllGeneratedFiles()) good = WriteSeeds(dir, file) && good;
  return good ? 0 : 1;
}

}  // namespace
}  // namespace jackdaw::test

int main(int argc, char** argv) {
  return jackdaw::test::RunOnDirectory(
      argc, argv,
      "usage: make_corpus DIR\n"
      "Writes seeds for the fuzzers, in a directory of DIR for each.\n",
      jackdaw::test::Run);
}
