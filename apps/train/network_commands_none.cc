#include "apps/train/network_commands.h"

namespace jackdaw::train {

void AddNetworkCommands(CLI::App& app) {
  app.footer("Commands for networks need LibTorch: configure with -DJACKDAW_BUILD_TRAINING=ON.");
}

}  // namespace jackdaw::train
