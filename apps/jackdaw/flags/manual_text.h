// The prose of the manual page, around the options.
#ifndef JACKDAW_APPS_JACKDAW_FLAGS_MANUAL_TEXT_H_
#define JACKDAW_APPS_JACKDAW_FLAGS_MANUAL_TEXT_H_

#include <string>
#include <vector>

namespace jackdaw::app {

struct ManualSection {
  std::string title;
  bool is_subsection = false;
  std::string text;  // in the markup of markup.h
};

// DESCRIPTION continues with these after the commands; OPTIONS follows them.
const std::vector<ManualSection>& SectionsBeforeOptions();
const std::vector<ManualSection>& SectionsAfterOptions();

}  // namespace jackdaw::app

#endif  // JACKDAW_APPS_JACKDAW_FLAGS_MANUAL_TEXT_H_
