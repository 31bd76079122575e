// Files of networks that flags name.
#ifndef JACKDAW_APPS_JACKDAW_FLAGS_NETWORK_FILE_H_
#define JACKDAW_APPS_JACKDAW_FLAGS_NETWORK_FILE_H_

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "jackdaw/result.h"

namespace jackdaw::app {

inline constexpr uint64_t kMaxNetworkFile = uint64_t{1} << 24;

// What is wrong with a value that is to be one of two words or a file of `content`; empty: nothing.
std::string WordOrFileProblem(const std::string& text, const std::string& first,
                              const std::string& second, const std::string& content);

// What is wrong with the bytes of a file of networks.
using NetworkCheck = Status (*)(std::span<const uint8_t>);

// Reads the file that --flag names. Errors: kInvalidArgument, with the flag and the path, where it
// cannot be read, is larger than kMaxNetworkFile, or fails the check.
Status ReadNetworkFile(const std::string& flag, const std::string& path, NetworkCheck check,
                       std::vector<uint8_t>* out);

}  // namespace jackdaw::app

#endif  // JACKDAW_APPS_JACKDAW_FLAGS_NETWORK_FILE_H_
