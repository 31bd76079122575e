// The commands of jackdaw-train for networks. network_commands_none.cc stands in for them where
// LibTorch is missing.
#ifndef JACKDAW_APPS_TRAIN_NETWORK_COMMANDS_H_
#define JACKDAW_APPS_TRAIN_NETWORK_COMMANDS_H_

#include <CLI/CLI.hpp>

namespace jackdaw::train {

// Adds pack, prior, eval, export, tables, and those of restoration and of the second prior.
void AddNetworkCommands(CLI::App& app);

}  // namespace jackdaw::train

#endif  // JACKDAW_APPS_TRAIN_NETWORK_COMMANDS_H_
