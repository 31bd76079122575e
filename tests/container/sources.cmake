# Paths relative to tests/.
set(JACKDAW_CONTAINER_TESTS
  container/dec_main_image_test.cc
  container/frozen_test.cc
  container/header_test.cc
  container/images_test.cc
  container/sections_test.cc
  container/skeleton_test.cc
  container/zstd_test.cc
)
