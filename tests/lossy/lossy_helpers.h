// Inputs and calls that the tests of lossy files share.
#ifndef JACKDAW_TESTS_LOSSY_LOSSY_HELPERS_H_
#define JACKDAW_TESTS_LOSSY_LOSSY_HELPERS_H_

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

#include "jackdaw/lossy.h"
#include "tests/support/libjpeg_files.h"

namespace jackdaw::test {

inline Bytes Photo(int quality, uint32_t width = 320, uint32_t height = 240) {
  return WriteWithLibjpeg({.width = width, .height = height, .quality = quality});
}
inline Bytes GreyPhoto(int quality) {
  return WriteWithLibjpeg(
      {.width = 320, .height = 240, .colour = JpegColour::kGrey, .quality = quality});
}

inline LossyOptions Options(LossTarget target, double value) {
  LossyOptions options;
  options.target = target;
  options.value = value;
  return options;
}

inline LossyResult CompressOk(const Bytes& jpeg, const LossyOptions& options) {
  Result<LossyResult> result = CompressLossy(jpeg, options);
  EXPECT_TRUE(result.ok()) << result.error().message;
  return result.ok() ? std::move(result).value() : LossyResult();
}
inline LossyResult CompressOk(const Bytes& jpeg, LossTarget target, double value) {
  return CompressOk(jpeg, Options(target, value));
}

inline Error ErrorOf(const Bytes& jpeg, const LossyOptions& options) {
  const Result<LossyResult> result = CompressLossy(jpeg, options);
  EXPECT_FALSE(result.ok());
  return result.ok() ? Error{ErrorCode::kInternal, 0, "no error"} : result.error();
}

inline Bytes DecompressOk(const Bytes& jkd) {
  Result<DecompressResult> result = Decompress(jkd);
  EXPECT_TRUE(result.ok()) << result.error().message;
  return result.ok() ? std::move(result.value().bytes) : Bytes();
}

inline bool Contains(const Bytes& bytes, const Bytes& part) {
  return std::search(bytes.begin(), bytes.end(), part.begin(), part.end()) != bytes.end();
}

inline bool Contains(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

}  // namespace jackdaw::test

#endif  // JACKDAW_TESTS_LOSSY_LOSSY_HELPERS_H_
