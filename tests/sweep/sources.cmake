# Paths relative to tests/.
set(JACKDAW_SWEEP_TESTS
  sweep/bjontegaard_test.cc
  sweep/codec_test.cc
  sweep/comparison_test.cc
  sweep/metric_tools_test.cc
  sweep/ms_ssim_test.cc
  sweep/pixel_file_test.cc
  sweep/point_cache_test.cc
  sweep/psnr_test.cc
  sweep/reports_test.cc
  sweep/subprocess_test.cc
  sweep/sweep_test.cc
  sweep/test_pictures.cc
)
