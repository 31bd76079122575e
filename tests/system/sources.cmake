# Paths relative to tests/.
set(JACKDAW_SYSTEM_TESTS
  fuzz/fuzz_targets.cc
  fuzz/lossless_jpeg_target.cc
  fuzz/lossy_target.cc
  fuzz/prior_target.cc
  fuzz/restore_target.cc
  fuzz/transcode_target.cc
  system/damaged_jkd_test.cc
  system/damaged_jpeg_test.cc
  system/exactness.cc
  system/fuzz_corpus_test.cc
  system/generator_test.cc
  system/golden.cc
  system/golden_test.cc
  system/hostile_test.cc
  system/limits_test.cc
  system/planes_test.cc
  system/round_trip_test.cc
  system/shared_data_test.cc
)
# The program that writes tests/system/golden.
set(JACKDAW_MAKE_GOLDEN system/golden.cc system/make_golden.cc)
