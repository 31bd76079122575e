# Paths relative to tests/.
set(JACKDAW_ARCHIVE_TESTS
  archive/decoded_cache_test.cc
  archive/next_name_test.cc
  archive/original_name_test.cc
  archive/test_tree.cc
  archive/tree_test.cc
)
