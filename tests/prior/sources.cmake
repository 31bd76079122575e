# Paths relative to tests/.
set(JACKDAW_PRIOR_TESTS
  prior/block_data_test.cc
  prior/block_signature.cc
  prior/block_wave_test.cc
  prior/lattice_wave_test.cc
  prior/guide_test.cc
  prior/prior_model_test.cc
  prior/reference_blocks.cc
  prior/reference_grid.cc
  prior/reference_prior.cc
  prior/signature.cc
  prior/signature_test.cc
  prior/wave_prior_test.cc
)
