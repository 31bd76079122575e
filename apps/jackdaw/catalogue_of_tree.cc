#include "apps/jackdaw/catalogue_of_tree.h"

#include <fmt/format.h>

#include <array>
#include <cstdlib>
#include <ctime>
#include <optional>

#include "apps/jackdaw/names.h"
#include "apps/jackdaw/system/paths.h"
#include "apps/jackdaw/system/text.h"

namespace jackdaw::app {
namespace {

std::string FromEnvironment(const char* name) {
  const char* value = std::getenv(name);
  return value != nullptr ? value : "";
}

// By the XDG Base Directory Specification: an absolute path, or the default.
std::string StateHome() {
  std::string home = FromEnvironment("XDG_STATE_HOME");
  if (!home.starts_with('/')) home = JoinPath(FromEnvironment("HOME"), ".local/state");
  return home;
}

}  // namespace

Result<archive::CataloguePlace> PlaceOfCatalogue(const Options& options) {
  std::optional<std::string> named;
  if (!options.archive.catalogue.empty()) named = options.archive.catalogue;
  return archive::FindCataloguePlace(options.inputs.front(), named, StateHome());
}

std::string CatalogueTrouble(const archive::CataloguePlace& place, const Error& error) {
  std::string help;
  if (error.code == ErrorCode::kCorrupt) {
    help = " (jackdaw check --rebuild makes it anew from the tree)";
  } else if (error.code == ErrorCode::kIo && !place.is_named) {
    help = " (--catalogue FILE uses another one)";
  }
  return fmt::format("catalogue {}: {}{}", Printable(place.path), Printable(error.message), help);
}

bool IsOriginalName(std::string_view name) { return HasJpegName(name); }

std::string UtcTime(int64_t ns) {
  constexpr int64_t kNsPerSecond = 1000000000;
  auto seconds = static_cast<std::time_t>(ns / kNsPerSecond);
  if (ns % kNsPerSecond < 0) --seconds;
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  std::array<char, 32> text{};
  std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &parts);
  return text.data();
}

}  // namespace jackdaw::app
