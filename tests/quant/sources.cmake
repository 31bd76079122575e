# Paths relative to tests/.
set(JACKDAW_QUANT_TESTS
  quant/lossy_record_test.cc
  quant/requantize_test.cc
  quant/step_table_test.cc
)
