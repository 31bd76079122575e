// Commands of jackdaw-train for restoration.
#ifndef JACKDAW_APPS_TRAIN_RESTORE_RESTORE_COMMANDS_H_
#define JACKDAW_APPS_TRAIN_RESTORE_RESTORE_COMMANDS_H_

#include <CLI/CLI.hpp>

namespace jackdaw::train {

void AddRestore(CLI::App& app);

}  // namespace jackdaw::train

#endif  // JACKDAW_APPS_TRAIN_RESTORE_RESTORE_COMMANDS_H_
