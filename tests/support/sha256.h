// SHA-256 (FIPS 180-4) for tests: small, not fast.
#ifndef JACKDAW_TESTS_SUPPORT_SHA256_H_
#define JACKDAW_TESTS_SUPPORT_SHA256_H_

#include <string>

#include "base/bytes.h"

namespace jackdaw {

// The digest of `bytes`, 64 hexadecimal digits in lower case.
std::string Sha256(ByteSpan bytes);

}  // namespace jackdaw

#endif  // JACKDAW_TESTS_SUPPORT_SHA256_H_
