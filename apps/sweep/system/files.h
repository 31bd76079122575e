// Whole files of the sweep: temporary ones, cached ones and sources.
#ifndef JACKDAW_APPS_SWEEP_SYSTEM_FILES_H_
#define JACKDAW_APPS_SWEEP_SYSTEM_FILES_H_

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "jackdaw/result.h"

namespace jackdaw::sweep {

// No picture that the sweep takes needs a larger file.
inline constexpr uint64_t kMaxFileBytes = uint64_t{1} << 30;

// kLimitExceeded above kMaxFileBytes.
Result<std::vector<uint8_t>> ReadWholeFile(const std::string& path);

Status WriteWholeFile(const std::string& path, std::span<const uint8_t> bytes);

}  // namespace jackdaw::sweep

#endif  // JACKDAW_APPS_SWEEP_SYSTEM_FILES_H_
