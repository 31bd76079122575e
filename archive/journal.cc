#include "archive/journal.h"

#include <sys/stat.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <memory>
#include <nlohmann/json.hpp>
#include <system_error>
#include <utility>

namespace jackdaw::archive {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::array<std::pair<JournalStatus, const char*>, 3> kStatusNames = {
    {{JournalStatus::kOk, "ok"},
     {JournalStatus::kSkipped, "skipped"},
     {JournalStatus::kFailed, "failed"}}};

const char* StatusName(JournalStatus status) {
  for (const auto& [value, name] : kStatusNames) {
    if (value == status) return name;
  }
  return "failed";  // not reached
}

std::string ToLine(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace) + '\n';
}

bool IsUtf8(const std::string& text) {
  try {
    (void)Json(text).dump();
    return true;
  } catch (const Json::exception&) {
    return false;
  }
}

std::string ToHex(const std::string& bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string hex;
  for (const char c : bytes) {
    const auto byte = static_cast<uint8_t>(c);
    hex += kDigits[byte >> 4];
    hex += kDigits[byte & 15];
  }
  return hex;
}

std::optional<std::string> FromHex(const std::string& hex) {
  const auto digit = [](char c) {
    if (c >= '0' && c <= '9') return c - '0';
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
  };
  if (hex.size() % 2 != 0) return std::nullopt;
  std::string bytes;
  for (size_t i = 0; i < hex.size(); i += 2) {
    const int high = digit(hex[i]), low = digit(hex[i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    bytes += static_cast<char>(high << 4 | low);
  }
  return bytes;
}

// A name that is no UTF-8 cannot be a JSON string: its bytes follow in hexadecimal digits.
void PutName(Json* json, const std::string& member, const std::string& name) {
  (*json)[member] = name;
  if (!IsUtf8(name)) (*json)[member + "_hex"] = ToHex(name);
}

std::optional<std::string> NameIn(const Json& json, const std::string& member) {
  const auto hex = json.find(member + "_hex");
  if (hex != json.end()) return FromHex(hex->get<std::string>());
  return json.value(member, std::string());
}

// None for what is no integer: a number with an exponent may be beyond all limits.
template <class Integer>
std::optional<Integer> IntegerIn(const Json& json, const char* member, Integer if_absent) {
  const auto found = json.find(member);
  if (found == json.end()) return if_absent;
  if (!found->is_number_integer()) return std::nullopt;
  return found->get<Integer>();
}

std::optional<JournalEntry> ParseEntry(const Json& json) {
  JournalEntry entry;
  const std::string status = json.at("status").get<std::string>();
  bool is_known = false;
  for (const auto& [value, name] : kStatusNames) {
    if (status != name) continue;
    entry.status = value;
    is_known = true;
  }
  std::optional<std::string> input = NameIn(json, "input"), output = NameIn(json, "output");
  if (!is_known || !input || !output || input->empty()) return std::nullopt;
  entry.input = std::move(*input);
  entry.output = std::move(*output);
  const auto input_size = IntegerIn(json, "input_size", int64_t{-1});
  const auto input_mtime_ns = IntegerIn(json, "input_mtime_ns", int64_t{0});
  const auto output_size = IntegerIn(json, "output_size", uint64_t{0});
  if (!input_size || !input_mtime_ns || !output_size) return std::nullopt;
  entry.input_size = *input_size;
  entry.input_mtime_ns = *input_mtime_ns;
  entry.output_size = *output_size;
  if (json.contains("lossy")) entry.lossy = json.at("lossy").get<bool>();
  entry.removed_original = json.value("removed_original", false);
  entry.removed_input = json.value("removed_input", false);
  entry.is_finished = entry.status != JournalStatus::kFailed && json.value("finished", true);
  if (json.contains("error")) {
    entry.error_code = json.at("error").value("code", std::string());
    entry.message = json.at("error").value("message", std::string());
  } else {
    entry.message = json.value("note", std::string());
  }
  entry.seconds = json.value("seconds", 0.0);
  return entry;
}

// False when the line is not one of a journal.
bool ReadLine(const std::string& line, const std::function<void(const JournalRun&)>& on_run,
              const std::function<void(const JournalEntry&)>& on_entry) {
  try {
    const Json json = Json::parse(line);
    const std::string kind = json.at("journal").get<std::string>();
    if (kind == "end") return true;
    if (kind == "begin") {
      if (IntegerIn(json, "schema", int64_t{0}) != int64_t{kJournalSchema}) return false;
      if (on_run) on_run({json.value("command", std::string()), json.value("version", "")});
      return true;
    }
    if (kind != "file") return false;
    const std::optional<JournalEntry> entry = ParseEntry(json);
    if (entry.has_value() && on_entry) on_entry(*entry);
    return entry.has_value();
  } catch (const Json::exception&) {
    return false;
  }
}

// Any part of this, from its beginning, is how a journal begins.
constexpr std::string_view kJournalStart = R"({"journal":"begin")";

// What is wrong with a file that is to be a journal: a device could be read for ever, and lines
// would be added to a picture. Reads its beginning.
Status CheckJournal(FILE* file) {
  struct stat st;
  if (fstat(fileno(file), &st) != 0 || !S_ISREG(st.st_mode)) {
    return Error{ErrorCode::kInvalidArgument, 0, "is not a regular file"};
  }
  std::array<char, kJournalStart.size()> start;
  const size_t size = std::fread(start.data(), 1, start.size(), file);
  if (std::string_view(start.data(), size) != kJournalStart.substr(0, size)) {
    return Error{ErrorCode::kInvalidArgument, 0, "is not a journal"};
  }
  std::rewind(file);
  return OkStatus();
}

Error ReadError() {
  return {ErrorCode::kIo, 0, "cannot read: " + std::generic_category().message(errno)};
}

}  // namespace

std::string TimeStamp() {
  using std::chrono::duration_cast;
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  const auto milliseconds = duration_cast<std::chrono::milliseconds>(now).count();
  const auto seconds = static_cast<time_t>(milliseconds / 1000);
  struct tm utc = {};
  gmtime_r(&seconds, &utc);
  std::array<char, 40> text{};
  const size_t size = strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%S", &utc);
  (void)std::snprintf(text.data() + size, text.size() - size, ".%03dZ",
                      static_cast<int>(milliseconds % 1000));
  return text.data();
}

std::string BeginLine(const JournalRun& run, std::string_view time) {
  Json json;
  json["journal"] = "begin";
  json["schema"] = kJournalSchema;
  json["time"] = time;
  json["command"] = run.command;
  json["version"] = run.version;
  return ToLine(json);
}

std::string EntryLine(const JournalEntry& entry, std::string_view time) {
  Json json;
  json["journal"] = "file";
  json["time"] = time;
  PutName(&json, "input", entry.input);
  json["status"] = StatusName(entry.status);
  if (entry.input_size >= 0) {
    json["input_size"] = entry.input_size;
    json["input_mtime_ns"] = entry.input_mtime_ns;
  }
  if (!entry.output.empty()) PutName(&json, "output", entry.output);
  if (entry.status == JournalStatus::kOk) json["output_size"] = entry.output_size;
  if (entry.lossy.has_value()) json["lossy"] = *entry.lossy;
  if (entry.removed_original) json["removed_original"] = true;
  if (entry.removed_input) json["removed_input"] = true;
  if (entry.status == JournalStatus::kFailed) {
    json["error"] = {{"code", entry.error_code}, {"message", entry.message}};
  } else {
    if (!entry.is_finished) json["finished"] = false;
    if (!entry.message.empty()) json["note"] = entry.message;
  }
  json["seconds"] = entry.seconds;
  return ToLine(json);
}

std::string EndLine(const JournalTotals& totals, std::string_view time) {
  Json json;
  json["journal"] = "end";
  json["time"] = time;
  json["ok"] = totals.ok;
  json["skipped"] = totals.skipped;
  json["failed"] = totals.failed;
  json["interrupted"] = totals.interrupted;
  return ToLine(json);
}

Status ReadJournal(const std::string& path, const std::function<void(const JournalRun&)>& on_run,
                   const std::function<void(const JournalEntry&)>& on_entry, uint64_t* num_bad) {
  if (num_bad != nullptr) *num_bad = 0;
  const std::unique_ptr<FILE, int (*)(FILE*)> file(std::fopen(path.c_str(), "re"), std::fclose);
  if (file == nullptr) return ReadError();
  Status checked = CheckJournal(file.get());
  if (!checked.ok()) return checked;
  char* buffer = nullptr;
  size_t capacity = 0;
  ssize_t size = 0;
  std::string line;
  while ((size = getline(&buffer, &capacity, file.get())) >= 0) {
    line.assign(buffer, static_cast<size_t>(size));
    if (line == "\n") continue;  // the end that a writer gave a line that was cut off
    const bool is_whole = line.ends_with('\n');
    if ((!is_whole || !ReadLine(line, on_run, on_entry)) && num_bad != nullptr) ++*num_bad;
  }
  const bool failed = std::ferror(file.get()) != 0;
  std::free(buffer);
  return failed ? Status(ReadError()) : OkStatus();
}

}  // namespace jackdaw::archive
