// The hidden command `jackdaw generate KIND`, which prints what the build installs beside the
// program.
#ifndef JACKDAW_APPS_JACKDAW_FLAGS_GENERATE_H_
#define JACKDAW_APPS_JACKDAW_FLAGS_GENERATE_H_

namespace jackdaw::app {

// KIND is man, bash, zsh, fish or flags; the last prints the table of flags for tests: a line
// "COMMAND<tab>--NAME<tab>-LETTER<tab>VALUE" for each command of each flag, with an empty COMMAND
// for the flags of the program itself. Returns the exit status. REQUIRES: argv[1] is "generate".
int Generate(int argc, const char* const* argv);

}  // namespace jackdaw::app

#endif  // JACKDAW_APPS_JACKDAW_FLAGS_GENERATE_H_
