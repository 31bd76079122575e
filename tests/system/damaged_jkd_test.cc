// Damaged .jkd files: an error, never wrong bytes.
#include <gtest/gtest.h>

#include "jackdaw/jackdaw.h"
#include "tests/support/catalogue.h"
#include "tests/support/libjpeg_files.h"
#include "tests/support/nested_parts.h"
#include "tests/support/test_rng.h"
#include "tests/system/exactness.h"

namespace jackdaw::test {
namespace {

Bytes Compressed(const Bytes& file, const CompressOptions& options = {}) {
  Result<CompressResult> result = Compress(file, options);
  EXPECT_TRUE(result.ok());
  return result.ok() ? std::move(result).value().bytes : Bytes();
}

// Empty when decoding fails as it should. kInternal would be a bug of ours.
std::string CheckRefused(ByteSpan damaged) {
  const Result<DecompressResult> result = Decompress(damaged);
  if (result.ok()) return "decoded";
  if (result.error().code == ErrorCode::kInternal) return "internal: " + result.error().message;
  return "";
}

void CheckSmall(const Bytes& jkd) {
  FailureLog log;
  Bytes damaged = jkd;
  for (size_t i = 0; i < jkd.size(); ++i) {
    for (const int mask : {0x01, 0x02, 0x10, 0x80, 0xFF}) {
      damaged[i] = static_cast<uint8_t>(jkd[i] ^ mask);
      log.Add("byte " + std::to_string(i) + " ^ " + std::to_string(mask), CheckRefused(damaged));
    }
    damaged[i] = jkd[i];
    log.Add("first " + std::to_string(i), CheckRefused(ByteSpan(jkd).first(i)));
  }
  for (const int extra : {0x00, 0xFF}) {
    damaged.push_back(static_cast<uint8_t>(extra));
    log.Add("bytes appended", CheckRefused(damaged));
  }
  EXPECT_TRUE(log.empty()) << log.Report();
}

TEST(DamagedJkd, SmallModelled) { CheckSmall(Compressed(SmallBaselineFile())); }
TEST(DamagedJkd, SmallProgressive) { CheckSmall(Compressed(SmallProgressiveFile())); }
TEST(DamagedJkd, SmallStored) { CheckSmall(Compressed(Bytes(300, 'x'))); }
TEST(DamagedJkd, Empty) { CheckSmall(Compressed({})); }
TEST(DamagedJkd, SmallWithName) {
  CheckSmall(Compressed(SmallBaselineFile(), {.file_name = "a name.jpg"}));
}

Bytes Damage(const Bytes& jkd, TestRng* rng) {
  Bytes out = jkd;
  const auto size = static_cast<uint32_t>(out.size());
  switch (rng->Below(5)) {
    case 0:  // a few changed bytes
      for (uint32_t n = 1 + rng->Below(8); n > 0; --n) out[rng->Below(size)] ^= rng->Byte();
      break;
    case 1:  // one changed bit
      out[rng->Below(size)] ^= static_cast<uint8_t>(1u << rng->Below(8));
      break;
    case 2: {  // a part taken out
      const uint32_t from = rng->Below(size), to = from + 1 + rng->Below(size - from);
      out.erase(out.begin() + from, out.begin() + to);
      break;
    }
    case 3: {  // a part overwritten
      const uint32_t from = rng->Below(size), to = from + rng->Below(size - from);
      for (uint32_t i = from; i < to; ++i) out[i] = rng->Byte();
      break;
    }
    default: {  // a part put in
      const Bytes extra = rng->RandomBytes(1 + rng->Below(40));
      out.insert(out.begin() + rng->Below(size), extra.begin(), extra.end());
      break;
    }
  }
  return out;
}

void CheckRandomDamage(const Bytes& jkd, uint64_t seed) {
  FailureLog log;
  TestRng rng(seed);
  for (int trial = 0; trial < 1000; ++trial) {
    const Bytes damaged = Damage(jkd, &rng);
    if (damaged == jkd) continue;
    log.Add("trial " + std::to_string(trial), CheckRefused(damaged));
  }
  EXPECT_TRUE(log.empty()) << log.Report();
}

TEST(DamagedJkd, RandomDamageBaseline) {
  CheckRandomDamage(Compressed(WriteWithLibjpeg({.width = 400, .height = 300})), 1);
}
TEST(DamagedJkd, RandomDamageSlices) {
  CheckRandomDamage(Compressed(WriteWithLibjpeg({.width = 400, .height = 300, .progressive = true}),
                               Unverified(1, 4)),
                    2);
}
TEST(DamagedJkd, RandomDamageNested) {
  CheckRandomDamage(Compressed(Concat({SmallJpeg(1), SmallJpeg(2, true), FakeMp4(SmallJpeg(3))})),
                    3);
}
TEST(DamagedJkd, RandomDamageStored) {
  CheckRandomDamage(Compressed(TestRng(4).RandomBytes(20000)), 4);
}

TEST(DamagedJkd, ForeignBytes) {
  for (const GeneratedFile& file : HostileFiles()) {
    EXPECT_EQ(CheckRefused(file.bytes), "") << file.name;
  }
}

}  // namespace
}  // namespace jackdaw::test
