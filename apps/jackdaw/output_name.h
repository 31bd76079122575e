// Whether the name that -o gives a file says something else than what is written under it.
//
// Only endings of pictures and of .jkd files count: other names, and names without an ending, are
// taken as they are.
#ifndef JACKDAW_APPS_JACKDAW_OUTPUT_NAME_H_
#define JACKDAW_APPS_JACKDAW_OUTPUT_NAME_H_

#include <cstdint>
#include <span>
#include <string>

#include "apps/jackdaw/flags/options.h"

namespace jackdaw::app {

// What is wrong with options.output as the name of one file, and what to use instead; empty:
// nothing. Nothing ever is for `decompress` without --pixels, since originals have any name, and
// for `encode --format`, which says what is wanted whatever the name.
std::string FindOutputNameMistake(const Options& options);

// What a person should know of an original that is written as `output`; empty: nothing.
// known_names: what it may have been called before.
std::string OriginalNameWarning(const std::string& output, std::span<const std::string> known_names,
                                std::span<const uint8_t> original);

}  // namespace jackdaw::app

#endif  // JACKDAW_APPS_JACKDAW_OUTPUT_NAME_H_
