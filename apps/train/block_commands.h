// The commands of jackdaw-train for the second prior.
#ifndef JACKDAW_APPS_TRAIN_BLOCK_COMMANDS_H_
#define JACKDAW_APPS_TRAIN_BLOCK_COMMANDS_H_

#include <CLI/CLI.hpp>

namespace jackdaw::train {

// Adds network, export2 and eval2.
void AddBlockCommands(CLI::App& app);

}  // namespace jackdaw::train

#endif  // JACKDAW_APPS_TRAIN_BLOCK_COMMANDS_H_
