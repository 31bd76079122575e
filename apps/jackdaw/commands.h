// The commands. Each processes one file of a plan; batch.h runs it over all of them.
#ifndef JACKDAW_APPS_JACKDAW_COMMANDS_H_
#define JACKDAW_APPS_JACKDAW_COMMANDS_H_

#include "apps/jackdaw/batch.h"
#include "apps/jackdaw/context.h"
#include "apps/jackdaw/plan.h"
#include "apps/jackdaw/report.h"

namespace jackdaw::app {

FileReport CompressFile(const Context& context, const Job& job, const FileLimits& limits);
FileReport DecompressFile(const Context& context, const Job& job, const FileLimits& limits);
FileReport VerifyFile(const Context& context, const Job& job, const FileLimits& limits);
FileReport InfoFile(const Context& context, const Job& job, const FileLimits& limits);
// decompress --pixels.
FileReport PixelsFile(const Context& context, const Job& job, const FileLimits& limits);
FileReport TranscodeFile(const Context& context, const Job& job, const FileLimits& limits);

// Reads a .jkd file and decodes it for decompress and verify. On success `out` holds the result and
// report.status is kOk.
FileReport ReadAndDecode(const Context& context, const Job& job, const FileLimits& limits,
                         FileData* jkd, DecompressResult* out);

}  // namespace jackdaw::app

#endif  // JACKDAW_APPS_JACKDAW_COMMANDS_H_
