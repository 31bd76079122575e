// Names of files in a tree, and the names of the originals that they hold.
//
// a.jpg.jkd holds a.jpg exactly; a.jpg.lossy.jkd holds an a.jpg with a loss.
#ifndef JACKDAW_ARCHIVE_ORIGINAL_NAME_H_
#define JACKDAW_ARCHIVE_ORIGINAL_NAME_H_

#include <cstddef>
#include <string>
#include <string_view>

namespace jackdaw::archive {

inline constexpr std::string_view kJkdEnding = ".jkd";
inline constexpr std::string_view kLossyEnding = ".lossy";  // before kJkdEnding

// Whether a name, without folders, ends in ".jkd", in upper or lower case.
bool HasJkdEnding(std::string_view name);

// Whether an original may have this name: not empty, no path, none of own_names.h.
bool MayBeName(std::string_view name);

// The file systems of Linux take names of so many bytes, but for those that take fewer.
inline constexpr size_t kMaxNameBytes = 255;
// Whether a byte of UTF-8 goes on with a character: no name is cut before it.
bool IsContinuation(char c);

// A name that is too long for a file system with its ending is cut to so many bytes, or a few less
// where a character of UTF-8 would be cut, then come "~" and a hash of the whole in hexadecimal.
inline constexpr size_t kShortenedBytes = 210;
inline constexpr size_t kShortenedHashDigits = 16;

// A name that is cut so. REQUIRES: it is longer than that.
std::string ShortenedName(std::string_view name);

// Whether a name, without its ending, is what is left of such a name.
bool IsShortened(std::string_view stem);

// Whether the .jkd of an original called `name` gets a name that is cut.
bool MustBeShortened(std::string_view name, bool lossy);

// What the .jkd of an original is called: with ".jkd" or ".lossy.jkd", and cut where that is too
// long.
std::string PackedName(std::string_view name, bool lossy);

// Whether it is one of the names that PackedName makes of `name`.
bool IsPackedName(std::string_view jkd_name, std::string_view name);

// Whether the name of a .jkd is cut, as far as it shows.
bool IsCutName(std::string_view jkd_name);

// Whether the name of a .jkd, without its ending, says nothing of the kind of file: the original is
// then called as the .jkd says itself.
bool IsBareName(std::string_view stem);

// What the summary of a .jkd says of its original's name.
struct NameFacts {
  std::string stored_name = {};  // empty: none
  bool lossy = false;
  bool is_jpeg = true;
};

// Whether OriginalName needs to know the facts; else it does without.
bool NeedsNameFacts(std::string_view jkd_name);

// The name under which `jackdaw decompress` restores a .jkd of this name: without the ending, or
// without both endings if it was made with a loss. A name that has no extension then, or was cut
// because it was too long with the ending, says nothing of the file: the stored name comes in its
// place; where there is none, a JPEG gets ".jpg" added. Never empty, "." or "..", never with '/' or
// NUL.
// REQUIRES: HasJkdEnding(jkd_name).
std::string OriginalName(std::string_view jkd_name, const NameFacts& facts);

}  // namespace jackdaw::archive

#endif  // JACKDAW_ARCHIVE_ORIGINAL_NAME_H_
