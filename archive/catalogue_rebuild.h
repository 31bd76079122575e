// A catalogue that is being made anew, FILE.new beside the FILE that it replaces once it is
// complete. It says of itself that it is unfinished, and its maker keeps it locked: so what a
// killed run has left is told from the file of a run that goes on, and from files of others.
#ifndef JACKDAW_ARCHIVE_CATALOGUE_REBUILD_H_
#define JACKDAW_ARCHIVE_CATALOGUE_REBUILD_H_

#include <functional>
#include <string>

#include "archive/catalogue.h"
#include "jackdaw/result.h"

namespace jackdaw::archive {

// Its name: `path` with kRebuiltEnding.
std::string RebuiltPath(const std::string& path);

// Makes an empty catalogue that is to replace `path`, in place of one that a killed run has left.
// on_made gets the name as soon as the file is there. is_own: `path` is a name that only this
// program uses (own_names.h), and so is the new one; else what has the new name stays, unless it is
// an unfinished catalogue.
// Errors: kIo when another run makes it; kInvalidArgument when a file of somebody else is in the
// way; those of Catalogue.
Result<Catalogue> BeginRebuilt(const std::string& path, bool is_own, CatalogueFacts facts,
                               const std::function<void(const std::string& made)>& on_made);

// Puts it in the place of `path`. Closes it.
Status FinishRebuilt(const std::string& path, Catalogue rebuilt);

}  // namespace jackdaw::archive

#endif  // JACKDAW_ARCHIVE_CATALOGUE_REBUILD_H_
