#include "apps/jackdaw/serve/request_head.h"

#include <algorithm>

#include "apps/jackdaw/serve/field_text.h"

namespace jackdaw::serve {
namespace {

constexpr std::string_view kLineEnd = "\r\n";
constexpr std::string_view kHeadEnd = "\r\n\r\n";

// Cuts the first line off `text`, which ends in one.
std::string_view TakeLine(std::string_view* text) {
  const size_t end = text->find(kLineEnd);
  const std::string_view line = text->substr(0, end);
  text->remove_prefix(end + kLineEnd.size());
  return line;
}

bool IsVisible(char c) { return c > 0x20 && c < 0x7f; }

// Visible characters, blanks, tabs and bytes beyond ASCII.
bool IsFieldCharacter(char c) { return IsVisible(c) || c == ' ' || c == '\t' || (c & 0x80) != 0; }

// "http://host/path" -> "/path"; proxies' form, which every server must take.
std::string OriginForm(std::string_view target) {
  constexpr std::string_view kScheme = "http://";
  if (!EqualNames(target.substr(0, kScheme.size()), kScheme)) return std::string(target);
  const size_t slash = target.find_first_of("/?", kScheme.size());
  if (slash == std::string_view::npos) return "/";
  const std::string_view rest = target.substr(slash);
  std::string origin(rest.starts_with('?') ? "/" : "");
  return origin.append(rest);
}

std::optional<HeadProblem> ParseRequestLine(std::string_view line, RequestHead* head) {
  const size_t first = line.find(' ');
  const size_t last = line.rfind(' ');
  if (first == std::string_view::npos || first == last) {
    return HeadProblem{400, "not a request of HTTP/1.1"};
  }
  const std::string_view target = line.substr(first + 1, last - first - 1);
  head->method = line.substr(0, first);
  head->target = OriginForm(target);
  head->version = line.substr(last + 1);
  if (!IsToken(head->method)) return HeadProblem{400, "the method is malformed"};
  if (head->version != "HTTP/1.1" && head->version != "HTTP/1.0") {
    const bool is_other = head->version.starts_with("HTTP/");
    return HeadProblem{is_other ? 505 : 400, "the version must be HTTP/1.1 or HTTP/1.0"};
  }
  if (head->method != "GET" && head->method != "HEAD") {
    return HeadProblem{405, "only GET and HEAD are allowed"};
  }
  if (target.size() > kMaxTargetBytes) return HeadProblem{414, "the address is too long"};
  if (!head->target.starts_with('/') ||
      !std::all_of(head->target.begin(), head->target.end(), IsVisible)) {
    return HeadProblem{400, "the address is malformed"};
  }
  return std::nullopt;
}

std::optional<HeadProblem> ParseField(std::string_view line, RequestHead* head) {
  const size_t colon = line.find(':');
  if (colon == std::string_view::npos || !IsToken(line.substr(0, colon))) {
    return HeadProblem{400, "a header field is malformed"};
  }
  const std::string_view value = Trim(line.substr(colon + 1));
  if (!std::all_of(value.begin(), value.end(), IsFieldCharacter)) {
    return HeadProblem{400, "a header field is malformed"};
  }
  if (head->fields.size() == kMaxFields) return HeadProblem{431, "too many header fields"};
  head->fields.emplace_back(line.substr(0, colon), value);
  return std::nullopt;
}

bool ListHas(const std::optional<std::string>& list, std::string_view word) {
  if (!list) return false;
  const auto parts = SplitList(*list);
  return std::any_of(parts.begin(), parts.end(),
                     [&](std::string_view part) { return EqualNames(part, word); });
}

// The fields that say how the message is framed.
std::optional<HeadProblem> CheckFraming(RequestHead* head) {
  const std::optional<std::string> length = head->List("Content-Length");
  if (head->List("Transfer-Encoding") || (length && *length != "0")) {
    return HeadProblem{413, "a request must have no body"};
  }
  if (head->List("Expect")) return HeadProblem{417, "the field Expect is not supported"};
  const bool is_new = head->version == "HTTP/1.1";
  if (head->List("Host") && !head->Single("Host")) return HeadProblem{400, "two fields Host"};
  if (is_new && !head->Single("Host")) return HeadProblem{400, "the field Host is missing"};
  const std::optional<std::string> connection = head->List("Connection");
  head->keep_alive = !ListHas(connection, "close") && (is_new || ListHas(connection, "keep-alive"));
  return std::nullopt;
}

}  // namespace

std::optional<std::string> RequestHead::Single(std::string_view name) const {
  std::optional<std::string> found;
  for (const auto& [field, value] : fields) {
    if (!EqualNames(field, name)) continue;
    if (found) return std::nullopt;
    found = value;
  }
  return found;
}

std::optional<std::string> RequestHead::List(std::string_view name) const {
  std::optional<std::string> list;
  for (const auto& [field, value] : fields) {
    if (EqualNames(field, name)) list = list ? *list + ", " + value : value;
  }
  return list;
}

std::optional<size_t> FindHeadEnd(std::string_view bytes, size_t searched) {
  size_t start = 0;
  while (bytes.substr(start).starts_with(kLineEnd)) start += kLineEnd.size();
  // The end may have begun in what was searched before.
  const size_t overlap = kHeadEnd.size() - 1;
  const size_t from = std::max(start, searched > overlap ? searched - overlap : 0);
  const size_t end = bytes.find(kHeadEnd, from);
  if (end == std::string_view::npos) return std::nullopt;
  return end + kHeadEnd.size();
}

std::variant<RequestHead, HeadProblem> ParseHead(std::string_view text) {
  while (text.starts_with(kLineEnd)) text.remove_prefix(kLineEnd.size());
  if (!text.ends_with(kHeadEnd)) return HeadProblem{400, "the request is not complete"};
  RequestHead head;
  std::optional<HeadProblem> problem = ParseRequestLine(TakeLine(&text), &head);
  if (problem) return *problem;
  while (text != kLineEnd) {
    problem = ParseField(TakeLine(&text), &head);
    if (problem) return *problem;
  }
  problem = CheckFraming(&head);
  if (problem) return *problem;
  return head;
}

std::string HostName(const RequestHead& head) {
  std::string host = head.Single("Host").value_or("");
  const size_t colon = host.rfind(':');
  if (colon != std::string::npos && host.find(']', colon) == std::string::npos) host.resize(colon);
  std::transform(host.begin(), host.end(), host.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return host;
}

}  // namespace jackdaw::serve
