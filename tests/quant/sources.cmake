# Paths relative to tests/.
set(JACKDAW_QUANT_TESTS
  quant/huffman_rates_test.cc
  quant/lossy_image_test.cc
  quant/lossy_record_test.cc
  quant/pixels_test.cc
  quant/rate_curves_test.cc
  quant/rate_model_test.cc
  quant/requantize_test.cc
  quant/step_table_test.cc
  quant/target_search_test.cc
  quant/transcode_test.cc
  quant/trellis_test.cc
)
