#include "apps/jackdaw/serve/site.h"

#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <ctime>
#include <thread>
#include <utility>

#include "apps/jackdaw/serve/content_hash.h"
#include "apps/jackdaw/serve/content_type.h"
#include "apps/jackdaw/serve/gallery.h"
#include "apps/jackdaw/serve/gallery_page.h"
#include "apps/jackdaw/serve/site_metrics.h"
#include "apps/jackdaw/serve/thumbnail.h"

namespace jackdaw::serve {
namespace {

using archive::Entry;
using archive::EntryKind;
using archive::OpenFile;
using archive::SharedBytes;
using Clock = std::chrono::steady_clock;

constexpr std::array<uint32_t, 5> kThumbnailSides = {64, 128, 256, 512, 1024};
// Files that are read whole for a thumbnail though they are not compressed.
constexpr uint64_t kMaxPlainBytes = 256 << 20;
// Lists of large folders are heavy, too; this many are made at once.
constexpr size_t kPageSlots = 2;
// Decoding gives way to replies that are ready.
constexpr int kDecodeNiceness = 5;

int64_t Now() { return static_cast<int64_t>(std::time(nullptr)); }

// Decodes must not slow the replies that need none. Threads inherit their niceness.
std::unique_ptr<archive::DecodedCache> MakeCache(const archive::Tree& tree,
                                                 const SiteOptions& options) {
  archive::DecodedCacheOptions cache_options;
  cache_options.max_bytes = options.cache_bytes;
  cache_options.memory_limit = options.memory_limit;
  cache_options.num_threads = options.num_threads;
  cache_options.max_waiting = options.max_waiting;
  cache_options.kernels = options.kernels;
  cache_options.on_failure = options.on_failure;
  std::unique_ptr<archive::DecodedCache> cache;
  std::thread([&] {
    setpriority(PRIO_PROCESS, static_cast<id_t>(gettid()), kDecodeNiceness);
    cache = std::make_unique<archive::DecodedCache>(tree, std::move(cache_options));
  }).join();
  return cache;
}

Reply Busy() { return ErrorReply(503, "too many requests wait for a picture to be decoded"); }

Reply ReplyOf(const Error& error) {
  switch (error.code) {
    case ErrorCode::kLimitExceeded:
      // Says "too many ..." where another try will do, see DecodedCache::Get.
      if (error.message.starts_with("too many")) return Busy();
      return ErrorReply(507, "the file needs more memory than --memory-limit allows");
    case ErrorCode::kCancelled:
      return ErrorReply(503, "the server stops");
    case ErrorCode::kUnsupported:
      return ErrorReply(415, error.message);
    case ErrorCode::kIo:
      return ErrorReply(500, "the file cannot be read");
    default:
      return ErrorReply(500, "the file is damaged: " + error.message);
  }
}

std::string LastPart(const std::string& path) { return path.substr(path.rfind('/') + 1); }

// 1, 2, ... as an index from 0.
size_t PageOf(const RequestTarget& target) {
  const auto found = target.parameters.find("page");
  size_t page = 1;
  if (found != target.parameters.end()) {
    const std::string& text = found->second;
    std::from_chars(text.data(), text.data() + text.size(), page);
  }
  return page > 0 ? page - 1 : 0;
}

GalleryOrder OrderOf(const RequestTarget& target) {
  const auto found = target.parameters.find("sort");
  if (found == target.parameters.end()) return GalleryOrder::kName;
  return FindOrder(found->second).value_or(GalleryOrder::kName);
}

std::optional<uint32_t> ThumbnailSide(const std::string& text) {
  const auto found = std::find_if(kThumbnailSides.begin(), kThumbnailSides.end(),
                                  [&](uint32_t side) { return text == std::to_string(side); });
  return found == kThumbnailSides.end() ? std::nullopt : std::optional(*found);
}

// Pages of others must not act in the name of this server.
bool MayHoldScripts(std::string_view content_type) {
  return content_type.starts_with("text/") || content_type.find("xml") != std::string_view::npos;
}

Result<SharedBytes> ReadPlain(const OpenFile& file) {
  DecompressOptions options;
  options.memory_limit = kMaxPlainBytes;
  Result<std::vector<uint8_t>> bytes = archive::ReadOriginal(file, options);
  if (!bytes.ok()) return bytes.error();
  return std::make_shared<const std::vector<uint8_t>>(std::move(bytes).value());
}

SharedBytes Share(std::string_view text) {
  return std::make_shared<const std::vector<uint8_t>>(text.begin(), text.end());
}

}  // namespace

Site::Site(const archive::Tree& tree, SiteOptions options, const ServerMetrics& metrics)
    : tree_(tree),
      options_(std::move(options)),
      metrics_(metrics),
      boundary_(MakeBoundary()),
      start_time_(Now()),
      originals_(MakeCache(tree, options_)),
      thumbnails_(options_.cache_bytes / 4),
      thumbnail_slots_(static_cast<size_t>(std::max(1, options_.num_threads)),
                       options_.max_waiting),
      page_slots_(kPageSlots, options_.max_waiting) {}

Site::~Site() = default;

void Site::Stop() { originals_->Stop(); }

Reply Site::Answer(const RequestHead& head) {
  const std::optional<RequestTarget> target = ParseTarget(head.target);
  Reply reply = target ? AnswerTarget(head, *target)
                       : ErrorReply(400, "the address is malformed or leads out of the tree");
  if (head.method == "HEAD") reply.body.clear();
  return reply;
}

Reply Site::AnswerTarget(const RequestHead& head, const RequestTarget& target) {
  if (target.path == "metrics" && !target.has_final_slash) return AnswerMetrics(head);
  if (target.path.starts_with(kAssetFolder)) {
    const std::string_view rest = std::string_view(target.path).substr(kAssetFolder.size());
    if (rest.empty() || rest.starts_with('/')) return AnswerAsset(head, target.path);
  }
  const Reply absent = ErrorReply(404, "there is no such file");
  if (!options_.with_hidden && HasHiddenPart(target.path)) return absent;
  const auto entry = tree_.Follow(target.path);
  if (!entry.ok()) return ReplyOf(entry.error());
  if (!entry.value()) return absent;
  // A link must not show what its target hides.
  if (!options_.with_hidden && HasHiddenPart(entry.value()->path)) return absent;
  if (entry.value()->kind == EntryKind::kDirectory) {
    return AnswerFolder(head, target, *entry.value());
  }
  if (entry.value()->kind != EntryKind::kFile || target.has_final_slash) return absent;
  const auto file = tree_.OpenOriginal(entry.value()->path);
  if (!file.ok()) return ReplyOf(file.error());
  if (file.value() == nullptr) return absent;
  if (file.value()->entry.problem) return ReplyOf(*file.value()->entry.problem);
  if (target.parameters.count("thumb") > 0) return AnswerThumbnail(head, target, file.value());
  return AnswerOriginal(head, LastPart(target.path), file.value());
}

Reply Site::AnswerText(const RequestHead& head, Resource resource, std::string_view text) const {
  resource.validators = {fmt::format("\"{}\"", TextHash(text)), std::nullopt};
  const auto open = [&]() -> std::variant<BodySource, Reply> { return BodySource{Share(text)}; };
  return AnswerResource(head, resource, open, Now(), boundary_);
}

Reply Site::AnswerAsset(const RequestHead& head, std::string_view path) {
  const std::optional<Asset> asset = FindAsset(path);
  if (!asset) return ErrorReply(404, "there is no such file");
  Resource resource;
  resource.content_type = asset->content_type;
  resource.target = Target::kPage;
  return AnswerText(head, std::move(resource), asset->text);
}

Reply Site::AnswerFolder(const RequestHead& head, const RequestTarget& target, const Entry& entry) {
  if (!target.has_final_slash) {
    // Relative, so that it also leads right below a path of a proxy.
    Reply reply = ErrorReply(301, "a folder ends in a slash");
    const size_t question = std::min(head.target.find('?'), head.target.size());
    reply.AddField("Location", fmt::format(".{}{}", EncodePath(LastPart(target.path), true),
                                           head.target.substr(question)));
    return reply;
  }
  const auto slot = page_slots_.Take();
  if (!slot) return ErrorReply(503, "too many requests wait for a page");
  const GalleryRequest request{entry.path, OrderOf(target), PageOf(target), options_.with_hidden};
  Result<Gallery> gallery = ListGallery(tree_, request);
  if (!gallery.ok()) return ReplyOf(gallery.error());
  gallery.value().tree_name = options_.tree_name;
  gallery.value().path = target.path;  // as asked for, where a link leads here
  Resource resource;
  resource.content_type = "text/html; charset=utf-8";
  resource.target = Target::kPage;
  resource.fields = {{"Content-Security-Policy", std::string(kPagePolicy)},
                     {"Referrer-Policy", "same-origin"}};
  return AnswerText(head, std::move(resource), GalleryHtml(gallery.value()));
}

Validators Site::ValidatorsOf(const OpenFile& file) {
  // Last-Modified must not lie in the future, as times of files may.
  Validators validators{{}, std::min<int64_t>(file.entry.mtime().tv_sec, Now())};
  std::optional<archive::ContentHash> hash = file.entry.content_hash;
  if (!hash) hash = plain_hashes_.Find(file);
  validators.etag = fmt::format("\"{}\"", hash ? HexOf(*hash) : VersionOf(file.entry.id()));
  return validators;
}

bool Site::HoldsTooMuch() const {
  const archive::DecodedCacheCounters counters = originals_->counters();
  const uint64_t kept = std::min(counters.kept_bytes, counters.live_bytes);
  return counters.live_bytes - kept > options_.cache_bytes;
}

std::variant<BodySource, Reply> Site::OpenOriginalBody(
    const std::shared_ptr<const OpenFile>& file) {
  if (file->entry.storage == archive::Storage::kPlain) return BodySource{file};
  if (HoldsTooMuch()) return ErrorReply(503, "too many slow clients");
  Result<SharedBytes> bytes = originals_->Get(file);
  if (!bytes.ok()) return ReplyOf(bytes.error());
  return BodySource{std::move(bytes).value()};
}

Reply Site::AnswerOriginal(const RequestHead& head, std::string_view name,
                           const std::shared_ptr<const OpenFile>& file) {
  Resource resource;
  resource.validators = ValidatorsOf(*file);
  resource.content_type = ContentTypeOf(name);
  resource.size = file->entry.size;
  resource.target = Target::kOriginal;
  if (MayHoldScripts(resource.content_type)) {
    resource.fields.emplace_back("Content-Security-Policy", "sandbox; default-src 'none'");
  }
  return AnswerResource(
      head, resource, [&] { return OpenOriginalBody(file); }, Now(), boundary_);
}

Result<SharedBytes> Site::MakeThumbnailOf(const std::shared_ptr<const OpenFile>& file,
                                          uint32_t side_px) {
  // A .jkd is decoded before a slot is taken: a thumbnail that waits for that holds up no other.
  Result<SharedBytes> original = SharedBytes();
  const bool is_plain = file->entry.storage == archive::Storage::kPlain;
  if (!is_plain) original = originals_->Get(file);
  if (!original.ok()) return original.error();
  const auto slot = thumbnail_slots_.Take();
  if (!slot) return Error{ErrorCode::kLimitExceeded, 0, "too many thumbnails wait"};
  if (is_plain) original = ReadPlain(*file);
  if (!original.ok()) return original.error();
  const Clock::time_point start = Clock::now();
  JpegLimits limits;
  limits.max_memory =
      options_.memory_limit / 4 / static_cast<uint64_t>(std::max(1, options_.num_threads));
  Result<std::vector<uint8_t>> thumbnail = MakeThumbnail(*original.value(), side_px, limits);
  thumbnail_seconds_.Observe(std::chrono::duration<double>(Clock::now() - start).count());
  if (!thumbnail.ok()) return thumbnail.error();
  return std::make_shared<const std::vector<uint8_t>>(std::move(thumbnail).value());
}

Reply Site::AnswerThumbnail(const RequestHead& head, const RequestTarget& target,
                            const std::shared_ptr<const OpenFile>& file) {
  const std::optional<uint32_t> side = ThumbnailSide(target.parameters.at("thumb"));
  if (!side) return ErrorReply(400, "thumb must be 64, 128, 256, 512 or 1024");
  if (!IsJpegName(target.path)) return ErrorReply(415, "only JPEG files have thumbnails");
  const archive::FileId id = file->entry.id();
  const std::string version = VersionOf(id);
  Resource resource;
  resource.validators = {fmt::format("\"{}-{}\"", version, *side),
                         std::min<int64_t>(file->entry.mtime().tv_sec, Now())};
  resource.content_type = kJpegType;
  resource.target = Target::kThumbnail;
  const auto known = target.parameters.find("v");
  if (known != target.parameters.end() && known->second == version) {
    // The address names this version, so that what is found there never changes.
    resource.cache_control = "private, max-age=31536000, immutable";
  }
  const auto open = [&]() -> std::variant<BodySource, Reply> {
    Result<SharedBytes> bytes =
        thumbnails_.Get({id, *side}, [&] { return MakeThumbnailOf(file, *side); });
    if (!bytes.ok()) return ReplyOf(bytes.error());
    return BodySource{std::move(bytes).value()};
  };
  return AnswerResource(head, resource, open, Now(), boundary_);
}

Reply Site::AnswerMetrics(const RequestHead& head) const {
  SiteMetrics metrics;
  metrics.server = &metrics_;
  metrics.thumbnail_seconds = &thumbnail_seconds_;
  metrics.originals = originals_->counters();
  metrics.thumbnails = thumbnails_.counters();
  metrics.max_waiting = options_.max_waiting;
  metrics.cache_bytes = options_.cache_bytes;
  metrics.start_time = start_time_;
  metrics.version = options_.version;
  Reply reply;
  reply.SetText("text/plain; version=0.0.4; charset=utf-8", MetricsOf(metrics));
  reply.AddField("Cache-Control", "no-store");
  reply.target = Target::kMetrics;
  if (head.method == "HEAD") reply.body.clear();
  return reply;
}

}  // namespace jackdaw::serve
