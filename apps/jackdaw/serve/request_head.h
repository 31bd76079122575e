// The head of a request: request line and header fields (RFC 9112, sections 2 to 5).
//
// Strict where leniency has let requests be read in two ways: no folded lines, no blank before a
// colon, no bare line feeds, no second Host, no body.
#ifndef JACKDAW_APPS_JACKDAW_SERVE_REQUEST_HEAD_H_
#define JACKDAW_APPS_JACKDAW_SERVE_REQUEST_HEAD_H_

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace jackdaw::serve {

inline constexpr size_t kMaxHeadBytes = 16 << 10;
inline constexpr size_t kMaxTargetBytes = 8 << 10;
inline constexpr size_t kMaxFields = 64;

struct RequestHead {
  std::string method;  // GET or HEAD
  std::string target;  // starts with "/"
  std::string version;
  bool keep_alive = false;  // whether the client wants to go on after this request
  std::vector<std::pair<std::string, std::string>> fields;

  // The value of a field that occurs once; none when it is missing or occurs more often.
  std::optional<std::string> Single(std::string_view name) const;
  // The values of all fields of this name, as one list; none when it is missing.
  std::optional<std::string> List(std::string_view name) const;
};

// Why a head is refused: a status of HTTP and a line for a person.
struct HeadProblem {
  int status = 400;
  std::string message;
};

// The number of bytes of the first head in `bytes`, with the empty line that ends it and the line
// breaks that may precede it; none while it is not complete. `searched`: so many bytes were looked
// at before.
std::optional<size_t> FindHeadEnd(std::string_view bytes, size_t searched = 0);

// head: as FindHeadEnd delimits it, at most kMaxHeadBytes.
std::variant<RequestHead, HeadProblem> ParseHead(std::string_view head);

// Host without its port, in lower case; "[::1]" keeps its brackets. Empty when there is no Host.
std::string HostName(const RequestHead& head);

}  // namespace jackdaw::serve

#endif  // JACKDAW_APPS_JACKDAW_SERVE_REQUEST_HEAD_H_
