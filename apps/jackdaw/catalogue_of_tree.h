// The catalogue that check and list use: where it is, and what to say when it is of no use.
#ifndef JACKDAW_APPS_JACKDAW_CATALOGUE_OF_TREE_H_
#define JACKDAW_APPS_JACKDAW_CATALOGUE_OF_TREE_H_

#include <string>
#include <string_view>

#include "apps/jackdaw/flags/options.h"
#include "archive/catalogue_place.h"
#include "jackdaw/result.h"

namespace jackdaw::app {

// By --catalogue, the tree, and $XDG_STATE_HOME.
Result<archive::CataloguePlace> PlaceOfCatalogue(const Options& options);

// One line for a person: the file, what is wrong, and what helps.
std::string CatalogueTrouble(const archive::CataloguePlace& place, const Error& error);

// Whether a file of this name in a tree is a picture that compress would take.
bool IsOriginalName(std::string_view name);

// "2026-11-26T12:00:00Z" of nanoseconds since 1970.
std::string UtcTime(int64_t ns);

}  // namespace jackdaw::app

#endif  // JACKDAW_APPS_JACKDAW_CATALOGUE_OF_TREE_H_
