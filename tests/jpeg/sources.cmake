set(JACKDAW_JPEG_TESTS
  jpeg/bit_reader_test.cc
  jpeg/bit_writer_test.cc
  jpeg/block_bits_test.cc
  jpeg/colour_space_test.cc
  jpeg/enc_scan_resume_test.cc
  jpeg/enc_split_damage_test.cc
  jpeg/enc_split_test.cc
  jpeg/hand_made.cc
  jpeg/huffman_table_test.cc
  jpeg/marker_parser_test.cc
  jpeg/metadata_test.cc
  jpeg/mpf_test.cc
  jpeg/picture_segments_test.cc
  jpeg/scan_coverage_test.cc
  jpeg/scan_facts_test.cc  jpeg/jpeg_walk_test.cc
)
