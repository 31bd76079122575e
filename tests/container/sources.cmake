# Paths relative to tests/.
set(JACKDAW_CONTAINER_TESTS
  container/base64_test.cc
  container/dec_main_image_test.cc
  container/frozen_test.cc
  container/header_test.cc
  container/icc_profiles_test.cc
  container/images_test.cc
  container/lzma_test.cc
  container/parts_test.cc
  container/pieces_test.cc
  container/predecoded_test.cc
  container/sections_test.cc
  container/skeleton_test.cc
  container/zstd_test.cc
)
