# Paths relative to tests/.
set(JACKDAW_INFER_TESTS
  infer/guide_test.cc
  infer/kernels_test.cc
  infer/latents_test.cc
  infer/prior_model_test.cc
  infer/reference_latents.cc
  infer/reference_prior.cc
  infer/signature.cc
  infer/signature_test.cc
  infer/wave_prior_test.cc
)
