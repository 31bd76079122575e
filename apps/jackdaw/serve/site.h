// What is served, from request to reply, without connections: originals, thumbnails, pages of them,
// metrics.
#ifndef JACKDAW_APPS_JACKDAW_SERVE_SITE_H_
#define JACKDAW_APPS_JACKDAW_SERVE_SITE_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <variant>

#include "apps/jackdaw/serve/metrics.h"
#include "apps/jackdaw/serve/plain_hashes.h"
#include "apps/jackdaw/serve/reply.h"
#include "apps/jackdaw/serve/request_head.h"
#include "apps/jackdaw/serve/request_target.h"
#include "apps/jackdaw/serve/resource.h"
#include "apps/jackdaw/serve/thumbnail_cache.h"
#include "apps/jackdaw/serve/work_slots.h"
#include "archive/decoded_cache.h"
#include "archive/tree.h"

namespace jackdaw::serve {

struct SiteOptions {
  std::string tree_name;                       // heads the page of the root
  bool with_hidden = false;                    // whether names that start with a dot are served
  uint64_t cache_bytes = uint64_t{256} << 20;  // decoded originals that are kept
  uint64_t memory_limit = uint64_t{1} << 30;   // working memory of decodes
  int num_threads = 1;
  size_t max_waiting = 64;  // decodes, and as many thumbnails, that may wait
  std::string kernels = {};
  std::string version;  // of the program
  // Called for each file that cannot be decoded; must not throw.
  std::function<void(const archive::Entry& entry, const Error& error)> on_failure = {};
};

// Thread-safe.
class Site {
 public:
  // Both references must outlive the site.
  Site(const archive::Tree& tree, SiteOptions options, const ServerMetrics& metrics);
  ~Site();

  // May throw std::bad_alloc, which leaves the site as it was.
  Reply Answer(const RequestHead& head);

  // Makes calls of Answer that wait for a decode return soon.
  void Stop();

 private:
  Reply AnswerTarget(const RequestHead& head, const RequestTarget& target);
  Reply AnswerAsset(const RequestHead& head, std::string_view path);
  Reply AnswerFolder(const RequestHead& head, const RequestTarget& target,
                     const archive::Entry& entry);
  Reply AnswerOriginal(const RequestHead& head, std::string_view name,
                       const std::shared_ptr<const archive::OpenFile>& file);
  Reply AnswerThumbnail(const RequestHead& head, const RequestTarget& target,
                        const std::shared_ptr<const archive::OpenFile>& file);
  Reply AnswerMetrics(const RequestHead& head) const;
  Reply AnswerText(const RequestHead& head, Resource resource, std::string_view text) const;

  Validators ValidatorsOf(const archive::OpenFile& file);
  // The bytes of an original; a .jkd through the cache.
  std::variant<BodySource, Reply> OpenOriginalBody(
      const std::shared_ptr<const archive::OpenFile>& file);
  Result<archive::SharedBytes> MakeThumbnailOf(const std::shared_ptr<const archive::OpenFile>& file,
                                               uint32_t side_px);
  // Whether slow clients hold so many bytes that no more may be handed out.
  bool HoldsTooMuch() const;

  const archive::Tree& tree_;
  const SiteOptions options_;
  const ServerMetrics& metrics_;
  const std::string boundary_;
  const int64_t start_time_;
  std::unique_ptr<archive::DecodedCache> originals_;
  ThumbnailCache thumbnails_;
  WorkSlots thumbnail_slots_;
  WorkSlots page_slots_;
  PlainHashes plain_hashes_;
  mutable TimeHistogram thumbnail_seconds_;
};

}  // namespace jackdaw::serve

#endif  // JACKDAW_APPS_JACKDAW_SERVE_SITE_H_
