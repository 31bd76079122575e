# Paths relative to tests/.
set(JACKDAW_ARCHIVE_TESTS
  fuzz/journal_target.cc
  archive/content_hash_test.cc
  archive/decoded_cache_test.cc
  archive/directory_lock_test.cc
  archive/journal_fuzz_test.cc
  archive/journal_test.cc
  archive/next_name_test.cc
  archive/original_name_test.cc
  archive/own_names_test.cc
  archive/test_tree.cc
  archive/tree_test.cc
  archive/tree_walk_test.cc
)
if(JACKDAW_HAS_CATALOGUE)
  list(APPEND JACKDAW_ARCHIVE_TESTS
    fuzz/catalogue_target.cc
    archive/catalogue_check_test.cc
    archive/catalogue_fuzz_test.cc
    archive/catalogue_judge_test.cc
    archive/catalogue_names_test.cc
    archive/catalogue_place_test.cc
    archive/catalogue_sort_test.cc
    archive/catalogue_test.cc
    archive/temp_folder.cc
  )
endif()
