#include "apps/jackdaw/transfer.h"

#include <unistd.h>

#include <cerrno>
#include <utility>

#include "apps/jackdaw/atomic_file.h"
#include "apps/jackdaw/names.h"
#include "apps/jackdaw/system/paths.h"
#include "archive/own_names.h"

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

// The check of what is on the disk; before the file has its name.
Status CheckReadBack(const AtomicFile& file, std::span<const uint8_t> bytes,
                     const ReadBackCheck& check) {
  const Result<FileData> on_disk = file.ReadBack(bytes.size());
  if (!on_disk.ok()) return on_disk.error();
  return check(on_disk.value().bytes);
}

Result<CommitOutcome> WriteFile(const Context& context, const FileData& source,
                                std::span<const uint8_t> bytes, const ReadBackCheck& check,
                                const Target& target) {
  const bool remove = context.options.remove_original;
  const std::string& output = target.report.output;
  if (remove) {
    const Status removable = CheckUnchanged(target.report.input, source);
    if (!removable.ok()) return removable.error();
  }
  struct stat st;
  const bool in_place = context.options.in_place;
  if (!in_place && source.stat.has_value() && stat(output.c_str(), &st) == 0 &&
      st.st_dev == source.stat->st_dev && st.st_ino == source.stat->st_ino) {
    return PlainError(ErrorCode::kIo, "input and output are the same file");
  }
  Result<AtomicFile> file = AtomicFile::Create(context.registry, output, source.stat.has_value());
  if (!file.ok()) return file.error();
  const Status written = file.value().Write(bytes, source, remove || in_place);
  if (!written.ok()) return written.error();
  if (remove) {
    const Status good = CheckReadBack(file.value(), bytes, check);
    if (!good.ok()) return good.error();
  }
  return file.value().Commit(target.replaces);
}

Result<CommitOutcome> WriteStdout(std::span<const uint8_t> bytes) {
  const Status written = WriteAll(STDOUT_FILENO, bytes);
  if (!written.ok()) return written.error();
  return CommitOutcome::kCommitted;
}

Target Fail(Target target, std::string message) {
  target.report = Failed(std::move(target.report), PlainError(ErrorCode::kIo, std::move(message)));
  return target;
}

// Leaves an output that exists.
Target Skip(Target target, const ExistingFacts& facts) {
  FileReport& report = target.report;
  report.status = FileStatus::kSkipped;
  report.lossy = facts.lossy;
  target.is_same = facts.kind == Existing::kSame;
  report.is_changed = facts.kind == Existing::kOther || facts.kind == Existing::kDamaged;
  if (!target.is_same) report.note = report.output + " " + facts.reason;
  return target;
}

// The first free name beside the output; or the file of such a name that holds the input.
Target KeepBoth(Target target) {
  constexpr int kMaxNumber = 100'000;
  const std::string output = target.report.output;
  for (int number = 2; number <= kMaxNumber; ++number) {
    target.report.output = NumberedPath(output, number);
    struct stat st;
    if (lstat(target.report.output.c_str(), &st) != 0) return target;
    const ExistingFacts facts = target.judge.compare(target.report.output);
    if (facts.kind == Existing::kSame) return Skip(std::move(target), facts);
  }
  return Fail(std::move(target), "no name is free beside " + output);
}

constexpr const char* kPerhapsTheOnlyCopy = ", perhaps the only copy; it was not replaced";
constexpr const char* kUseKeepBoth = " (--keep-both writes to another name)";
constexpr const char* kUseAnotherName = " (choose another name, or remove it yourself)";

bool CanKeepBoth(const Options& options) {
  return options.command != Command::kTranscode && !options.pixels.has_value();
}

// Whether a file was last changed before the input was.
bool IsOlder(const struct stat& output, const std::string& input) {
  struct stat st;
  return stat(input.c_str(), &st) == 0 && ModificationTime(output) < ModificationTime(st);
}

// With --skip-existing, or --keep-both without --force.
Target SkipOrRedo(const Options& options, const struct stat& st, Target target) {
  const std::string output = target.report.output;
  ExistingFacts facts = target.judge.compare(output);
  if (facts.kind == Existing::kSame) return Skip(std::move(target), facts);
  if (options.keep_both) return KeepBoth(std::move(target));
  if (options.update && facts.kind == Existing::kForeign && !IsPictureFile(output)) {
    facts.reason += ", and was kept (--force replaces it)";
  }
  if (!options.update || facts.kind == Existing::kForeign) return Skip(std::move(target), facts);
  const bool makes_jkd = options.command == Command::kCompress;
  if (facts.kind == Existing::kOther && !makes_jkd && !IsOlder(st, target.report.input)) {
    facts.reason = "is not older than the input";
    return Skip(std::move(target), facts);
  }
  // Where originals are removed, the output is all that is left of another version; and beside
  // their inputs lie pictures that nothing was made of. That is no smaller a loss than with
  // --force.
  const bool may_be_only_copy = options.remove_original || (!makes_jkd && options.output.empty());
  if (may_be_only_copy && facts.kind == Existing::kOther && !target.judge.is_same_picture(output)) {
    return Fail(std::move(target), output + " " + facts.reason + kPerhapsTheOnlyCopy +
                                       (CanKeepBoth(options) ? kUseKeepBoth : kUseAnotherName));
  }
  target.replaces = st;
  return target;
}

Target Force(const Options& options, const struct stat& st, Target target) {
  const std::string output = target.report.output;
  const ExistingFacts facts = target.judge.compare(output);
  const bool loses_picture =
      (facts.kind == Existing::kForeign && IsPictureFile(output)) ||
      (facts.kind == Existing::kOther && !target.judge.is_same_picture(output));
  if (loses_picture && options.keep_both) return KeepBoth(std::move(target));
  if (loses_picture) {
    return Fail(std::move(target), output + " holds a different picture" + kPerhapsTheOnlyCopy +
                                       (CanKeepBoth(options) ? kUseKeepBoth : kUseAnotherName));
  }
  target.replaces = st;
  return target;
}

// When a file has come into the way while the input was processed.
Target GiveUp(const Options& options, CommitOutcome outcome, Target target) {
  FileReport& report = target.report;
  if (outcome == CommitOutcome::kExists && options.skip_existing && !target.replaces.has_value()) {
    report.status = FileStatus::kSkipped;
    return target;
  }
  const bool is_changed = outcome == CommitOutcome::kExists && options.in_place;
  Error error = is_changed ? PlainError(ErrorCode::kIo, "changed while it was processed")
                           : NotCommitted(outcome, report.output);
  report = Failed(std::move(report), std::move(error));
  return target;
}

// With --keep-both, when the name that was chosen is taken by now.
Target ChooseAgain(const Context& context, CommitOutcome outcome, Target target) {
  target.report.output = target.wanted;
  if (outcome == CommitOutcome::kExists) {
    return CheckOutput(context, std::move(target.report), std::move(target.judge));
  }
  // What this run has written is not to be replaced, whatever it is.
  target.replaces.reset();
  return KeepBoth(std::move(target));
}

// Writes the target; with --keep-both under another name when its own was taken meanwhile.
Target WriteSomewhere(const Context& context, const FileData& source,
                      std::span<const uint8_t> bytes, const ReadBackCheck& check, Target target) {
  constexpr int kMaxTries = 100;
  for (int tries = 1; target.report.status == FileStatus::kOk; ++tries) {
    target.report.output_bytes = bytes.size();
    const Result<CommitOutcome> written = target.report.output == "-"
                                              ? WriteStdout(bytes)
                                              : WriteFile(context, source, bytes, check, target);
    if (!written.ok()) {
      target.report = Failed(std::move(target.report), written.error());
    } else if (written.value() == CommitOutcome::kCommitted) {
      break;
    } else if (!context.options.keep_both || tries == kMaxTries) {
      target = GiveUp(context.options, written.value(), std::move(target));
    } else {
      target = ChooseAgain(context, written.value(), std::move(target));
    }
  }
  return target;
}

}  // namespace

Target CheckOutput(const Context& context, FileReport report, OutputJudge judge) {
  const Options& options = context.options;
  Target target;
  target.report = std::move(report);
  const std::string output = target.report.output;
  target.wanted = output;
  target.judge = std::move(judge);
  if (archive::IsOwnName(BaseName(output))) {
    target.report =
        Failed(std::move(target.report),
               PlainError(ErrorCode::kInvalidArgument,
                          "output name is reserved for files of the program: " + output +
                              " (choose another one with -o)"));
    return target;
  }
  struct stat st;
  if (output == "-" || lstat(output.c_str(), &st) != 0) return target;
  if (options.skip_existing || (options.keep_both && !options.force)) {
    return SkipOrRedo(options, st, std::move(target));
  }
  if (!options.force) {
    target.report = Failed(std::move(target.report), OutputExists(output));
    return target;
  }
  if (!S_ISREG(st.st_mode)) {
    return Fail(std::move(target), "output is not a regular file: " + output);
  }
  return Force(options, st, std::move(target));
}

FileReport WriteOutput(const Context& context, const FileData& source,
                       std::span<const uint8_t> bytes, const ReadBackCheck& check, Target target) {
  target = WriteSomewhere(context, source, bytes, check, std::move(target));
  FileReport& report = target.report;
  if (report.status != FileStatus::kOk) return std::move(report);
  if (!context.options.remove_original) return report;
  const Status removed = RemoveProven(context, report.input, source);
  if (!removed.ok()) {
    Error error = removed.error();
    error.message = "written to " + report.output + ", but the original was kept: " + error.message;
    return Failed(std::move(report), std::move(error));
  }
  report.removed_original = true;
  return report;
}

Status RemoveProven(const Context& context, const std::string& path, const FileData& source) {
  // Times of change may be too coarse to show a change, so the bytes are compared, too.
  const Result<FileData> again = ReadFile(path, source.bytes.size());
  if (!again.ok()) return again.error();
  if (again.value().bytes != source.bytes) {
    return PlainError(ErrorCode::kIo, "changed while it was processed");
  }
  Status unchanged = CheckUnchanged(path, source);
  if (!unchanged.ok()) return unchanged;
  Status removed = context.registry.RemoveOriginal(path);
  if (!removed.ok()) return removed;
  return SyncDirectory(DirName(path));
}

}  // namespace jackdaw::app
