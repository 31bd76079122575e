# Paths relative to tests/.
set(JACKDAW_PIXELS_TESTS
  pixels/dec_component_rows_test.cc
  pixels/dec_pixels_test.cc
  pixels/inverse_dct_test.cc
)
