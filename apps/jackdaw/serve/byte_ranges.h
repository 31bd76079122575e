// The header field Range (RFC 9110, section 14).
#ifndef JACKDAW_APPS_JACKDAW_SERVE_BYTE_RANGES_H_
#define JACKDAW_APPS_JACKDAW_SERVE_BYTE_RANGES_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace jackdaw::serve {

// `length` is at least 1, and offset + length at most the size of the content.
struct ByteRange {
  uint64_t offset = 0;
  uint64_t length = 0;

  bool operator==(const ByteRange&) const = default;
};

enum class RangeKind {
  kWhole,          // nothing that this server understands: the whole content is sent
  kSome,           // `ranges` holds at least one
  kUnsatisfiable,  // well-formed, but no range meets the content: status 416
};

struct RangeRequest {
  RangeKind kind = RangeKind::kWhole;
  std::vector<ByteRange> ranges;
};

// A field with more ranges than this is ignored: it saves nobody work.
inline constexpr size_t kMaxByteRanges = 16;

// What the value `field` asks for of `size` bytes. Ranges that overlap are joined, and then all of
// them are sorted, so that no byte is sent twice; otherwise they stay in the order that was asked
// for. Units other than bytes and malformed fields are kWhole.
RangeRequest ParseByteRanges(std::string_view field, uint64_t size);

// "bytes 0-99/1234"
std::string ContentRange(const ByteRange& range, uint64_t size);
// "bytes */1234", of a reply with status 416.
std::string UnsatisfiedRange(uint64_t size);

}  // namespace jackdaw::serve

#endif  // JACKDAW_APPS_JACKDAW_SERVE_BYTE_RANGES_H_
