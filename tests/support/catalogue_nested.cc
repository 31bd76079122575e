// JPEG files that carry other JPEG files.
#include "codec/container/icc_profiles.h"
#include "tests/support/catalogue.h"
#include "tests/support/libjpeg_files.h"
#include "tests/support/nested_parts.h"
#include "tests/support/test_rng.h"

namespace jackdaw::test {
namespace {

void AddThumbnails(FileList* list) {
  const Bytes thumbnail = SmallJpeg(61);
  const Bytes main = SmallJpeg(62);
  list->AddClean("exif_thumbnail", WithSegment(main, 0xE1, ExifPayload(thumbnail)));
  list->AddClean("exif_thumbnail_progressive",
                 WithSegment(main, 0xE1, ExifPayload(SmallJpeg(63, true))));
  list->AddClean("exif_thumbnail_libjpeg",
                 WriteWithLibjpeg({.app1 = ExifPayload(thumbnail), .app2 = Bytes(3000, 0x5A)}));
  list->AddClean("exif_thumbnail_cut",
                 WithSegment(main, 0xE1, ExifPayload(Prefix(thumbnail, 1, 2))));
  Bytes broken = thumbnail;
  for (size_t i = broken.size() / 2; i < broken.size(); i += 7) broken[i] ^= 0x55;
  list->AddClean("exif_thumbnail_damaged", WithSegment(main, 0xE1, ExifPayload(broken)));
  const Bytes inner = WithSegment(SmallJpeg(64), 0xE1, ExifPayload(thumbnail));
  list->AddClean("jpeg_in_jpeg_in_jpeg", WithSegment(main, 0xE1, ExifPayload(inner)));
  Bytes deep = SmallJpeg(65);
  for (uint64_t level = 0; level < 12; ++level) {
    deep = WithSegment(SmallJpeg(66 + level), 0xE1, ExifPayload(deep));
  }
  list->AddClean("jpeg_13_levels_deep", deep);
  list->AddClean("two_thumbnails", WithSegment(WithSegment(main, 0xE1, ExifPayload(thumbnail)),
                                               0xE2, Concat({Bytes{'X', 0}, SmallJpeg(67)})));
  list->AddClean(
      "arithmetic_thumbnail",
      WithSegment(main, 0xE1,
                  ExifPayload(WriteWithLibjpeg({.width = 64, .height = 48, .arithmetic = true}))));
}

void AddTails(FileList* list) {
  const Bytes main = SmallJpeg(71), second = SmallJpeg(72, true), third = SmallJpeg(73);
  TestRng rng(74);
  const auto first_size = static_cast<uint32_t>(main.size() + 90);
  const Bytes mpf = WithSegment(
      main, 0xE2, MpfPayload(first_size, first_size - 10, static_cast<uint32_t>(second.size())));
  list->Add("mpf_two_images", Expectation::kModelled, Concat({mpf, second}));
  list->Add("mpf_three_images_padded", Expectation::kModelled,
            Concat({mpf, Bytes(37, 0), second, Bytes(5, 0xFF), third, rng.RandomBytes(50)}));
  list->Add("gain_map", Expectation::kModelled,
            Concat({mpf, WithSegment(third, 0xE1,
                                     Bytes{'h', 't', 't', 'p', ':', '/', '/', 'n', 's', '.'})}));
  list->Add("motion_photo", Expectation::kModelled, Concat({main, FakeMp4(second)}));
  list->Add("motion_photo_and_gain_map", Expectation::kModelled,
            Concat({mpf, third, FakeMp4(second)}));
  list->Add("same_image_twice", Expectation::kModelled, Concat({main, main}));
  list->Add("second_image_cut", Expectation::kModelled, Concat({main, Prefix(second, 2, 3)}));
  list->Add("second_image_header_only", Expectation::kModelled,
            Concat({main, Bytes{0xFF, 0xD8, 0xFF}}));
  Bytes many = main;
  for (int i = 0; i < 40; ++i) many = Concat({many, Bytes{0xFF, 0xD8, 0xFF, 0xE0}});
  list->Add("tail_of_many_soi", Expectation::kModelled, many);
  Bytes images = main;
  for (uint64_t i = 0; i < 25; ++i) images = Concat({images, SmallJpeg(80 + i)});
  list->Add("images_26_in_a_row", Expectation::kModelled, images);
  list->Add("jpeg_after_png_magic", Expectation::kAny,
            Concat({Bytes{0x89, 'P', 'N', 'G', 13, 10, 26, 10}, main}));
  list->Add("mp4_with_jpeg_inside", Expectation::kAny, FakeMp4(main));
}

// PNG's signature and noise.
Bytes FakePng(size_t size) {
  Bytes out = {0x89, 'P', 'N', 'G', 13, 10, 26, 10};
  const Bytes noise = TestRng(size).RandomBytes(size - out.size());
  out.insert(out.end(), noise.begin(), noise.end());
  return out;
}

// What the format cuts out besides JPEGs: pieces, pictures in base64, known profiles.
void AddPieces(FileList* list) {
  const Bytes main = SmallJpeg(101), picture = SmallJpeg(102);
  TestRng rng(103);
  list->Add("tail_of_noise", Expectation::kModelled, Concat({main, rng.RandomBytes(4000)}));
  list->Add("tail_of_noise_and_numbers", Expectation::kModelled,
            Concat({main, rng.RandomBytes(200000), NumberTable(90000, 1), rng.RandomBytes(70000)}));
  list->AddClean("segments_of_numbers", WithSegment(WithSegment(main, 0xE2, NumberTable(30000, 2)),
                                                    0xE2, NumberTable(20000, 3)));
  list->AddClean("xmp_thumbnail", WithSegment(main, 0xE1, XmpPayload(picture)));
  list->AddClean("xmp_thumbnail_and_exif", WithSegment(WithSegment(main, 0xE1, XmpPayload(picture)),
                                                       0xE1, ExifPayload(picture)));
  list->AddClean("xmp_thumbnail_cut", WithSegment(main, 0xE1, Prefix(XmpPayload(picture), 1, 2)));
  list->AddClean("xmp_png", WithSegment(main, 0xE1, XmpPayload(FakePng(1000))));
  list->AddClean("extended_xmp", WithBytes(main, ExtendedXmp(picture, FakePng(1500), 700)));
  list->AddClean("extended_xmp_small_pieces",
                 WithBytes(main, ExtendedXmp(picture, SmallJpeg(104), 33)));
  Bytes profiles;
  for (const uint8_t number : {uint8_t{4}, uint8_t{1}}) {
    if (!container::AppendIccSegment(number, &profiles)) return;
  }
  list->AddClean("known_profiles", WithBytes(main, profiles));
}

}  // namespace

std::vector<GeneratedFile> NestedFiles() {
  FileList list;
  AddThumbnails(&list);
  AddTails(&list);
  AddPieces(&list);
  return list.Take();
}

}  // namespace jackdaw::test
