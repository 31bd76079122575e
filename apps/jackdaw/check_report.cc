#include "apps/jackdaw/check_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "apps/jackdaw/system/text.h"

namespace jackdaw::app {
namespace {

using archive::Held;
using archive::PictureStatus;
using archive::Verdict;
using Json = nlohmann::ordered_json;

const char* DepthName(CheckDepth depth) {
  switch (depth) {
    case CheckDepth::kSizes:
      return "sizes";
    case CheckDepth::kQuick:
      return "quick";
    case CheckDepth::kDeep:
      break;
  }
  return "deep";
}

void Count(const Verdict& verdict, CheckTotals* totals) {
  totals->ok += verdict.status == PictureStatus::kOk;
  totals->damaged += verdict.status == PictureStatus::kDamaged;
  totals->missing += verdict.status == PictureStatus::kMissing;
  totals->changed += verdict.status == PictureStatus::kChanged;
  totals->unreadable += verdict.status == PictureStatus::kUnreadable;
  totals->exact += verdict.held == Held::kExact;
  totals->not_compressed += verdict.held == Held::kOriginal;
  totals->lossy_only += verdict.held == Held::kLossy;
  totals->nothing += verdict.held == Held::kNothing;
  totals->is_new += verdict.is_new && verdict.status == PictureStatus::kOk;
}

// "new, not compressed", or nothing when there is nothing to remark.
std::string Remarks(const Verdict& verdict) {
  std::string text;
  const auto add = [&text](const char* what) {
    text += (text.empty() ? "" : ", ") + std::string(what);
  };
  if (verdict.is_new) add("new");
  if (verdict.held == Held::kOriginal) add("not compressed");
  if (verdict.held == Held::kLossy) add("lossy only");
  return text;
}

std::string Line(const std::string& name, const Verdict& verdict) {
  if (verdict.status == PictureStatus::kOk) {
    return fmt::format("{:<11}{}: {}\n", "ok", Printable(name), Remarks(verdict));
  }
  return fmt::format("{:<11}{}: {}\n", archive::PictureStatusName(verdict.status),
                     Printable(verdict.path), Printable(verdict.message));
}

Json FileJson(const std::string& name, const Verdict& verdict) {
  Json json = {{"name", name},
               {"status", archive::PictureStatusName(verdict.status)},
               {"held", archive::HeldName(verdict.held)},
               {"new", verdict.is_new}};
  if (verdict.status == PictureStatus::kOk) return json;
  json["path"] = verdict.path;
  json["message"] = verdict.message;
  return json;
}

std::string Row(const char* label, uint64_t number) {
  return number == 0 ? "" : fmt::format("{:<16}{:>15}\n", label, WithCommas(number));
}

}  // namespace

int ExitStatusOf(const CheckTotals& totals, bool is_strict) {
  if (totals.damaged > 0) return kExitDamaged;
  if (totals.missing > 0) return kExitMissing;
  if (totals.changed > 0) return kExitChanged;
  if (totals.unreadable > 0) return kExitSomeFailed;
  if (is_strict && totals.not_compressed + totals.lossy_only > 0) return kExitNotExact;
  return kExitOk;
}

void CheckReport::Begin(const std::string& tree) {
  const std::lock_guard<std::timed_mutex> lock(mutex_);
  if (!options_.json) return;
  stream_.JsonHead({{"tree", tree}, {"depth", DepthName(options_.archive.depth)}});
}

void CheckReport::SetCatalogueState(const std::string& state) {
  const std::lock_guard<std::timed_mutex> lock(mutex_);
  catalogue_state_ = state;
}

bool CheckReport::Add(const std::string& name, const Verdict& verdict) {
  const std::lock_guard<std::timed_mutex> lock(mutex_);
  Count(verdict, &totals_);
  const bool is_fine = verdict.status == PictureStatus::kOk;
  if (is_fine && (!options_.verbose || Remarks(verdict).empty())) return false;
  if (options_.json) {
    stream_.JsonFile(FileJson(name, verdict));
  } else {
    stream_.Text(Line(name, verdict));
  }
  return true;
}

void CheckReport::End(const Run& run) {
  const std::lock_guard<std::timed_mutex> lock(mutex_);
  WriteEnd(run);
}

void CheckReport::Interrupt(const Run& run) {
  if (!mutex_.try_lock_for(kPatienceAtEnd)) return;
  // The lock is kept: the process ends, and no other thread prints.
  if (!has_ended_) {
    is_interrupted_ = true;
    WriteEnd(run);
  }
  (void)stream_.Flush();
}

bool CheckReport::Flush() {
  const std::lock_guard<std::timed_mutex> lock(mutex_);
  return stream_.Flush();
}

void CheckReport::WriteEnd(const Run& run) {
  has_ended_ = true;
  if (!options_.json) {
    if (!options_.quiet) EndText(run);
    return;
  }
  const CheckTotals& totals = totals_;
  Json sum = {{"ok", totals.ok},
              {"damaged", totals.damaged},
              {"missing", totals.missing},
              {"changed", totals.changed},
              {"unreadable", totals.unreadable},
              {"new", totals.is_new},
              {"held",
               {{"exact", totals.exact},
                {"original", totals.not_compressed},
                {"lossy", totals.lossy_only},
                {"nothing", totals.nothing}}},
              {"files", run.num_files},
              {"bytes_read", run.num_bytes}};
  if (is_interrupted_) sum["interrupted"] = true;
  sum["seconds"] = run.seconds;
  sum["threads"] = options_.num_threads;
  Json more = {{"catalogue", {{"path", catalogue_path_}, {"state", catalogue_state_}}}};
  if (run.error) {
    more["error"] = {{"code", ErrorCodeName(run.error->code)}, {"message", run.error->message}};
  }
  stream_.JsonTail(sum, more);
}

void CheckReport::EndText(const Run& run) {
  const CheckTotals& totals = totals_;
  std::string text = is_interrupted_ ? "interrupted; so far:\n" : "";
  text += fmt::format("{:<16}{:>15}\n", "ok", WithCommas(totals.ok));
  text += Row("damaged", totals.damaged) + Row("missing", totals.missing) +
          Row("changed", totals.changed) + Row("unreadable", totals.unreadable) +
          Row("new", totals.is_new) + Row("not compressed", totals.not_compressed) +
          Row("lossy only", totals.lossy_only);
  text += fmt::format("{:<16}{:>15} bytes of {}\n", "read", WithCommas(run.num_bytes),
                      Counted(run.num_files, "file", "files"));
  text += fmt::format("{:<16}{:>15.1f} s, {:.0f} files/s, {}\n", "time", run.seconds,
                      static_cast<double>(run.num_files) / std::max(run.seconds, 1e-6),
                      Counted(static_cast<uint64_t>(options_.num_threads), "thread", "threads"));
  text += fmt::format("{:<16}{} ({})\n", "catalogue", Printable(catalogue_path_), catalogue_state_);
  stream_.Text(text);
}

}  // namespace jackdaw::app
