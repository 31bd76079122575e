# Paths relative to tests/.
set(JACKDAW_IMAGES_TESTS
  fuzz/encode_target.cc
  images/exif_orientation_test.cc
  images/fuzz_encode_test.cc
  images/image_file_test.cc
  images/png_maker.cc
  images/png_reader_test.cc
)
