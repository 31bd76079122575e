# Paths relative to tests/.
set(JACKDAW_LOSSLESS_JPEG_TESTS
  lossless_jpeg/limits_test.cc
  lossless_jpeg/samples_test.cc
  lossless_jpeg/split_test.cc
  lossless_jpeg/whole_file_test.cc
)
