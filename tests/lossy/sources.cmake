# Paths relative to tests/.
set(JACKDAW_LOSSY_TESTS
  lossy/huffman_rates_test.cc
  lossy/loss_memory_test.cc
  lossy/loss_session_test.cc
  lossy/lossy_file_test.cc
  lossy/lossy_image_test.cc
  lossy/lossy_kinds_test.cc
  lossy/lossy_skeleton_test.cc
  lossy/pixels_test.cc
  lossy/rate_curves_test.cc
  lossy/rate_model_test.cc
  lossy/target_search_test.cc
  lossy/transcode_test.cc
  lossy/trellis_test.cc
)
