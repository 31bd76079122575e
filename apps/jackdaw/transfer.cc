#include "apps/jackdaw/transfer.h"

#include <unistd.h>

#include <cerrno>
#include <utility>

#include "apps/jackdaw/atomic_file.h"
#include "apps/jackdaw/system/paths.h"
#include "apps/jackdaw/system/temp_name.h"

namespace jackdaw::app {
namespace {

// OK when `path` is still the very file that was read, and is no link to it.
Status CheckUnchanged(const std::string& path, const FileData& source) {
  struct stat now;
  if (lstat(path.c_str(), &now) != 0) return IoError("cannot look at the original again", errno);
  if (!source.stat.has_value() || !S_ISREG(now.st_mode)) {
    return PlainError(ErrorCode::kIo, "--remove-original works only on regular files");
  }
  if (!SameVersion(now, *source.stat)) {
    return PlainError(ErrorCode::kIo, "changed while it was processed");
  }
  return OkStatus();
}

Status RemoveOriginal(const std::string& path, const FileData& source) {
  // Times of change may be too coarse to show a change, so the bytes are compared, too.
  const Result<FileData> again = ReadFile(path, source.bytes.size());
  if (!again.ok()) return again.error();
  if (again.value().bytes != source.bytes) {
    return PlainError(ErrorCode::kIo, "changed while it was processed");
  }
  Status unchanged = CheckUnchanged(path, source);
  if (!unchanged.ok()) return unchanged;
  if (unlink(path.c_str()) != 0) return IoError("cannot remove", errno);
  return SyncDirectory(DirName(path));
}

// The check of what is on the disk; before the file has its name.
Status CheckReadBack(const AtomicFile& file, std::span<const uint8_t> bytes,
                     const ReadBackCheck& check) {
  const Result<FileData> on_disk = file.ReadBack(bytes.size());
  if (!on_disk.ok()) return on_disk.error();
  return check(on_disk.value().bytes);
}

Result<CommitOutcome> WriteFile(const Context& context, const FileData& source,
                                std::span<const uint8_t> bytes, const ReadBackCheck& check,
                                const FileReport& report) {
  const bool remove = context.options.remove_original;
  if (remove) {
    const Status removable = CheckUnchanged(report.input, source);
    if (!removable.ok()) return removable.error();
  }
  struct stat st;
  if (source.stat.has_value() && stat(report.output.c_str(), &st) == 0 &&
      st.st_dev == source.stat->st_dev && st.st_ino == source.stat->st_ino) {
    return PlainError(ErrorCode::kIo, "input and output are the same file");
  }
  Result<AtomicFile> file =
      AtomicFile::Create(context.registry, report.output, source.stat.has_value());
  if (!file.ok()) return file.error();
  const Status written = file.value().Write(bytes, source.stat);
  if (!written.ok()) return written.error();
  if (remove) {
    const Status good = CheckReadBack(file.value(), bytes, check);
    if (!good.ok()) return good.error();
  }
  return file.value().Commit(context.options.force);
}

Result<CommitOutcome> WriteStdout(std::span<const uint8_t> bytes) {
  const Status written = WriteAll(STDOUT_FILENO, bytes);
  if (!written.ok()) return written.error();
  return CommitOutcome::kCommitted;
}

// What an existing output means: by the time of CheckOutput, or since then.
FileReport AlreadyExists(const Context& context, FileReport report) {
  if (context.options.skip_existing) {
    report.status = FileStatus::kSkipped;
    return report;
  }
  Error error = OutputExists(report.output);
  return Failed(std::move(report), std::move(error));
}

}  // namespace

FileReport CheckOutput(const Context& context, FileReport report) {
  if (IsReservedName(BaseName(report.output))) {
    Error error = PlainError(ErrorCode::kInvalidArgument,
                             "output name is reserved for temporary files: " + report.output +
                                 " (choose another one with -o)");
    return Failed(std::move(report), std::move(error));
  }
  struct stat st;
  if (report.output == "-" || lstat(report.output.c_str(), &st) != 0) return report;
  return context.options.force ? report : AlreadyExists(context, std::move(report));
}

FileReport WriteOutput(const Context& context, const FileData& source,
                       std::span<const uint8_t> bytes, const ReadBackCheck& check,
                       FileReport report) {
  report.output_bytes = bytes.size();
  const bool to_stdout = report.output == "-";
  const Result<CommitOutcome> written =
      to_stdout ? WriteStdout(bytes) : WriteFile(context, source, bytes, check, report);
  if (!written.ok()) return Failed(std::move(report), written.error());
  if (written.value() == CommitOutcome::kExists) return AlreadyExists(context, std::move(report));
  if (!context.options.remove_original) return report;
  const Status removed = RemoveOriginal(report.input, source);
  if (!removed.ok()) {
    Error error = removed.error();
    error.message = "written to " + report.output + ", but the original was kept: " + error.message;
    return Failed(std::move(report), std::move(error));
  }
  report.removed_original = true;
  return report;
}

}  // namespace jackdaw::app
