// The steps that the commands share around the codec: the output's place, the write, and the
// removal of the original.
#ifndef JACKDAW_APPS_JACKDAW_TRANSFER_H_
#define JACKDAW_APPS_JACKDAW_TRANSFER_H_

#include <sys/stat.h>

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>

#include "apps/jackdaw/context.h"
#include "apps/jackdaw/existing.h"
#include "apps/jackdaw/file_report.h"
#include "apps/jackdaw/system/file_io.h"
#include "jackdaw/result.h"

namespace jackdaw::app {

// Where an output goes.
struct Target {
  FileReport report;                    // its output is the path; its status says whether to go on
  std::optional<struct stat> replaces;  // the existing file that it may replace
  bool is_same = false;                 // kSkipped, and the output is that of this very input
  std::string wanted;                   // the output that was asked for
  OutputJudge judge;                    // of existing outputs
};

// Looks before any work is done. `report` has input and output. The status of the result is kOk
// when there is something to do, perhaps under another name (--keep-both); kSkipped when the output
// exists and is to be left; kFailed when it may not be replaced, or has a name that is reserved for
// temporary files. The write itself checks again.
Target CheckOutput(const Context& context, FileReport report, OutputJudge judge);

// OK when the bytes, read back from the disk, are worth the original.
using ReadBackCheck = std::function<Status(std::span<const uint8_t> bytes)>;

// Writes the target ("-": standard output) with the attributes of `source`, which was read from
// report.input. With --remove-original, reads it back before it gets its name, lets `check` judge
// it, and only then, if the input has not changed, removes the input. Fills in output_bytes,
// removed_original, status and error. As CheckOutput says when the output exists by now; with
// --keep-both under the next free name, as often as files come into the way.
FileReport WriteOutput(const Context& context, const FileData& source,
                       std::span<const uint8_t> bytes, const ReadBackCheck& check, Target target);

// Removes a file that was read as `source`, if it is still the very file, and no link. REQUIRES:
// its bytes are proven to be on the disk in another form.
Status RemoveProven(const Context& context, const std::string& path, const FileData& source);

}  // namespace jackdaw::app

#endif  // JACKDAW_APPS_JACKDAW_TRANSFER_H_
