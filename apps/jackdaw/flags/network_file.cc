#include "apps/jackdaw/flags/network_file.h"

#include <utility>

#include "apps/jackdaw/system/file_io.h"

namespace jackdaw::app {

std::string WordOrFileProblem(const std::string& text, const std::string& first,
                              const std::string& second, const std::string& content) {
  if (text == first || text == second || PathExists(text)) return {};
  return text + " is neither " + first + " nor " + second + ", nor a file of " + content;
}

Status ReadNetworkFile(const std::string& flag, const std::string& path, NetworkCheck check,
                       std::vector<uint8_t>* out) {
  const auto fail = [&](const std::string& reason) {
    return PlainError(ErrorCode::kInvalidArgument, "--" + flag + ' ' + path + ": " + reason);
  };
  Result<FileData> file = ReadFile(path, kMaxNetworkFile);
  if (!file.ok()) return fail(file.error().message);
  // No bytes would stand for no file.
  if (file.value().bytes.empty()) return fail("is empty");
  const Status good = check(file.value().bytes);
  if (!good.ok()) return fail(good.error().message);
  *out = std::move(file.value().bytes);
  return OkStatus();
}

}  // namespace jackdaw::app
