// Commands of jackdaw-train about attention.
#ifndef JACKDAW_APPS_TRAIN_ATTENTION_ATTENTION_COMMANDS_H_
#define JACKDAW_APPS_TRAIN_ATTENTION_ATTENTION_COMMANDS_H_

#include <CLI/CLI.hpp>

namespace jackdaw::train {

void AddAttention(CLI::App& app);

}  // namespace jackdaw::train

#endif  // JACKDAW_APPS_TRAIN_ATTENTION_ATTENTION_COMMANDS_H_
