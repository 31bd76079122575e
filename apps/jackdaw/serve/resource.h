// Answers to GET and HEAD of something that has a version: conditions, ranges, bodies.
#ifndef JACKDAW_APPS_JACKDAW_SERVE_RESOURCE_H_
#define JACKDAW_APPS_JACKDAW_SERVE_RESOURCE_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "apps/jackdaw/serve/byte_ranges.h"
#include "apps/jackdaw/serve/conditions.h"
#include "apps/jackdaw/serve/reply.h"
#include "apps/jackdaw/serve/request_head.h"

namespace jackdaw::serve {

// Where the bytes of a resource are.
struct BodySource {
  std::variant<archive::SharedBytes, std::shared_ptr<const archive::OpenFile>> bytes;

  uint64_t size() const;
  BodyPart Part(const ByteRange& range) const;
};

struct Resource {
  Validators validators;
  std::string content_type;
  std::string cache_control = "no-cache";  // caches ask each time, and are mostly told 304
  std::vector<std::pair<std::string, std::string>> fields = {};  // others of a reply with a body
  // Known without the body; none: the body is made for HEAD, too.
  std::optional<uint64_t> size = {};
  Target target = Target::kOther;
};

// Gives the bytes, or the reply that says why it cannot.
using OpenBody = std::function<std::variant<BodySource, Reply>()>;

// Separates the parts of replies with several ranges: no content has it but by intent, and who
// knows it cannot add to the content.
std::string MakeBoundary();

// The reply, 200, 206, 304, 412 or 416, or that of open_body, which is called where its bytes are
// needed and once at most. now: seconds since 1970.
Reply AnswerResource(const RequestHead& head, const Resource& resource, const OpenBody& open_body,
                     int64_t now, const std::string& boundary);

}  // namespace jackdaw::serve

#endif  // JACKDAW_APPS_JACKDAW_SERVE_RESOURCE_H_
