# Paths relative to tests/.
set(JACKDAW_COEFF_TESTS
  coeff/block_slices_test.cc
  coeff/checked_coeff_test.cc
  coeff/chosen_levels_test.cc
  coeff/coeff_damage_test.cc
  coeff/coeff_golden_test.cc
  coeff/coeff_header_test.cc
  coeff/coeff_limits_test.cc
  coeff/coeff_presets_test.cc
  coeff/coeff_round_trip_test.cc
  coeff/coeff_slices_test.cc
  coeff/error_weight_test.cc
  coeff/gated_ops_test.cc
  coeff/level_choice_test.cc
  coeff/plane_makers.cc
  coeff/trained_start_test.cc
)
