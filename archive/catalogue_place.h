// Where the catalogue of a tree lies, and how it is opened, made and made anew.
#ifndef JACKDAW_ARCHIVE_CATALOGUE_PLACE_H_
#define JACKDAW_ARCHIVE_CATALOGUE_PLACE_H_

#include <functional>
#include <optional>
#include <string>

#include "archive/catalogue.h"
#include "jackdaw/result.h"

namespace jackdaw::archive {

struct CataloguePlace {
  std::string tree;       // absolute, without links
  std::string path;       // of the catalogue; need not exist
  bool is_named = false;  // by the caller
  bool can_write = true;  // the catalogue may be made or changed there
};

// named: the file to use, if the caller wants a certain one. Else the catalogue lies in the tree as
// kCatalogueName. A tree that cannot be written to has it in state_home, under a name made from the
// tree's path, unless only the tree itself has one. kIo when `root` is no directory.
Result<CataloguePlace> FindCataloguePlace(const std::string& root,
                                          const std::optional<std::string>& named,
                                          const std::string& state_home);

struct OpenCatalogue {
  Catalogue catalogue;
  bool is_new = false;
  bool can_write = true;
  bool is_rebuilt = false;  // becomes the catalogue in FinishRebuild (catalogue_rebuild.h)
};

struct CatalogueOpening {
  bool rebuild = false;      // start from nothing, beside the catalogue that may be there
  bool accept_move = false;  // a named catalogue may be that of another path
  std::string made;          // see CatalogueFacts
  // Gets the name of the file of a rebuild as soon as it is there.
  std::function<void(const std::string& path)> on_rebuilt = {};
};

// Opens the catalogue; makes it where there is none. A tree that was moved with its catalogue is
// fine. Errors: those of Catalogue; kInvalidArgument when a named catalogue is that of another
// tree, or when `rebuild` would replace a named file that is no catalogue; those of BeginRebuilt.
// Several processes may make it at a time; all of them get the same one.
Result<OpenCatalogue> OpenCatalogueAt(const CataloguePlace& place, const CatalogueOpening& opening);

// Opens the catalogue to be read, if there is one.
Result<std::optional<Catalogue>> OpenCatalogueToRead(const CataloguePlace& place);

// Puts a rebuilt catalogue in the place of the one before. Closes it.
Status FinishRebuild(const CataloguePlace& place, OpenCatalogue opened);

}  // namespace jackdaw::archive

#endif  // JACKDAW_ARCHIVE_CATALOGUE_PLACE_H_
