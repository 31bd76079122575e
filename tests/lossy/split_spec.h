// The coefficients of a JPEG that libjpeg makes.
#ifndef JACKDAW_TESTS_LOSSY_SPLIT_SPEC_H_
#define JACKDAW_TESTS_LOSSY_SPLIT_SPEC_H_

#include <gtest/gtest.h>

#include <utility>

#include "codec/jpeg/jpeg_codec.h"
#include "tests/support/libjpeg_files.h"

namespace jackdaw::lossy {

inline jpeg::SplitJpegResult Split(const test::LibjpegSpec& spec) {
  Result<jpeg::SplitJpegResult> split = jpeg::SplitJpeg(test::WriteWithLibjpeg(spec), {});
  EXPECT_TRUE(split.ok());
  return std::move(split).value();
}

}  // namespace jackdaw::lossy

#endif  // JACKDAW_TESTS_LOSSY_SPLIT_SPEC_H_
