// Names of inputs and outputs: which files are of which kind, and what a .jkd is called. Nothing
// here looks at a file.
//
// a.jpg.jkd holds a.jpg exactly; a.jpg.lossy.jkd holds it with a loss.
#ifndef JACKDAW_APPS_JACKDAW_NAMES_H_
#define JACKDAW_APPS_JACKDAW_NAMES_H_

#include <string>
#include <string_view>

#include "archive/original_name.h"

namespace jackdaw::app {

// By the extension, in upper or lower case: .jpg .jpeg .jpe .jif .jfif .jfi, and the containers of
// several JPEGs .mpo .jps .insp.
bool HasJpegName(std::string_view name);
bool HasJkdName(std::string_view name);
// The pictures that encode finds in directories: .png .ppm .pgm .pnm .webp.
bool HasPixelName(std::string_view name);
// One of these, or a picture of another kind: what a directory is hardly ever called.
bool HasImageName(std::string_view name);
// Ends in ".lossy.jkd", as the names of lossy results do.
bool HasLossyName(std::string_view name);

// The path of the .jkd of a file: `path` with ".jkd" or ".lossy.jkd". A name that is too long for a
// file system with it is cut, and ends in a hash of the whole: see IsShortened.
std::string PackedPath(const std::string& path, bool lossy);

// The path of what encode makes of an image: with ".jpg" in place of the extension, and then, for a
// .jkd, as PackedPath has it with a loss.
std::string EncodedPath(const std::string& path, bool is_jkd);

// The path without ".jkd", or empty when it has no such ending or nothing before it. lossy: without
// ".lossy", too.
std::string StripJkdExtension(const std::string& path, bool lossy);

// The path of the exact .jkd of a file at `original`, where the lossy one lies at `lossy_path`.
std::string ExactPath(const std::string& lossy_path, const std::string& original);

// `name` in the directory of `path`.
std::string PathBeside(const std::string& path, std::string_view name);

// The rules that the tree of originals shares: archive/original_name.h.
using archive::IsBareName;
using archive::IsCutName;
using archive::IsPackedName;
using archive::IsShortened;
using archive::MayBeName;
using archive::MustBeShortened;

// The path with "~NUMBER" before the first extension of its name: a.jpg.jkd, 2 -> a~2.jpg.jkd. A
// name that is too long for a file system then is cut before the number.
std::string NumberedPath(const std::string& path, int number);

}  // namespace jackdaw::app

#endif  // JACKDAW_APPS_JACKDAW_NAMES_H_
