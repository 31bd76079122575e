#include "apps/jackdaw/result_stream.h"

#include "apps/jackdaw/flags/command.h"
#include "apps/jackdaw/flags/help.h"
#include "apps/jackdaw/system/console.h"
#include "jackdaw/jackdaw.h"

namespace jackdaw::app {
namespace {

using Json = nlohmann::ordered_json;

constexpr size_t kMaxWaiting = size_t{1} << 16;
constexpr auto kMaxWait = std::chrono::milliseconds(500);

// JSON is UTF-8; bytes of file names that are not become U+FFFD.
std::string Dump(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace

void ResultStream::Text(std::string_view text) {
  waiting_ += text;
  const bool must_go = waiting_.size() >= kMaxWaiting || Clock::now() - last_flush_ >= kMaxWait;
  if (must_go) (void)Flush();
}

void ResultStream::JsonHead(const Json& head) {
  Json json;
  if (options_.json_lines) json["type"] = "run";
  json["schema"] = kJsonSchema;
  json["command"] = CommandName(options_.command);
  json["version"] = VersionNumber();
  json.update(head);
  std::string text = Dump(json);
  if (!options_.json_lines) {
    text.pop_back();  // the brace
    text += ", \"files\": [";
  }
  Text(text + (options_.json_lines ? "\n" : ""));
}

void ResultStream::JsonFile(const Json& file) {
  if (options_.json_lines) {
    Json json = {{"type", "file"}};
    json.update(file);
    Text(Dump(json) + '\n');
  } else {
    Text((has_files_ ? ",\n  " : "\n  ") + Dump(file));
  }
  has_files_ = true;
}

void ResultStream::JsonTail(const Json& totals, const Json& more) {
  if (options_.json_lines) {
    Json json = {{"type", "totals"}};
    json.update(totals);
    json.update(more);
    Text(Dump(json) + '\n');
    return;
  }
  Json json;
  json["totals"] = totals;
  json.update(more);
  Text((has_files_ ? "\n], " : "], ") + Dump(json).substr(1) + '\n');
}

bool ResultStream::Flush() {
  last_flush_ = Clock::now();
  if (!waiting_.empty() && is_good_) is_good_ = PrintOut(waiting_);
  waiting_.clear();
  return is_good_;
}

}  // namespace jackdaw::app
