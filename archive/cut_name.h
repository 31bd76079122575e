// The originals of .jkd files whose names were cut because they were too long (original_name.h).
#ifndef JACKDAW_ARCHIVE_CUT_NAME_H_
#define JACKDAW_ARCHIVE_CUT_NAME_H_

#include <string>
#include <string_view>

namespace jackdaw::archive {

// The whole name of the original of a .jkd in `directory`: the one that the file stores or, where
// the file cannot be read, that of a file beside it. Only a name counts of which the hash in
// jkd_name is. Empty when jkd_name was not cut, or there is none.
std::string WholeName(const std::string& directory, std::string_view jkd_name);

}  // namespace jackdaw::archive

#endif  // JACKDAW_ARCHIVE_CUT_NAME_H_
