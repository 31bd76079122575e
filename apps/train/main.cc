// jackdaw-train: makes all that ships in models/weights and the fitted tables of codec/
// (docs/training.md).
#include <CLI/CLI.hpp>
#include <cstdio>
#include <exception>

#include "apps/train/network_commands.h"
#include "apps/train/state_commands.h"

int main(int argc, char** argv) {
  CLI::App app("Trains what Jackdaw has learned", "jackdaw-train");
  app.require_subcommand(1);
  jackdaw::train::AddStateCommands(app);
  jackdaw::train::AddNetworkCommands(app);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "jackdaw-train: %s\n", error.what());
    return 1;
  }
  if (std::fflush(stdout) != 0) {
    std::fputs("jackdaw-train: standard output cannot be written\n", stderr);
    return 1;
  }
  return 0;
}
