// The commands. Each processes one file of a plan; batch.h runs it over all of them.
#ifndef JACKDAW_APPS_JACKDAW_COMMANDS_H_
#define JACKDAW_APPS_JACKDAW_COMMANDS_H_

#include <string>

#include "apps/jackdaw/batch.h"
#include "apps/jackdaw/context.h"
#include "apps/jackdaw/file_report.h"
#include "apps/jackdaw/plan.h"

namespace jackdaw::app {

FileReport CompressFile(const Context& context, const Job& job, const FileLimits& limits);
FileReport DecompressFile(const Context& context, const Job& job, const FileLimits& limits);
FileReport VerifyFile(const Context& context, const Job& job, const FileLimits& limits);
FileReport InfoFile(const Context& context, const Job& job, const FileLimits& limits);
// decompress --pixels. PreparePixels once, before any file: an error where restoration is wanted
// and built in, but oneDNN is not installed.
Status PreparePixels(const Options& options);
FileReport PixelsFile(const Context& context, const Job& job, const FileLimits& limits);
FileReport EncodeImage(const Context& context, const Job& job, const FileLimits& limits);
FileReport TranscodeFile(const Context& context, const Job& job, const FileLimits& limits);

// Reads a .jkd file and decodes it for decompress and verify. On success `out` holds the result and
// report.status is kOk.
FileReport ReadAndDecode(const Context& context, const Job& job, const FileLimits& limits,
                         FileData* jkd, DecompressResult* out);

// Whether the codec ran out of its share, and may get more.
bool WantsMoreMemory(const Error& error, const FileLimits& limits);

// What became of an input and an output that a run has left.
struct LeftOver {
  FileReport report;
  // The .jkd cannot be read or decoded, and its header says that it was made of the very bytes of
  // the original: nothing is lost with it.
  bool is_worthless = false;
};

// Finishes what --remove-original would have done had the run not ended: reads `original` and `jkd`
// from the disk, and removes the original (removes_jkd: the .jkd) if the one decodes to the other.
// `report` is that of a skipped file. Fails when they differ.
LeftOver RemoveLeftOver(const Context& context, FileReport report, const std::string& original,
                        const std::string& jkd, bool removes_jkd, const FileLimits& limits);

}  // namespace jackdaw::app

#endif  // JACKDAW_APPS_JACKDAW_COMMANDS_H_
