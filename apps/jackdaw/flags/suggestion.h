// What a word with a typing error was probably meant to be.
#ifndef JACKDAW_APPS_JACKDAW_FLAGS_SUGGESTION_H_
#define JACKDAW_APPS_JACKDAW_FLAGS_SUGGESTION_H_

#include <string>
#include <vector>

namespace jackdaw::app {

// "; did you mean NAME?" for the nearest of `names`; empty when none is near.
std::string DidYouMean(const std::string& typed, const std::vector<std::string>& names);

}  // namespace jackdaw::app

#endif  // JACKDAW_APPS_JACKDAW_FLAGS_SUGGESTION_H_
