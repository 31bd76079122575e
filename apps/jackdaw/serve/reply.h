// What the server answers, before it is HTTP on a connection.
#ifndef JACKDAW_APPS_JACKDAW_SERVE_REPLY_H_
#define JACKDAW_APPS_JACKDAW_SERVE_REPLY_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "apps/jackdaw/serve/metrics.h"
#include "archive/decoded_cache.h"
#include "archive/tree.h"

namespace jackdaw::serve {

// Part of bytes in memory that others share.
struct BytesPart {
  archive::SharedBytes bytes;
  uint64_t offset = 0, length = 0;
};

// Part of a file on the disk, which is open.
struct FilePart {
  std::shared_ptr<const archive::OpenFile> file;
  uint64_t offset = 0, length = 0;
};

using BodyPart = std::variant<std::string, BytesPart, FilePart>;
uint64_t SizeOf(const BodyPart& part);

struct Reply {
  int status = 200;
  std::string content_type;
  std::vector<std::pair<std::string, std::string>> fields;  // beside Content-Type and -Length
  // The value of Content-Length, also where `body` is left out, as for HEAD.
  uint64_t content_length = 0;
  std::vector<BodyPart> body;
  Target target = Target::kOther;

  void AddField(std::string name, std::string value) {
    fields.emplace_back(std::move(name), std::move(value));
  }
  void SetText(std::string type, std::string text) {
    content_type = std::move(type);
    content_length = text.size();
    body.clear();
    body.emplace_back(std::move(text));
  }
};

// A reply that says no: one line of plain text for a person.
Reply ErrorReply(int status, std::string_view message);

// "Not Found"; "Unknown" for a status that the server does not use.
std::string_view StatusText(int status);

// Calls send(data, size) for all of the body, in pieces of at most 256 KiB; files are read as it
// goes. False as soon as send or a file fails.
bool SendBody(const Reply& reply, const std::function<bool(const char* data, size_t size)>& send);

}  // namespace jackdaw::serve

#endif  // JACKDAW_APPS_JACKDAW_SERVE_REPLY_H_
