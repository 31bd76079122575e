#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <string>
#include <vector>

#include "jackdaw/encode.h"
#include "jackdaw/jackdaw.h"
#include "jackdaw/jackdaw_c.h"
#include "jackdaw/lossy.h"
#include "jackdaw/parts.h"
#include "jackdaw/summary.h"
#include "jackdaw/transcode.h"
#include "jackdaw/version.h"
#include "models/pixels/enc_attention_file.h"
#include "tests/support/attention_models.h"
#include "tests/support/catalogue.h"
#include "tests/support/libjpeg_files.h"
#include "tests/support/nested_parts.h"

namespace jackdaw::api {
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
}

// Owns what a call returns.
struct Buffer {
  Buffer() = default;
  Buffer(const Buffer&) = delete;
  Buffer& operator=(const Buffer&) = delete;
  ~Buffer() { jackdaw_buffer_destroy(handle); }
  ByteSpan bytes() const { return {jackdaw_buffer_data(handle), jackdaw_buffer_size(handle)}; }
  std::string text() const { return {bytes().begin(), bytes().end()}; }
  jackdaw_buffer* handle = nullptr;
};

struct Options {
  Options() = default;
  Options(const Options&) = delete;
  Options& operator=(const Options&) = delete;
  ~Options() { jackdaw_options_destroy(handle); }
  jackdaw_options* handle = jackdaw_options_create();
};

TEST(CApiTest, Versions) {
  const std::string version = std::to_string(kVersionMajor) + "." + std::to_string(kVersionMinor) +
                              "." + std::to_string(kVersionPatch);
  EXPECT_EQ(jackdaw_version(), version);
  EXPECT_EQ(jackdaw_abi_version(), JACKDAW_ABI_VERSION);
  Buffer info;
  ASSERT_EQ(jackdaw_build_info(&info.handle), JACKDAW_OK);
  EXPECT_NE(info.text().find("\"version\":\"" + version + "\""), std::string::npos) << info.text();
  EXPECT_NE(info.text().find("\"kernels\":\""), std::string::npos);
  EXPECT_STREQ(jackdaw_status_name(JACKDAW_OK), "ok");
  EXPECT_STREQ(jackdaw_status_name(JACKDAW_CANCELLED), "cancelled");
}

TEST(CApiTest, LossyAndPixels) {
  const Bytes jpeg = test::WriteWithLibjpeg({.width = 200, .height = 120, .quality = 92});
  Options options;
  jackdaw_options_set_target(options.handle, JACKDAW_TARGET_QUALITY, 50);
  Buffer jkd;
  ASSERT_EQ(jackdaw_compress_lossy(jpeg.data(), jpeg.size(), options.handle, &jkd.handle),
            JACKDAW_OK)
      << jackdaw_buffer_message(jkd.handle);
  EXPECT_FALSE(jackdaw_buffer_lossless(jkd.handle));
  EXPECT_GT(jackdaw_buffer_lambda(jkd.handle), 0);
  EXPECT_GT(jackdaw_buffer_psnr_db(jkd.handle), 20);
  Buffer pixels;
  ASSERT_EQ(
      jackdaw_decompress_pixels(jkd.bytes().data(), jkd.bytes().size(), nullptr, &pixels.handle),
      JACKDAW_OK);
  EXPECT_EQ(jackdaw_buffer_width(pixels.handle), 200u);
  EXPECT_EQ(jackdaw_buffer_height(pixels.handle), 120u);
  EXPECT_EQ(jackdaw_buffer_channels(pixels.handle), 3);
  EXPECT_EQ(pixels.bytes().size(), 200u * 120 * 3);

  Buffer same_pixels, summary;
  ASSERT_EQ(jackdaw_decompress_jkd_pixels(jkd.bytes().data(), jkd.bytes().size(), nullptr,
                                          &same_pixels.handle),
            JACKDAW_OK);
  EXPECT_TRUE(std::ranges::equal(same_pixels.bytes(), pixels.bytes()));
  ASSERT_EQ(jackdaw_read_summary(jkd.bytes().data(), jkd.bytes().size(), &summary.handle),
            JACKDAW_OK);
  EXPECT_NE(summary.text().find("\"lossy\": true"), std::string::npos) << summary.text();

  jackdaw_options_set_scans(options.handle, JACKDAW_SCANS_PROGRESSIVE);
  jackdaw_options_set_strip(options.handle, JACKDAW_STRIP_METADATA);
  Buffer smaller;
  ASSERT_EQ(jackdaw_transcode(jpeg.data(), jpeg.size(), options.handle, &smaller.handle),
            JACKDAW_OK);
  EXPECT_LT(smaller.bytes().size(), jpeg.size());
  EXPECT_TRUE(jackdaw_buffer_progressive(smaller.handle));
  EXPECT_FALSE(jackdaw_buffer_copied(smaller.handle));
  jackdaw_options_set_target(options.handle, JACKDAW_TARGET_QUALITY, 100);
  Buffer same;
  ASSERT_EQ(jackdaw_transcode(jpeg.data(), jpeg.size(), options.handle, &same.handle), JACKDAW_OK);
  EXPECT_TRUE(jackdaw_buffer_lossless(same.handle));
  EXPECT_TRUE(std::isinf(jackdaw_buffer_psnr_db(same.handle)));

  jackdaw_options_set_target(options.handle, JACKDAW_TARGET_SIZE, -1);
  Buffer error;
  EXPECT_EQ(jackdaw_transcode(jpeg.data(), jpeg.size(), options.handle, &error.handle),
            JACKDAW_INVALID_ARGUMENT);
  EXPECT_STRNE(jackdaw_buffer_message(error.handle), "");
}

TEST(CApiTest, AttentionAndRefinement) {
  const Bytes jpeg = test::WriteWithLibjpeg({.width = 200, .height = 120, .quality = 92});
  const Bytes file = attention::WriteAttentionFile(test::SomeAttentionModel(9)).value();
  const AttentionOptions attention{.on = true, .weights = file};
  Options options;
  jackdaw_options_set_target(options.handle, JACKDAW_TARGET_QUALITY, 60);
  Buffer plain;
  ASSERT_EQ(jackdaw_transcode(jpeg.data(), jpeg.size(), options.handle, &plain.handle), JACKDAW_OK);
  ASSERT_EQ(jackdaw_options_set_attention(options.handle, file.data(), file.size()), JACKDAW_OK);
  jackdaw_options_set_refine(options.handle, 3);
  const auto transcoded = Transcode(jpeg, {.value = 60, .attention = attention, .refine = 3});
  const auto packed = CompressLossy(jpeg, {.value = 60, .attention = attention, .refine = 3});
  ASSERT_TRUE(transcoded.ok() && packed.ok());
  Buffer made, made_jkd;
  ASSERT_EQ(jackdaw_transcode(jpeg.data(), jpeg.size(), options.handle, &made.handle), JACKDAW_OK);
  EXPECT_TRUE(std::ranges::equal(made.bytes(), transcoded.value().bytes));
  EXPECT_FALSE(std::ranges::equal(made.bytes(), plain.bytes()));
  ASSERT_EQ(jackdaw_compress_lossy(jpeg.data(), jpeg.size(), options.handle, &made_jkd.handle),
            JACKDAW_OK);
  EXPECT_TRUE(std::ranges::equal(made_jkd.bytes(), packed.value().bytes));

  const std::vector<uint8_t> samples(64 * 48, 90);
  const auto encoded = Encode({.width = 64, .height = 48, .channels = 1, .samples8 = samples},
                              {.value = 60, .attention = attention, .refine = 3});
  Buffer picture;
  ASSERT_TRUE(encoded.ok());
  ASSERT_EQ(jackdaw_encode8(samples.data(), 64, 48, 1, 0, 0, JACKDAW_KIND_JPEG, options.handle,
                            &picture.handle),
            JACKDAW_OK);
  EXPECT_TRUE(std::ranges::equal(picture.bytes(), encoded.value().bytes));

  Buffer good, bad;
  EXPECT_EQ(jackdaw_check_attention_networks(file.data(), file.size(), &good.handle), JACKDAW_OK);
  EXPECT_EQ(jackdaw_check_attention_networks(jpeg.data(), jpeg.size(), &bad.handle),
            JACKDAW_CORRUPT);
  EXPECT_STRNE(jackdaw_buffer_message(bad.handle), "");
  ASSERT_EQ(jackdaw_options_set_attention(options.handle, jpeg.data(), jpeg.size()), JACKDAW_OK);
  Buffer error, again;
  EXPECT_EQ(jackdaw_transcode(jpeg.data(), jpeg.size(), options.handle, &error.handle),
            JACKDAW_CORRUPT);
  ASSERT_EQ(jackdaw_options_set_attention(options.handle, nullptr, 0), JACKDAW_OK);
  jackdaw_options_set_refine(options.handle, 0);
  ASSERT_EQ(jackdaw_transcode(jpeg.data(), jpeg.size(), options.handle, &again.handle), JACKDAW_OK);
  EXPECT_TRUE(std::ranges::equal(again.bytes(), plain.bytes()));
}

// A file of which parts are read.
struct Parts {
  std::vector<uint8_t> bytes;
  bool fails = false;
  size_t read = 0;

  static int ReadAt(void* user, uint64_t offset, uint8_t* data, size_t size) {
    auto* parts = static_cast<Parts*>(user);
    if (parts->fails || offset + size > parts->bytes.size()) return 1;
    std::copy_n(parts->bytes.begin() + static_cast<ptrdiff_t>(offset), size, data);
    parts->read += size;
    return 0;
  }
};

TEST(CApiTest, FilesThatAreNotInMemory) {
  std::vector<uint8_t> noise(100000);
  uint32_t x = 1;
  for (uint8_t& byte : noise) byte = static_cast<uint8_t>((x = x * 1664525 + 1013904223) >> 24);
  Buffer jkd;
  ASSERT_EQ(jackdaw_compress(noise.data(), noise.size(), nullptr, &jkd.handle), JACKDAW_OK);
  Parts parts;
  parts.bytes.assign(jkd.bytes().begin(), jkd.bytes().end());
  Buffer summary, whole;
  ASSERT_EQ(jackdaw_read_summary_at(Parts::ReadAt, &parts, parts.bytes.size(), &summary.handle),
            JACKDAW_OK);
  EXPECT_LT(parts.read, 10000u);
  ASSERT_EQ(jackdaw_read_summary(parts.bytes.data(), parts.bytes.size(), &whole.handle),
            JACKDAW_OK);
  EXPECT_EQ(summary.text(), whole.text());
  Buffer same, damaged, failed, null;
  EXPECT_EQ(jackdaw_compare_check(Parts::ReadAt, &parts, parts.bytes.size(), &same.handle),
            JACKDAW_OK);
  parts.bytes[50000] ^= 1;
  EXPECT_EQ(jackdaw_compare_check(Parts::ReadAt, &parts, parts.bytes.size(), &damaged.handle),
            JACKDAW_CORRUPT);
  EXPECT_STRNE(jackdaw_buffer_message(damaged.handle), "");
  parts.fails = true;
  EXPECT_EQ(jackdaw_compare_check(Parts::ReadAt, &parts, parts.bytes.size(), &failed.handle),
            JACKDAW_IO);
  EXPECT_EQ(jackdaw_read_summary_at(nullptr, nullptr, 100, &null.handle), JACKDAW_INVALID_ARGUMENT);
}

// A JPEG with a maker's note of an unknown kind, which holds the place of the preview behind it.
Bytes JpegWithPreviewBehind() {
  constexpr std::string_view kExif(
      "Exif\0\0II*\0\x08\0\0\0"
      "\x01\0\x69\x87\x04\0\x01\0\0\0\x1a\0\0\0\0\0\0\0"  // IFD0: where Exif's directory is
      "\x01\0\x7c\x92\x07\0\x2f\0\0\0\x2c\0\0\0\0\0\0\0"  // which has the note
      "ONE LETTER LONGER\x02\0"
      "\x88\0\x04\0\x01\0\0\0\0\0\0\0\x89\0\x04\0\x01\0\0\0\0\x01\0\0\0\0\0\0",
      97);
  constexpr size_t kPlace = 77, kStructure = 2 + 4 + 6;  // counted from the TIFF header
  const Bytes first = test::WriteWithLibjpeg({.width = 200, .height = 150, .quality = 92});
  Bytes exif(kExif.begin(), kExif.end());
  const size_t place = test::WithSegment(first, 0xE1, exif).size() - kStructure;
  for (size_t i = 0; i < 4; ++i) exif[kPlace + i] = static_cast<uint8_t>(place >> (8 * i));
  return test::Concat(
      {test::WithSegment(first, 0xE1, exif), test::WriteWithLibjpeg({.width = 80, .height = 60})});
}

TEST(CApiTest, WhatIsRemovedAndWarnings) {
  const Bytes jpeg = JpegWithPreviewBehind();
  Options options;
  jackdaw_options_set_target(options.handle, JACKDAW_TARGET_QUALITY, 50);
  const Result<TranscodeResult> wanted = Transcode(jpeg, {.value = 50});
  const Result<LossyResult> wanted_jkd = CompressLossy(jpeg, {.value = 50});
  ASSERT_TRUE(wanted.ok() && wanted_jkd.ok());
  ASSERT_EQ(wanted.value().warnings.size(), 1u);
  Buffer made, made_jkd;
  ASSERT_EQ(jackdaw_transcode(jpeg.data(), jpeg.size(), options.handle, &made.handle), JACKDAW_OK);
  ASSERT_EQ(jackdaw_buffer_num_warnings(made.handle), 1u);
  EXPECT_EQ(jackdaw_buffer_warning(made.handle, 0), wanted.value().warnings[0]);
  EXPECT_EQ(jackdaw_buffer_warning(made.handle, 1), nullptr);
  EXPECT_EQ(jackdaw_buffer_num_removed(made.handle), 0u);
  EXPECT_EQ(jackdaw_buffer_removed(made.handle, 0), nullptr);
  ASSERT_EQ(jackdaw_compress_lossy(jpeg.data(), jpeg.size(), options.handle, &made_jkd.handle),
            JACKDAW_OK);
  ASSERT_EQ(jackdaw_buffer_num_warnings(made_jkd.handle), wanted_jkd.value().warnings.size());

  jackdaw_options_set_strip(options.handle, JACKDAW_STRIP_METADATA);
  const Result<TranscodeResult> stripped =
      Transcode(jpeg, {.value = 50, .strip = {.metadata = true}});
  ASSERT_TRUE(stripped.ok());
  ASSERT_FALSE(stripped.value().removed.empty());
  Buffer less;
  ASSERT_EQ(jackdaw_transcode(jpeg.data(), jpeg.size(), options.handle, &less.handle), JACKDAW_OK);
  ASSERT_EQ(jackdaw_buffer_num_removed(less.handle), stripped.value().removed.size());
  for (size_t i = 0; i < stripped.value().removed.size(); ++i) {
    EXPECT_EQ(jackdaw_buffer_removed(less.handle, i), stripped.value().removed[i]);
  }
}

struct Watch {
  uint32_t last = 0;
  bool cancel = false;
};

TEST(CApiTest, ProgressAndCancel) {
  const Bytes jpeg = test::WriteWithLibjpeg({.width = 300, .height = 200});
  Options options;
  Watch watch;
  EXPECT_EQ(jackdaw_options_set_progress(
                options.handle,
                [](void* user, uint32_t per_mille) { static_cast<Watch*>(user)->last = per_mille; },
                &watch),
            JACKDAW_OK);
  EXPECT_EQ(jackdaw_options_set_cancel(
                options.handle,
                [](void* user) { return static_cast<Watch*>(user)->cancel ? 1 : 0; }, &watch),
            JACKDAW_OK);
  Buffer jkd, none;
  ASSERT_EQ(jackdaw_compress(jpeg.data(), jpeg.size(), options.handle, &jkd.handle), JACKDAW_OK);
  EXPECT_EQ(watch.last, 1000u);
  watch = {.cancel = true};
  EXPECT_EQ(jackdaw_compress(jpeg.data(), jpeg.size(), options.handle, &none.handle),
            JACKDAW_CANCELLED);
  EXPECT_EQ(watch.last, 0u);
  EXPECT_EQ(jackdaw_buffer_size(none.handle), 0u);
  EXPECT_EQ(jackdaw_options_set_progress(options.handle, nullptr, nullptr), JACKDAW_OK);
  EXPECT_EQ(jackdaw_options_set_cancel(options.handle, nullptr, nullptr), JACKDAW_OK);
  Buffer again;
  EXPECT_EQ(jackdaw_compress(jpeg.data(), jpeg.size(), options.handle, &again.handle), JACKDAW_OK);
  EXPECT_TRUE(std::ranges::equal(again.bytes(), jkd.bytes()));
  EXPECT_EQ(jackdaw_options_set_kernels(options.handle, "mmx"), JACKDAW_OK);
  Buffer error;
  EXPECT_EQ(jackdaw_compress(jpeg.data(), jpeg.size(), options.handle, &error.handle),
            JACKDAW_INVALID_ARGUMENT);
}

// A pipe in memory that hands over a few bytes at a time.
struct Pipe {
  Bytes in = {}, out = {};
  size_t pos = 0;
  bool read_fails = false, write_fails = false;

  static ptrdiff_t Read(void* user, uint8_t* data, size_t size) {
    Pipe& pipe = *static_cast<Pipe*>(user);
    if (pipe.read_fails && pipe.pos > 0) return -1;
    const size_t n = std::min({size, pipe.in.size() - pipe.pos, size_t{1000}});
    std::copy_n(pipe.in.begin() + static_cast<ptrdiff_t>(pipe.pos), n, data);
    pipe.pos += n;
    return static_cast<ptrdiff_t>(n);
  }
  static int Write(void* user, const uint8_t* data, size_t size) {
    Pipe& pipe = *static_cast<Pipe*>(user);
    if (pipe.write_fails) return 1;
    pipe.out.insert(pipe.out.end(), data, data + size);
    return 0;
  }
};

TEST(CApiTest, Streams) {
  const Bytes jpeg = test::WriteWithLibjpeg({.width = 700, .height = 500, .quality = 95});
  ASSERT_GT(jpeg.size(), size_t{1} << 16);
  Options options;
  EXPECT_EQ(jackdaw_options_set_file_name(options.handle, "x.jpg"), JACKDAW_OK);
  Pipe pipe{.in = jpeg};
  Buffer made;
  ASSERT_EQ(jackdaw_compress_stream(Pipe::Read, Pipe::Write, &pipe, options.handle, &made.handle),
            JACKDAW_OK);
  EXPECT_EQ(jackdaw_buffer_outcome(made.handle), JACKDAW_MODELLED);
  EXPECT_EQ(jackdaw_buffer_size(made.handle), 0u);
  Pipe back{.in = pipe.out};
  Buffer restored;
  ASSERT_EQ(jackdaw_decompress_stream(Pipe::Read, Pipe::Write, &back, nullptr, &restored.handle),
            JACKDAW_OK);
  EXPECT_EQ(back.out, jpeg);
  EXPECT_STREQ(jackdaw_buffer_file_name(restored.handle), "x.jpg");
}

TEST(CApiTest, StreamsThatFail) {
  const Bytes jpeg = test::WriteWithLibjpeg({.width = 100, .height = 60});
  const auto compress = [](Pipe pipe, const jackdaw_options* options) {
    Buffer buffer;
    const jackdaw_status status =
        jackdaw_compress_stream(Pipe::Read, Pipe::Write, &pipe, options, &buffer.handle);
    EXPECT_STRNE(jackdaw_buffer_message(buffer.handle), "");
    EXPECT_TRUE(pipe.out.empty());
    return status;
  };
  EXPECT_EQ(compress({.in = jpeg, .read_fails = true}, nullptr), JACKDAW_IO);
  EXPECT_EQ(compress({.in = jpeg, .write_fails = true}, nullptr), JACKDAW_IO);
  Options options;
  jackdaw_options_set_memory_limit(options.handle, 1000);
  EXPECT_EQ(compress({.in = jpeg}, options.handle), JACKDAW_LIMIT_EXCEEDED);

  Pipe pipe{.in = jpeg};
  Buffer whole, none, cut;
  ASSERT_EQ(jackdaw_buffer_read(Pipe::Read, &pipe, jpeg.size(), &whole.handle), JACKDAW_OK);
  EXPECT_TRUE(std::ranges::equal(whole.bytes(), jpeg));
  EXPECT_EQ(jackdaw_buffer_write(whole.handle, Pipe::Write, &pipe), JACKDAW_OK);
  EXPECT_EQ(pipe.out, jpeg);
  EXPECT_EQ(jackdaw_buffer_write(whole.handle, nullptr, nullptr), JACKDAW_INVALID_ARGUMENT);
  pipe.pos = 0;
  EXPECT_EQ(jackdaw_buffer_read(Pipe::Read, &pipe, jpeg.size() - 1, &cut.handle),
            JACKDAW_LIMIT_EXCEEDED);
  EXPECT_EQ(jackdaw_buffer_read(nullptr, nullptr, 1, &none.handle), JACKDAW_INVALID_ARGUMENT);
}

TEST(CApiTest, PartsAreThoseOfTheCppApi) {
  const Bytes jpeg = test::WriteWithLibjpeg({.width = 100, .height = 70});
  const Result<CompressResult> packed = Compress(jpeg);
  ASSERT_TRUE(packed.ok());
  const Bytes& jkd = packed.value().bytes;
  Buffer headers;
  ASSERT_EQ(jackdaw_decompress_headers(jkd.data(), jkd.size(), nullptr, &headers.handle),
            JACKDAW_OK);
  EXPECT_EQ(Bytes(headers.bytes().begin(), headers.bytes().end()), DecompressHeaders(jkd).value());
  Options options;
  jackdaw_options_set_headers(options.handle, 1);
  Buffer pixels, alone;
  size_t size = 0;
  ASSERT_EQ(jackdaw_decompress_pixels(jkd.data(), jkd.size(), options.handle, &pixels.handle),
            JACKDAW_OK);
  const uint8_t* of_pixels = jackdaw_buffer_headers(pixels.handle, &size);
  EXPECT_EQ(Bytes(of_pixels, of_pixels + size), DecompressHeaders(jkd).value());
  ASSERT_EQ(jackdaw_decompress_pixels(jkd.data(), jkd.size(), nullptr, &alone.handle), JACKDAW_OK);
  jackdaw_buffer_headers(alone.handle, &size);
  EXPECT_EQ(size, 0u);
  Buffer parts;
  ASSERT_EQ(jackdaw_decompress_coefficients(jkd.data(), jkd.size(), nullptr, &parts.handle),
            JACKDAW_OK);
  const Coefficients wanted = DecompressCoefficients(jkd).value();
  EXPECT_EQ(jackdaw_buffer_width(parts.handle), 100u);
  EXPECT_EQ(jackdaw_buffer_height(parts.handle), 70u);
  EXPECT_EQ(jackdaw_buffer_precision(parts.handle), 8);
  EXPECT_EQ(jackdaw_buffer_progressive(parts.handle), wanted.progressive ? 1 : 0);
  ASSERT_EQ(jackdaw_buffer_num_components(parts.handle), wanted.components.size());
  EXPECT_EQ(jackdaw_buffer_component(parts.handle, wanted.components.size()), nullptr);
  for (size_t i = 0; i < wanted.components.size(); ++i) {
    const ComponentCoefficients& component = wanted.components[i];
    const jackdaw_component* const view = jackdaw_buffer_component(parts.handle, i);
    EXPECT_EQ(view->id, component.id);
    EXPECT_EQ(view->h, component.h);
    EXPECT_EQ(view->v, component.v);
    EXPECT_EQ(view->width_blocks, component.width_blocks);
    EXPECT_EQ(view->height_blocks, component.height_blocks);
    EXPECT_TRUE(
        std::equal(component.quant_table.begin(), component.quant_table.end(), view->quant_table));
    EXPECT_TRUE(std::equal(component.levels.begin(), component.levels.end(), view->levels));
  }
  std::array<uint8_t, 16> hash{};
  jackdaw_content_hash(jpeg.data(), jpeg.size(), hash.data());
  EXPECT_EQ(hash, ReadSummary(jkd).value().content_hash);
  const uint8_t junk[] = {1, 2, 3};
  Buffer failed;
  EXPECT_EQ(jackdaw_decompress_coefficients(junk, sizeof junk, nullptr, &failed.handle),
            JACKDAW_UNSUPPORTED);
  EXPECT_EQ(jackdaw_buffer_num_components(failed.handle), 0u);
}

}  // namespace
}  // namespace jackdaw::api
