#include "apps/jackdaw/serve/reply.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "archive/system_calls.h"

namespace jackdaw::serve {
namespace {

constexpr uint64_t kPieceBytes = 256 << 10;

using Send = std::function<bool(const char* data, size_t size)>;

bool SendMemory(const char* data, uint64_t size, const Send& send) {
  while (size > 0) {
    const uint64_t piece = std::min(size, kPieceBytes);
    if (!send(data, piece)) return false;
    data += piece;
    size -= piece;
  }
  return true;
}

bool SendFile(const FilePart& part, const Send& send) {
  std::vector<uint8_t> buffer(std::min(part.length, kPieceBytes));
  uint64_t offset = part.offset, left = part.length;
  while (left > 0) {
    const std::span<uint8_t> piece(buffer.data(), std::min<uint64_t>(left, buffer.size()));
    if (!archive::ReadFully(part.file->fd.get(), offset, piece).ok()) return false;
    if (!send(reinterpret_cast<const char*>(piece.data()), piece.size())) return false;
    offset += piece.size();
    left -= piece.size();
  }
  return true;
}

bool SendPart(const BodyPart& part, const Send& send) {
  if (const auto* text = std::get_if<std::string>(&part)) {
    return SendMemory(text->data(), text->size(), send);
  }
  if (const auto* bytes = std::get_if<BytesPart>(&part)) {
    const uint8_t* data = bytes->bytes->data() + bytes->offset;
    return SendMemory(reinterpret_cast<const char*>(data), bytes->length, send);
  }
  return SendFile(std::get<FilePart>(part), send);
}

}  // namespace

uint64_t SizeOf(const BodyPart& part) {
  if (const auto* text = std::get_if<std::string>(&part)) return text->size();
  if (const auto* bytes = std::get_if<BytesPart>(&part)) return bytes->length;
  return std::get<FilePart>(part).length;
}

std::string_view StatusText(int status) {
  constexpr std::array<std::pair<int, std::string_view>, 21> kTexts = {{
      {200, "OK"},
      {206, "Partial Content"},
      {301, "Moved Permanently"},
      {304, "Not Modified"},
      {400, "Bad Request"},
      {403, "Forbidden"},
      {404, "Not Found"},
      {405, "Method Not Allowed"},
      {408, "Request Timeout"},
      {412, "Precondition Failed"},
      {413, "Content Too Large"},
      {414, "URI Too Long"},
      {415, "Unsupported Media Type"},
      {416, "Range Not Satisfiable"},
      {417, "Expectation Failed"},
      {421, "Misdirected Request"},
      {431, "Request Header Fields Too Large"},
      {500, "Internal Server Error"},
      {503, "Service Unavailable"},
      {505, "HTTP Version Not Supported"},
      {507, "Insufficient Storage"},
  }};
  const auto found = std::find_if(kTexts.begin(), kTexts.end(),
                                  [&](const auto& entry) { return entry.first == status; });
  return found == kTexts.end() ? "Unknown" : found->second;
}

Reply ErrorReply(int status, std::string_view message) {
  Reply reply;
  reply.status = status;
  reply.SetText("text/plain; charset=utf-8",
                fmt::format("{} {}: {}\n", status, StatusText(status), message));
  if (status == 405) reply.AddField("Allow", "GET, HEAD");
  if (status == 503) reply.AddField("Retry-After", "2");
  reply.AddField("Cache-Control", "no-store");
  return reply;
}

bool SendBody(const Reply& reply, const Send& send) {
  return std::all_of(reply.body.begin(), reply.body.end(),
                     [&](const BodyPart& part) { return SendPart(part, send); });
}

}  // namespace jackdaw::serve
