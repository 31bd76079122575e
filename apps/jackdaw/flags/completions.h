// Completions of the command line for shells, from the tables of commands and flags. Each is a
// whole script.
#ifndef JACKDAW_APPS_JACKDAW_FLAGS_COMPLETIONS_H_
#define JACKDAW_APPS_JACKDAW_FLAGS_COMPLETIONS_H_

#include <string>

namespace jackdaw::app {

std::string BashCompletion();
std::string ZshCompletion();
std::string FishCompletion();

}  // namespace jackdaw::app

#endif  // JACKDAW_APPS_JACKDAW_FLAGS_COMPLETIONS_H_
