# Paths relative to tests/.
set(JACKDAW_API_TESTS
  api/api_test.cc
  api/c_api_test.cc
  api/encode_test.cc
  api/inspect_test.cc
  api/monitor_test.cc
  api/parts_test.cc
  api/pixels_file_test.cc
  api/summary_test.cc
  api/texture_test.cc
)
