// The manual page jackdaw(1): the prose of manual_text.h, and what the tables of commands and flags
// say.
#ifndef JACKDAW_APPS_JACKDAW_FLAGS_MANUAL_H_
#define JACKDAW_APPS_JACKDAW_FLAGS_MANUAL_H_

#include <string>

namespace jackdaw::app {

// In the language of man(7).
std::string ManualPage();

}  // namespace jackdaw::app

#endif  // JACKDAW_APPS_JACKDAW_FLAGS_MANUAL_H_
