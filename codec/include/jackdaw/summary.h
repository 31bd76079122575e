// What the header and the section table of a .jkd say, without decoding it.
//
// Thread-safe; never prints or exits, and never throws unless it says so.
#ifndef JACKDAW_SUMMARY_H_
#define JACKDAW_SUMMARY_H_

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "jackdaw/jackdaw.h"
#include "jackdaw/result.h"

namespace jackdaw {

struct Summary {
  uint64_t size = 0;           // of the .jkd
  uint64_t original_size = 0;  // of what Decompress gives
  // Of what Decompress gives: XXH3-128, seed 0, big-endian.
  std::array<uint8_t, 16> content_hash{};
  int format_version = 0;
  Outcome outcome = Outcome::kStored;
  bool lossy = false;  // made with a loss: Decompress does not give the input
  // None when stored, when no image has coefficients, or when this build lacks the model.
  std::optional<Preset> preset;
  // Content hash of the learned model that it needs, as 16 hexadecimal digits; empty: none. Of a
  // model that this build lacks: its number in the format.
  std::string model;
  bool has_model = true;  // this build has that model, or none is needed
  std::string file_name;  // as stored; empty when none was. Never a path: no '/', no NUL.
  std::vector<SectionInfo> sections;  // "header" first; the sum of bytes is `size`
};

// Fills `out` with the bytes of the file from `offset` on. Returns false when it cannot.
using ReadAt = std::function<bool(uint64_t offset, std::span<uint8_t> out)>;

// jkd: the whole file. Takes microseconds whatever the size: no more of it is looked at than
// ReadSummary below reads.
//
// Nothing is verified but what is read: the check over the file is not compared, so a summary of a
// damaged file may be wrong, and damage that it does not show is found by Decompress alone.
// Errors: kTruncated, kCorrupt; kUnsupported for a format, feature or section that is not known. A
// model that this build does not have is no error.
Result<Summary> ReadSummary(std::span<const uint8_t> jkd);

// The same for a file of `size` bytes that is not in memory. Reads the first 8 KiB at once, then at
// most 12 bytes for each section that starts behind them, and a table of parts of at most 64 KiB,
// which nearly always has a few bytes. kIo when read_at fails; read_at must not throw.
Result<Summary> ReadSummary(const ReadAt& read_at, uint64_t size);

// Compares the check over the whole file that a .jkd holds with its bytes. Nothing is decoded, so
// this is as fast as read_at: any single changed byte is found, and of larger damage all but one in
// 2^32. What a check cannot find is a file that was written wrong; Decompress does. Asks for pieces
// of at most 256 KiB, in order. Errors: kTruncated, kCorrupt, kUnsupported for another format
// version, kIo when read_at fails; read_at must not throw.
Status CompareCheck(const ReadAt& read_at, uint64_t size);

// Of any bytes, as Summary::content_hash has it.
std::array<uint8_t, 16> ContentHash(std::span<const uint8_t> bytes);

// The summary as Inspect has it, with `decoded` false: no images, no reason. May throw
// std::bad_alloc.
FileInfo ToFileInfo(const Summary& summary);

}  // namespace jackdaw

#endif  // JACKDAW_SUMMARY_H_
