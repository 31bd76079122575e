// Names of the files that Jackdaw itself makes in a tree: temporary files and catalogues. None of
// them is an original, so trees do not show them, and no output has such a name.
//
// A temporary file is called ".jackdaw-PID-RANDOM-PROOF.tmp". PROOF is a hash of PID, RANDOM and
// the inode number of the file itself, so that only who has created the file can have given it this
// name: a user's file has it by no accident, and neither has a copy of a temporary file (from a
// backup, by rsync), since it is another inode. A file whose proof does not hold is never removed.
#ifndef JACKDAW_ARCHIVE_OWN_NAMES_H_
#define JACKDAW_ARCHIVE_OWN_NAMES_H_

#include <cstdint>
#include <string>
#include <string_view>

namespace jackdaw::archive {

// The name of a tree's catalogue within the tree.
inline constexpr std::string_view kCatalogueName = ".jackdaw-catalogue.sqlite";
// Of a catalogue that is being made anew, until it replaces the old one.
inline constexpr std::string_view kRebuiltEnding = ".new";

std::string TempName(uint64_t pid, uint64_t random, uint64_t inode);
// The name of a file whose inode number is not known yet: without the proof.
std::string UnprovenTempName(uint64_t pid, uint64_t random);

// Whether `name` is exactly what TempName makes for a file of this inode number.
bool IsTempNameOf(std::string_view name, uint64_t inode);

// Whether a name begins and ends like a temporary name: that of a file which a run has not
// finished.
bool IsUnfinishedName(std::string_view name);

// A name of either kind: also of the files that SQLite makes beside a catalogue, and of one that is
// being rebuilt.
bool IsOwnName(std::string_view name);

}  // namespace jackdaw::archive

#endif  // JACKDAW_ARCHIVE_OWN_NAMES_H_
