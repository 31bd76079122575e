#include "apps/jackdaw/serve/request_target.h"

namespace jackdaw::serve {
namespace {

int HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::optional<std::string> Decode(std::string_view text) {
  std::string decoded;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      decoded += text[i];
      continue;
    }
    if (text.size() - i < 3) return std::nullopt;
    const int high = HexDigit(text[i + 1]), low = HexDigit(text[i + 2]);
    if (high < 0 || low < 0) return std::nullopt;
    decoded += static_cast<char>(high * 16 + low);
    i += 2;
  }
  return decoded;
}

bool IsSafePart(std::string_view part) {
  return !part.empty() && part != "." && part != ".." && part.find('/') == std::string_view::npos &&
         part.find('\0') == std::string_view::npos;
}

// A decoded path below the root; none when a part of it is not safe.
std::optional<std::string> DecodePath(std::string_view text) {
  std::string path;
  while (!text.empty()) {
    const size_t slash = std::min(text.find('/'), text.size());
    const std::optional<std::string> part = Decode(text.substr(0, slash));
    if (!part || !IsSafePart(*part)) return std::nullopt;
    path += (path.empty() ? "" : "/") + *part;
    text.remove_prefix(std::min(slash + 1, text.size()));
  }
  return path;
}

std::map<std::string, std::string> DecodeParameters(std::string_view text) {
  std::map<std::string, std::string> parameters;
  while (!text.empty()) {
    const size_t end = std::min(text.find('&'), text.size());
    const std::string_view pair = text.substr(0, end);
    const size_t equals = std::min(pair.find('='), pair.size());
    const std::optional<std::string> name = Decode(pair.substr(0, equals));
    const std::optional<std::string> value = Decode(pair.substr(std::min(equals + 1, pair.size())));
    if (name && value && !name->empty()) parameters.emplace(*name, *value);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return parameters;
}

}  // namespace

std::optional<RequestTarget> ParseTarget(std::string_view target) {
  if (!target.starts_with('/')) return std::nullopt;
  target = target.substr(0, target.find('#'));
  const size_t question = std::min(target.find('?'), target.size());
  const std::string_view path = target.substr(0, question);
  RequestTarget result;
  const std::optional<std::string> decoded = DecodePath(path.substr(1));
  if (!decoded) return std::nullopt;
  result.path = *decoded;
  result.has_final_slash = path.ends_with('/');
  result.parameters = DecodeParameters(target.substr(std::min(question + 1, target.size())));
  return result;
}

std::string EncodePath(std::string_view path, bool is_folder) {
  constexpr std::string_view kPlain = "-._~!$()*,;=:@/";
  constexpr char kHex[] = "0123456789ABCDEF";
  std::string encoded = "/";
  for (const char c : path) {
    const bool is_plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
                          (c >= 'A' && c <= 'Z') || kPlain.find(c) != std::string_view::npos;
    if (is_plain) {
      encoded += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      encoded += '%';
      encoded += kHex[byte >> 4];
      encoded += kHex[byte & 15];
    }
  }
  if (is_folder && !encoded.ends_with('/')) encoded += '/';
  return encoded;
}

bool HasHiddenPart(std::string_view path) {
  return path.starts_with('.') || path.find("/.") != std::string_view::npos;
}

}  // namespace jackdaw::serve
