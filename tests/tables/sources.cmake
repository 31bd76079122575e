# Paths relative to tests/.
set(JACKDAW_TABLES_TESTS
  tables/huffman_tables_test.cc
  tables/quant_tables_test.cc
)
