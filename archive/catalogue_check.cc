#include "archive/catalogue_check.h"

#include <sys/stat.h>

#include <bitset>
#include <unordered_map>
#include <utility>
#include <vector>

#include "archive/catalogue_picture.h"
#include "archive/catalogue_workers.h"
#include "archive/original_name.h"
#include "archive/tree_path.h"

namespace jackdaw::archive {
namespace {

// Pictures in one transaction. Decoding takes seconds a file, and what is done should not be lost.
constexpr size_t kBatch = 4096;
constexpr size_t kDeepBatch = 256;

// Ids of entries, in pages, so that the ids of a hostile catalogue cost no more than its size.
class IdSet {
 public:
  void Insert(int64_t id) { pages_[id / kPage].set(static_cast<size_t>(id % kPage)); }
  bool Contains(int64_t id) const {
    const auto page = pages_.find(id / kPage);
    return page != pages_.end() && page->second.test(static_cast<size_t>(id % kPage));
  }

 private:
  static constexpr int64_t kPage = 4096;
  std::unordered_map<int64_t, std::bitset<kPage>> pages_;
};

// Whether a folder on the way from the root has become a symbolic link.
bool IsBehindLink(const std::string& root, const std::string& path) {
  for (size_t slash = path.find('/'); slash != path.npos; slash = path.find('/', slash + 1)) {
    struct stat st;
    const std::string folder = JoinNames(root, path.substr(0, slash));
    if (lstat(folder.c_str(), &st) == 0 && S_ISLNK(st.st_mode)) return true;
  }
  return false;
}

class TreeCheck {
 public:
  TreeCheck(Catalogue* catalogue, const TreeCheckOptions& options, const TreeCheckEvents& events)
      : catalogue_(*catalogue),
        options_(options),
        events_(events),
        reader_({.root = options.root,
                 .is_original = options.is_original,
                 .on_problem = [this](const std::string& path,
                                      const Error& error) { ReportProblem(path, error); },
                 .catalogue = catalogue}),
        job_{.root = options.root,
             .level = options.level,
             .num_threads = options.num_threads,
             .memory_limit = options.memory_limit,
             .kernels = options.kernels,
             .on_file_done = events.on_file_done} {}

  Status Run() {
    const Result<int64_t> max_id = catalogue_.MaxId();
    if (!max_id.ok()) return max_id.error();
    const size_t batch = options_.level == CheckLevel::kDeep ? kDeepBatch : kBatch;
    while (true) {
      Result<std::vector<TreePicture>> pictures = reader_.Next(batch);
      if (!pictures.ok()) return pictures.error();
      if (pictures.value().empty()) break;
      Status done = CheckBatch(std::move(pictures).value());
      if (!done.ok()) return done;
    }
    return CheckUnseen(max_id.value());
  }

 private:
  void ReportProblem(const std::string& path, const Error& error) {
    Verdict verdict;
    verdict.status = PictureStatus::kUnreadable;
    verdict.path = path.empty() ? "." : path;
    verdict.message = error.message;
    events_.on_picture(verdict.path, verdict);
  }

  Status CheckBatch(std::vector<TreePicture> pictures) {
    ProbePictures(job_, &pictures);
    std::vector<Verdict> verdicts;
    for (const TreePicture& picture : pictures) {
      verdicts.push_back(Judge(picture));
      for (const PictureForm& form : picture.forms) {
        if (form.old.has_value()) seen_.Insert(form.old->id);
      }
    }
    if (options_.write) {
      Status written = WriteBatch(pictures, verdicts);
      if (!written.ok()) return written;
    }
    for (size_t i = 0; i < pictures.size(); ++i) {
      events_.on_picture(pictures[i].name, verdicts[i]);
    }
    return OkStatus();
  }

  // Entries that the walk has not met: their pictures are gone, or lie where it could not look.
  Status CheckUnseen(int64_t max_id) {
    // A name that was cut says nothing of its picture; that of the original beside it does.
    Status done = CheckUnseen(max_id, /*cut=*/false);
    return done.ok() && has_unseen_cut_ ? CheckUnseen(max_id, /*cut=*/true) : done;
  }

  // cut: those of .jkd files whose names were cut, or the others.
  Status CheckUnseen(int64_t max_id, bool cut) {
    int64_t last = 0;
    while (true) {
      Result<std::vector<StoredEntry>> entries = catalogue_.After(last, kBatch);
      if (!entries.ok()) return entries.error();
      std::vector<TreePicture> pictures;
      for (const StoredEntry& stored : entries.value()) {
        last = stored.id;
        if (stored.id > max_id) return CheckBatch(std::move(pictures));
        if (seen_.Contains(stored.id)) continue;
        if (IsCutName(LastPart(stored.entry.path)) != cut) {
          has_unseen_cut_ = true;
          continue;
        }
        Result<TreePicture> picture =
            reader_.Look(ParseFormName(stored.entry.path), stored.entry.path);
        if (!picture.ok()) return picture.error();
        if (IsBehindLink(options_.root, stored.entry.path)) {
          picture.value().cannot_look_at = "lies behind a symbolic link, where no search goes";
        }
        // The forms of one picture come once.
        for (const PictureForm& form : picture.value().forms) {
          if (form.old.has_value()) seen_.Insert(form.old->id);
        }
        pictures.push_back(std::move(picture).value());
      }
      const bool is_end = entries.value().empty();
      Status done = CheckBatch(std::move(pictures));
      if (!done.ok() || is_end) return done;
    }
  }

  Status WriteBatch(const std::vector<TreePicture>& pictures,
                    const std::vector<Verdict>& verdicts) {
    bool has_begun = false;
    const auto begin = [&] {
      if (std::exchange(has_begun, true)) return OkStatus();
      return catalogue_.Begin();
    };
    for (size_t i = 0; i < pictures.size(); ++i) {
      for (const PictureForm& form : pictures[i].forms) {
        Status written = WriteForm(form, verdicts[i].status, begin);
        if (!written.ok()) return written;
      }
    }
    return has_begun ? catalogue_.Commit() : OkStatus();
  }

  template <class Begin>
  Status WriteForm(const PictureForm& form, PictureStatus status, const Begin& begin) {
    std::optional<CatalogueEntry> wanted;  // none: no entry
    if (form.old.has_value()) wanted = form.old->entry;
    const bool is_accepted =
        status == PictureStatus::kOk || (options_.accept && (status == PictureStatus::kMissing ||
                                                             status == PictureStatus::kChanged));
    if (form.damage.has_value()) {
      if (!wanted.has_value()) wanted = form.found;
      wanted->damaged_at = form.found.damaged_at;
    } else if (is_accepted) {
      wanted.reset();
      if (form.now.has_value()) wanted = KnownBest(form);
    }
    if (form.old.has_value() == wanted.has_value() &&
        (!wanted.has_value() || *wanted == form.old->entry)) {
      return OkStatus();
    }
    Status begun = begin();
    if (!begun.ok()) return begun;
    return wanted.has_value() ? catalogue_.Put(*wanted) : catalogue_.Remove(form.old->id);
  }

  // What was found, with a hash that is still right though nobody has read the file again.
  static CatalogueEntry KnownBest(const PictureForm& form) {
    CatalogueEntry entry = form.found;
    if (!form.old.has_value() || !entry.content.has_value()) return entry;
    const CatalogueEntry& old = form.old->entry;
    const bool looks_the_same = old.size == entry.size && old.mtime_ns == entry.mtime_ns;
    if (looks_the_same && !entry.content->hash.has_value() && old.content.has_value()) {
      entry.content->hash = old.content->hash;
    }
    return entry;
  }

  Catalogue& catalogue_;
  const TreeCheckOptions& options_;
  const TreeCheckEvents& events_;
  PictureReader reader_;
  const ProbeJob job_;
  IdSet seen_;
  bool has_unseen_cut_ = false;
};

}  // namespace

Status CheckTree(Catalogue* catalogue, const TreeCheckOptions& options,
                 const TreeCheckEvents& events) {
  return TreeCheck(catalogue, options, events).Run();
}

}  // namespace jackdaw::archive
