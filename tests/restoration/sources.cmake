# Paths relative to tests/.
set(JACKDAW_RESTORATION_TESTS
  restoration/attention_file_test.cc
  restoration/attention_network_test.cc
  restoration/half_test.cc
  restoration/restoration_file_test.cc
  restoration/restoration_network_test.cc
)
