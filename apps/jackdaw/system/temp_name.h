// Names of the program's temporary files, and the proof that a file is one of them.
//
// A name is ".jackdaw-PID-RANDOM-PROOF.tmp". PROOF is a hash of PID, RANDOM and the inode number of
// the file itself, so that only who has created the file can have given it this name: a user's file
// has it by no accident, and neither has a copy of a temporary file (from a backup, by rsync),
// since it is another inode. A file whose proof does not hold is never removed.
#ifndef JACKDAW_APPS_JACKDAW_SYSTEM_TEMP_NAME_H_
#define JACKDAW_APPS_JACKDAW_SYSTEM_TEMP_NAME_H_

#include <cstdint>
#include <string>
#include <string_view>

namespace jackdaw::app {

std::string TempName(uint64_t pid, uint64_t random, uint64_t inode);

// Whether `name` is exactly what TempName makes for a file of this inode number.
bool IsTempNameOf(std::string_view name, uint64_t inode);

// Whether a name begins and ends like a temporary name. No output may have such a name.
bool IsReservedName(std::string_view name);

}  // namespace jackdaw::app

#endif  // JACKDAW_APPS_JACKDAW_SYSTEM_TEMP_NAME_H_
