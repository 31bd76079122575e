// The steps that compress and decompress share around the codec: the output's place, the write, and
// the removal of the original.
#ifndef JACKDAW_APPS_JACKDAW_TRANSFER_H_
#define JACKDAW_APPS_JACKDAW_TRANSFER_H_

#include <cstdint>
#include <functional>
#include <span>
#include <string>

#include "apps/jackdaw/context.h"
#include "apps/jackdaw/report.h"
#include "apps/jackdaw/system/file_io.h"
#include "jackdaw/result.h"

namespace jackdaw::app {

// Looks before any work is done. kSkipped when the output exists and --skip-existing is given;
// kFailed when it exists and may not be replaced, or has a name that is reserved for temporary
// files. The write itself checks again for an existing file.
FileReport CheckOutput(const Context& context, FileReport report);

// OK when the bytes, read back from the disk, are worth the original.
using ReadBackCheck = std::function<Status(std::span<const uint8_t> bytes)>;

// Writes report.output ("-": standard output) with the attributes of `source`, which was read from
// report.input. With --remove-original, reads it back before it gets its name, lets `check` judge
// it, and only then, if the input has not changed, removes the input. Fills in output_bytes,
// removed_original, status and error. As CheckOutput says when the output exists by now.
FileReport WriteOutput(const Context& context, const FileData& source,
                       std::span<const uint8_t> bytes, const ReadBackCheck& check,
                       FileReport report);

}  // namespace jackdaw::app

#endif  // JACKDAW_APPS_JACKDAW_TRANSFER_H_
