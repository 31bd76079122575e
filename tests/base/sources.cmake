# Paths relative to tests/.
set(JACKDAW_BASE_TESTS
  base/byte_budget_test.cc
  base/bytes_test.cc
  base/checked_test.cc
  base/result_test.cc
  base/run_on_threads_test.cc
  base/work_meter_test.cc
  base/work_monitor_test.cc
)
