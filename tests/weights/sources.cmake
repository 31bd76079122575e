# Paths relative to tests/.
set(JACKDAW_WEIGHTS_TESTS
  support/sha256.cc
  weights/manifest_test.cc
  weights/model_file_test.cc
)
