# Paths relative to tests/.
set(JACKDAW_INFER_TESTS
  infer/byte_kernels_test.cc
  infer/kernels_test.cc
  infer/layers_test.cc
)
