# Paths relative to tests/.
set(JACKDAW_PIXELS_TESTS
  pixels/dec_centred_corrections_test.cc
  pixels/dec_component_rows_test.cc
  pixels/dec_fine_features_test.cc
  pixels/dec_orientations_test.cc
  pixels/dec_pixels_test.cc
  pixels/enc_half_band_test.cc
  pixels/enc_picture_test.cc
  pixels/dec_restoration_test.cc
  pixels/dec_texture_test.cc
  pixels/forward_dct_test.cc
  pixels/inverse_dct_test.cc
)
