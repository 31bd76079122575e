// The commands of jackdaw-train that need no learning library: start states, dictionaries, fitted
// tables.
#ifndef JACKDAW_APPS_TRAIN_STATE_COMMANDS_H_
#define JACKDAW_APPS_TRAIN_STATE_COMMANDS_H_

#include <CLI/CLI.hpp>

namespace jackdaw::train {

// Adds start, dictionary, quant-tables and dump-luma.
void AddStateCommands(CLI::App& app);

}  // namespace jackdaw::train

#endif  // JACKDAW_APPS_TRAIN_STATE_COMMANDS_H_
