// The programs that a sweep may call, and calls of encoders and decoders through files.
#ifndef JACKDAW_APPS_SWEEP_CODECS_TOOLBOX_H_
#define JACKDAW_APPS_SWEEP_CODECS_TOOLBOX_H_

#include <chrono>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "apps/sweep/codecs/codec.h"
#include "jackdaw/result.h"

namespace jackdaw::sweep {

struct Toolbox {
  std::string search_path;      // directories as of PATH
  std::string jackdaw_program;  // path of this very program; empty: unknown
  std::chrono::milliseconds timeout = std::chrono::minutes(5);  // of one call
};

struct Tool {
  std::string path;
  std::string version;  // the first line of what version_option gives, printable
};

// Empty when it is not installed or does not start.
std::optional<Tool> FindTool(const Toolbox& toolbox, const std::string& name,
                             const std::string& version_option);

// "0.1.0 build 0123456789abcdef": the version, and a hash of the program, so that results of
// another build are never taken for its own.
std::string JackdawVersion(const Toolbox& toolbox);

// Runs an encoder that writes `output`, and reads that.
Result<EncodedFile> RunEncoder(const Toolbox& toolbox, const std::vector<std::string>& args,
                               const std::string& output);

// Writes `file` to `input`, runs a decoder that turns it into the picture `output`, and reads that.
Result<DecodedPicture> RunDecoder(const Toolbox& toolbox, std::span<const uint8_t> file,
                                  const std::string& input, const std::vector<std::string>& args,
                                  const std::string& output);

// A JPEG file by libjpeg-turbo, in this process.
Result<DecodedPicture> DecodeJpegTimed(std::span<const uint8_t> jpeg);

}  // namespace jackdaw::sweep

#endif  // JACKDAW_APPS_SWEEP_CODECS_TOOLBOX_H_
