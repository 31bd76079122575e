# Paths relative to tests/.
set(JACKDAW_TRAIN_TESTS
  train/attention_test.cc
  train/block_loss_test.cc
  train/block_net_test.cc
  train/byte_activation_test.cc
  train/distillation_test.cc
  train/export_block_test.cc
  train/grow_net_test.cc
  train/lattice_net_test.cc
  train/least_squares_test.cc
  train/restore_test.cc
  train/slot_columns_test.cc
  train/texture_test.cc
  train/training_helpers.cc
)
