#include "apps/jackdaw/serve/resource.h"

#include <fmt/format.h>

#include <algorithm>
#include <random>

#include "apps/jackdaw/serve/http_date.h"

namespace jackdaw::serve {
namespace {

Conditions ConditionsOf(const RequestHead& head) {
  return {.if_match = head.List("If-Match"),
          .if_none_match = head.List("If-None-Match"),
          .if_modified_since = head.Single("If-Modified-Since"),
          .if_unmodified_since = head.Single("If-Unmodified-Since"),
          .if_range = head.Single("If-Range")};
}

// What every reply about the resource says of its version.
Reply StartReply(const Resource& resource, int status) {
  Reply reply;
  reply.status = status;
  reply.target = resource.target;
  reply.AddField("ETag", resource.validators.etag);
  if (resource.validators.last_modified) {
    reply.AddField("Last-Modified", FormatHttpDate(*resource.validators.last_modified));
  }
  reply.AddField("Cache-Control", resource.cache_control);
  return reply;
}

Reply StartContent(const Resource& resource, int status) {
  Reply reply = StartReply(resource, status);
  reply.content_type = resource.content_type;
  reply.AddField("Accept-Ranges", "bytes");
  reply.AddField("X-Content-Type-Options", "nosniff");
  for (const auto& [name, value] : resource.fields) reply.AddField(name, value);
  return reply;
}

void AddPart(BodyPart part, Reply* reply) {
  reply->content_length += SizeOf(part);
  reply->body.push_back(std::move(part));
}

// The whole, or one range.
Reply OnePart(const Resource& resource, const BodySource& source, const ByteRange& range) {
  const bool is_whole = range.offset == 0 && range.length == source.size();
  Reply reply = StartContent(resource, is_whole ? 200 : 206);
  if (!is_whole) reply.AddField("Content-Range", ContentRange(range, source.size()));
  AddPart(source.Part(range), &reply);
  return reply;
}

// RFC 9110, section 14.6.
Reply SeveralParts(const Resource& resource, const BodySource& source,
                   const std::vector<ByteRange>& ranges, const std::string& boundary) {
  Reply reply = StartContent(resource, 206);
  reply.content_type = "multipart/byteranges; boundary=" + boundary;
  std::string before = "--" + boundary;
  for (const ByteRange& range : ranges) {
    AddPart(fmt::format("{}\r\nContent-Type: {}\r\nContent-Range: {}\r\n\r\n", before,
                        resource.content_type, ContentRange(range, source.size())),
            &reply);
    AddPart(source.Part(range), &reply);
    before = "\r\n--" + boundary;
  }
  AddPart("\r\n--" + boundary + "--\r\n", &reply);
  return reply;
}

Reply Unsatisfied(const Resource& resource, uint64_t size) {
  Reply reply = ErrorReply(416, "the ranges lie behind the end");
  reply.target = resource.target;
  reply.AddField("Content-Range", UnsatisfiedRange(size));
  return reply;
}

Reply Failed(const Resource& resource) {
  Reply reply = ErrorReply(412, "this is another version");
  reply.target = resource.target;
  return reply;
}

}  // namespace

uint64_t BodySource::size() const {
  if (const auto* shared = std::get_if<archive::SharedBytes>(&bytes)) return (*shared)->size();
  return std::get<std::shared_ptr<const archive::OpenFile>>(bytes)->entry.size;
}

BodyPart BodySource::Part(const ByteRange& range) const {
  if (const auto* shared = std::get_if<archive::SharedBytes>(&bytes)) {
    return BytesPart{*shared, range.offset, range.length};
  }
  return FilePart{std::get<std::shared_ptr<const archive::OpenFile>>(bytes), range.offset,
                  range.length};
}

std::string MakeBoundary() {
  std::random_device random;
  return fmt::format("jackdaw-{:08x}{:08x}{:08x}", random(), random(), random());
}

Reply AnswerResource(const RequestHead& head, const Resource& resource, const OpenBody& open_body,
                     int64_t now, const std::string& boundary) {
  const Conditions conditions = ConditionsOf(head);
  const Verdict verdict = Evaluate(conditions, resource.validators);
  if (verdict == Verdict::kNotModified) return StartReply(resource, 304);
  if (verdict == Verdict::kFailed) return Failed(resource);
  const bool is_head = head.method == "HEAD";
  if (is_head && resource.size) {
    Reply reply = StartContent(resource, 200);
    reply.content_length = *resource.size;
    return reply;
  }
  // Ranges that cannot be satisfied need no bytes, and HEAD knows no ranges.
  RangeRequest request;
  const std::optional<std::string> field = head.Single("Range");
  const bool has_ranges = field && !is_head && RangeApplies(conditions, resource.validators, now);
  if (has_ranges && resource.size) {
    request = ParseByteRanges(*field, *resource.size);
    if (request.kind == RangeKind::kUnsatisfiable) return Unsatisfied(resource, *resource.size);
  }
  std::variant<BodySource, Reply> opened = open_body();
  if (auto* refusal = std::get_if<Reply>(&opened)) {
    refusal->target = resource.target;
    return std::move(*refusal);
  }
  const BodySource& source = std::get<BodySource>(opened);
  if (has_ranges) request = ParseByteRanges(*field, source.size());
  if (request.kind == RangeKind::kUnsatisfiable) return Unsatisfied(resource, source.size());
  if (request.ranges.size() > 1) {
    return SeveralParts(resource, source, request.ranges, boundary);
  }
  const ByteRange whole{0, source.size()};
  Reply reply = OnePart(resource, source, request.ranges.empty() ? whole : request.ranges.front());
  if (is_head) reply.body.clear();
  return reply;
}

}  // namespace jackdaw::serve
