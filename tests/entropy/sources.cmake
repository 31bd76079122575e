# Paths relative to tests/.
set(JACKDAW_ENTROPY_TESTS
  entropy/adaptive_bit_test.cc
  entropy/byte_pipe_test.cc
  entropy/counted_bit_test.cc
  entropy/logistic_mixture_test.cc
  entropy/logistic_test.cc
  entropy/mixer_test.cc
  entropy/range_coder_carry_test.cc
  entropy/range_coder_test.cc
)
