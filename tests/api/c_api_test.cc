#include <gtest/gtest.h>

#include <cstring>

#include "jackdaw/jackdaw_c.h"
#include "tests/support/libjpeg_files.h"

namespace jackdaw {
namespace {

TEST(CApiTest, RoundTrip) {
  const Bytes jpeg = test::WriteWithLibjpeg({.width = 300, .height = 200});
  jackdaw_options* options = jackdaw_options_create();
  ASSERT_NE(options, nullptr);
  jackdaw_options_set_threads(options, 2);
  jackdaw_options_set_memory_limit(options, 1 << 28);
  jackdaw_options_set_verify(options, 1);
  jackdaw_options_set_slices(options, 0);
  EXPECT_EQ(jackdaw_options_set_preset(options, "fast"), JACKDAW_OK);
  EXPECT_EQ(jackdaw_options_set_preset(options, "psychic"), JACKDAW_INVALID_ARGUMENT);
  EXPECT_EQ(jackdaw_options_set_file_name(options, "../x"), JACKDAW_INVALID_ARGUMENT);
  EXPECT_EQ(jackdaw_options_set_file_name(options, "x.jpg"), JACKDAW_OK);
  jackdaw_buffer* jkd = nullptr;
  ASSERT_EQ(jackdaw_compress(jpeg.data(), jpeg.size(), options, &jkd), JACKDAW_OK);
  EXPECT_EQ(jackdaw_buffer_outcome(jkd), JACKDAW_MODELLED);
  EXPECT_STREQ(jackdaw_buffer_message(jkd), "");
  EXPECT_TRUE(jackdaw_is_jkd(jackdaw_buffer_data(jkd), jackdaw_buffer_size(jkd)));
  jackdaw_buffer* back = nullptr;
  ASSERT_EQ(jackdaw_decompress(jackdaw_buffer_data(jkd), jackdaw_buffer_size(jkd), options, &back),
            JACKDAW_OK);
  ASSERT_EQ(jackdaw_buffer_size(back), jpeg.size());
  EXPECT_EQ(std::memcmp(jackdaw_buffer_data(back), jpeg.data(), jpeg.size()), 0);
  EXPECT_STREQ(jackdaw_buffer_file_name(back), "x.jpg");
  jackdaw_buffer_destroy(back);
  jackdaw_buffer* json = nullptr;
  ASSERT_EQ(jackdaw_inspect(jackdaw_buffer_data(jkd), jackdaw_buffer_size(jkd), nullptr, &json),
            JACKDAW_OK);
  const std::string text(reinterpret_cast<const char*>(jackdaw_buffer_data(json)),
                         jackdaw_buffer_size(json));
  EXPECT_NE(text.find("\"width_px\": 300"), std::string::npos) << text;
  jackdaw_buffer_destroy(json);
  jackdaw_buffer_destroy(jkd);
  jackdaw_options_destroy(options);
}

TEST(CApiTest, Errors) {
  jackdaw_buffer* buffer = nullptr;
  const uint8_t junk[] = {1, 2, 3};
  EXPECT_EQ(jackdaw_decompress(junk, sizeof junk, nullptr, &buffer), JACKDAW_CORRUPT);
  ASSERT_NE(buffer, nullptr);
  EXPECT_STRNE(jackdaw_buffer_message(buffer), "");
  EXPECT_EQ(jackdaw_buffer_size(buffer), 0u);
  jackdaw_buffer_destroy(buffer);
  EXPECT_EQ(jackdaw_compress(nullptr, 5, nullptr, &buffer), JACKDAW_INVALID_ARGUMENT);
  jackdaw_buffer_destroy(buffer);
  EXPECT_EQ(jackdaw_compress(nullptr, 0, nullptr, &buffer), JACKDAW_OK);
  jackdaw_buffer* back = nullptr;
  EXPECT_EQ(
      jackdaw_decompress(jackdaw_buffer_data(buffer), jackdaw_buffer_size(buffer), nullptr, &back),
      JACKDAW_OK);
  EXPECT_EQ(jackdaw_buffer_size(back), 0u);
  jackdaw_buffer_destroy(back);
  jackdaw_buffer_destroy(buffer);
  jackdaw_buffer_destroy(nullptr);
  jackdaw_options_destroy(nullptr);
  EXPECT_EQ(jackdaw_compress(junk, 3, nullptr, nullptr), JACKDAW_INVALID_ARGUMENT);
  EXPECT_FALSE(jackdaw_is_jkd(nullptr, 0));
  EXPECT_STREQ(jackdaw_version(), "0.2.0");
}

}  // namespace
}  // namespace jackdaw
