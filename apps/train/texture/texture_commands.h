// Commands of jackdaw-train for texture.
#ifndef JACKDAW_APPS_TRAIN_TEXTURE_TEXTURE_COMMANDS_H_
#define JACKDAW_APPS_TRAIN_TEXTURE_TEXTURE_COMMANDS_H_

#include <CLI/CLI.hpp>

namespace jackdaw::train {

void AddTexture(CLI::App& app);

}  // namespace jackdaw::train

#endif  // JACKDAW_APPS_TRAIN_TEXTURE_TEXTURE_COMMANDS_H_
