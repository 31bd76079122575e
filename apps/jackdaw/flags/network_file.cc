#include "apps/jackdaw/flags/network_file.h"

#include <utility>

#include "apps/jackdaw/system/file_io.h"

namespace jackdaw::app {

Result<std::vector<uint8_t>> ReadNetworkFile(const std::string& flag, const std::string& path) {
  Result<FileData> file = ReadFile(path, kMaxNetworkFile);
  if (file.ok()) return std::move(file.value().bytes);
  return PlainError(ErrorCode::kInvalidArgument,
                    "--" + flag + ' ' + path + ": " + file.error().message);
}

}  // namespace jackdaw::app
