#include <fmt/format.h>
#include <sys/stat.h>

#include <cstdio>
#include <functional>
#include <mutex>
#include <optional>
#include <utility>

#include "apps/jackdaw/archive_commands.h"
#include "apps/jackdaw/catalogue_of_tree.h"
#include "apps/jackdaw/check_report.h"
#include "apps/jackdaw/flags/help.h"
#include "apps/jackdaw/progress.h"
#include "apps/jackdaw/system/console.h"
#include "apps/jackdaw/system/file_io.h"
#include "apps/jackdaw/system/signals.h"
#include "apps/jackdaw/system/text.h"
#include "apps/jackdaw/tree_progress.h"
#include "archive/catalogue_check.h"
#include "archive/catalogue_place.h"

namespace jackdaw::app {
namespace {

// The file of this run that has to go when the run ends before it is of use.
class Leftover {
 public:
  void Set(std::string path) {
    const std::lock_guard<std::mutex> lock(mutex_);
    path_ = std::move(path);
    if (lstat(path_.c_str(), &made_) != 0) path_.clear();
  }
  void Remove() {
    const std::lock_guard<std::mutex> lock(mutex_);
    RemoveLocked();
  }
  // Runs `finish`, with which the file is of use.
  Status Finish(const std::function<Status()>& finish) {
    const std::lock_guard<std::mutex> lock(mutex_);
    Status status = finish();
    if (status.ok()) path_.clear();
    return status;
  }
  // Removes it, and lets no other thread finish it any more: for use just before the process ends
  // on a signal.
  void RemoveAndFreeze() {
    mutex_.lock();  // for good
    RemoveLocked();
  }

 private:
  void RemoveLocked() {
    struct stat now;
    const bool is_there = !path_.empty() && lstat(path_.c_str(), &now) == 0 &&
                          now.st_dev == made_.st_dev && now.st_ino == made_.st_ino;
    if (!is_there) return;
    for (const char* ending : {"-journal", ""}) (void)std::remove((path_ + ending).c_str());
    path_.clear();
  }

  std::mutex mutex_;
  std::string path_;
  struct stat made_ {};  // what path_ was when it was set
};

archive::CheckLevel LevelOf(CheckDepth depth) {
  switch (depth) {
    case CheckDepth::kSizes:
      return archive::CheckLevel::kSizes;
    case CheckDepth::kQuick:
      return archive::CheckLevel::kQuick;
    case CheckDepth::kDeep:
      break;
  }
  return archive::CheckLevel::kDeep;
}

archive::TreeCheckOptions MakeCheckOptions(const Options& options, bool can_write) {
  archive::TreeCheckOptions check;
  check.root = options.inputs.front();
  check.level = LevelOf(options.archive.depth);
  check.write = can_write;
  check.accept = options.archive.update;
  check.num_threads = options.num_threads;
  check.memory_limit = options.memory_limit;
  check.kernels = options.kernels;
  check.is_original = IsOriginalName;
  return check;
}

// A disk that is not mounted must not pass for a tree that is well.
Error NoPictures() { return PlainError(ErrorCode::kInvalidArgument, "has no pictures"); }

std::string StateOf(const Options& options, const archive::OpenCatalogue& opened) {
  if (!opened.can_write) return "read only";
  if (options.archive.rebuild) return "unchanged";
  return opened.is_new ? "made" : "updated";
}

Status Check(const Options& options, const archive::CataloguePlace& place,
             archive::OpenCatalogue opened, Leftover* leftover, CheckReport* report,
             TreeProgress* progress) {
  const Result<int64_t> num_entries = opened.catalogue.Count();
  if (!num_entries.ok()) return num_entries.error();
  progress->SetExpected(static_cast<uint64_t>(num_entries.value()));
  const archive::TreeCheckEvents events{
      .on_picture =
          [&](const std::string& name, const archive::Verdict& verdict) {
            if (report->Add(name, verdict)) progress->Erase();
          },
      .on_file_done = [&](uint64_t num_bytes) { progress->FileDone(num_bytes); }};
  Status status =
      archive::CheckTree(&opened.catalogue, MakeCheckOptions(options, opened.can_write), events);
  if (status.ok() && report->num_pictures() == 0) status = NoPictures();
  if (status.ok() && opened.is_rebuilt) {
    status = leftover->Finish([&] {
      Status finished = archive::FinishRebuild(place, std::move(opened));
      if (finished.ok()) report->SetCatalogueState("rebuilt");
      return finished;
    });
  }
  progress->Erase();
  return status;
}

CheckReport::Run RunSoFar(TreeProgress* progress) {
  const TreeProgress::Done done = progress->done();
  return {done.num_files, done.num_bytes, done.seconds};
}

}  // namespace

int RunCheck(const Options& options) {
  const Result<archive::CataloguePlace> place = PlaceOfCatalogue(options);
  if (!place.ok()) {
    PrintError(Printable(options.inputs.front()) + ": " + place.error().message);
    return kExitSomeFailed;
  }
  CheckReport report(options, place.value().path);
  report.Begin(place.value().tree);
  Leftover leftover;
  TreeProgress progress(!options.quiet && !options.json && StderrIsTerminal());
  const SignalWatcher watcher([&] {
    leftover.RemoveAndFreeze();
    progress.Erase();
    report.Interrupt(RunSoFar(&progress));
  });
  std::optional<Error> error;
  Result<archive::OpenCatalogue> opened = archive::OpenCatalogueAt(
      place.value(), {.rebuild = options.archive.rebuild,
                      .accept_move = options.archive.update,
                      .made = VersionNumber(),
                      .on_rebuilt = [&](const std::string& path) { leftover.Set(path); }});
  if (opened.ok()) {
    report.SetCatalogueState(StateOf(options, opened.value()));
    const bool is_made = opened.value().is_new && !options.archive.rebuild;
    const Status status =
        Check(options, place.value(), std::move(opened).value(), &leftover, &report, &progress);
    if (!status.ok()) error = status.error();
    // Of a tree without pictures nothing is made.
    if (is_made && report.num_pictures() == 0) leftover.Set(place.value().path);
  } else {
    report.SetCatalogueState("unusable");
    error = opened.error();
  }
  leftover.Remove();
  if (error) {
    PrintError(error->message == NoPictures().message
                   ? Printable(place.value().tree) + ": " + error->message
                   : CatalogueTrouble(place.value(), *error));
  }
  if (!error || options.json) {
    CheckReport::Run run = RunSoFar(&progress);
    run.error = error;
    report.End(run);
  }
  const int found = ExitStatusOf(report.totals(), options.archive.strict);
  const bool has_failed = !report.Flush() || error.has_value();
  if (!has_failed) return found;
  return found == kExitDamaged || found == kExitMissing || found == kExitChanged ? found
                                                                                 : kExitSomeFailed;
}

}  // namespace jackdaw::app
