#include <fmt/format.h>

#include <optional>
#include <utility>

#include "apps/jackdaw/archive_commands.h"
#include "apps/jackdaw/catalogue_of_tree.h"
#include "apps/jackdaw/list_report.h"
#include "apps/jackdaw/system/console.h"
#include "apps/jackdaw/system/signals.h"
#include "apps/jackdaw/system/text.h"
#include "archive/catalogue_list.h"
#include "archive/catalogue_sort.h"

namespace jackdaw::app {
namespace {

using archive::ListedPicture;
using archive::SortKey;

SortKey KeyOf(const std::string& name) {
  if (name == "size") return SortKey::kSize;
  if (name == "original-size") return SortKey::kOriginalSize;
  if (name == "saved") return SortKey::kSaved;
  if (name == "date") return SortKey::kDate;
  return name == "held" ? SortKey::kHeld : SortKey::kName;
}

Status ListSorted(const Options& options, const archive::TreeListOptions& list,
                  ListReport* report) {
  Result<archive::PictureSorter> sorter = archive::PictureSorter::Create();
  if (!sorter.ok()) return sorter.error();
  Status added = OkStatus();
  Status listed = archive::ListTree(list, [&](const ListedPicture& picture) {
    added = sorter.value().Add(picture);
    return added.ok();
  });
  if (!listed.ok()) return listed;
  if (!added.ok()) return added;
  return sorter.value().Visit(KeyOf(options.archive.sort), options.archive.reverse,
                              [&](const ListedPicture& picture) { return report->Add(picture); });
}

// The catalogue only saves time here, so one that is of no use is no reason to stop.
std::optional<archive::Catalogue> UsefulCatalogue(const archive::CataloguePlace& place) {
  Result<std::optional<archive::Catalogue>> opened = archive::OpenCatalogueToRead(place);
  if (!opened.ok()) {
    PrintError(CatalogueTrouble(place, opened.error()) + "; the list is made without it");
    return std::nullopt;
  }
  std::optional<archive::Catalogue> catalogue = std::move(opened).value();
  if (catalogue && place.is_named && catalogue->facts().tree_path != place.tree)
    return std::nullopt;
  return catalogue;
}

}  // namespace

int RunList(const Options& options) {
  const Result<archive::CataloguePlace> place = PlaceOfCatalogue(options);
  if (!place.ok()) {
    PrintError(Printable(options.inputs.front()) + ": " + place.error().message);
    return kExitSomeFailed;
  }
  ListReport report(options);
  report.Begin(place.value().tree);
  const SignalWatcher watcher([&] { report.Interrupt(); });
  std::optional<archive::Catalogue> catalogue = UsefulCatalogue(place.value());
  const archive::TreeListOptions list{
      .root = options.inputs.front(),
      .num_threads = options.num_threads,
      .catalogue = catalogue ? &*catalogue : nullptr,
      .is_original = IsOriginalName,
      .on_problem = [&](const std::string& path, const Error& error) {
        PrintError(fmt::format("{}: {}", Printable(path.empty() ? "." : path), error.message));
        report.AddProblem();
      }};
  const Status status =
      options.archive.sort.empty()
          ? archive::ListTree(list, [&](const ListedPicture& p) { return report.Add(p); })
          : ListSorted(options, list, &report);
  if (!status.ok()) {
    PrintError(CatalogueTrouble(place.value(), status.error()));
    report.AddProblem();
  }
  return report.End() ? kExitOk : kExitSomeFailed;
}

}  // namespace jackdaw::app
