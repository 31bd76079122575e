// The start state inside the library is the shipped file, and states survive being written.
#include "codec/coeff/slices/trained_start.h"

#include <gtest/gtest.h>
#include <zstd.h>

#include "codec/coeff/slices/state_file.h"
#include "entropy/logistic.h"
#include "models/weights/weights.h"

namespace jackdaw::coeff {
namespace {

Bytes EmbeddedStates() {
  const unsigned long long size =
      ZSTD_getFrameContentSize(weights::kTrainedStartFile, weights::kTrainedStartFileSize);
  if (size == ZSTD_CONTENTSIZE_ERROR || size == ZSTD_CONTENTSIZE_UNKNOWN) return {};
  Bytes bytes(size);
  const size_t result = ZSTD_decompress(bytes.data(), bytes.size(), weights::kTrainedStartFile,
                                        weights::kTrainedStartFileSize);
  return ZSTD_isError(result) != 0 || result != size ? Bytes{} : bytes;
}

std::unique_ptr<AdaptiveStates> Untrained() {
  return MakeAll<AdaptiveStates>(UntrainedStates<AdaptiveStates>());
}

// All slots and mantissa bits in the order of the file.
struct Flat {
  std::vector<entropy::BitSlot> slots;
  std::vector<uint32_t> mantissa;
  bool operator==(const Flat&) const = default;
};

Flat Flatten(const AdaptiveStates& states) {
  Flat flat;
  for (const AdaptiveState& state : states) {
    ForEachTable(state, [&](const auto& table) {
      flat.slots.insert(flat.slots.end(), table.slots.begin(), table.slots.end());
    });
    for (const entropy::TwoRateBit& bit : state.mantissa) flat.mantissa.push_back(bit.p1_q16());
  }
  return flat;
}

TEST(TrainedStart, TheEmbeddedFileParses) {
  const Bytes bytes = EmbeddedStates();
  ASSERT_FALSE(bytes.empty()) << "not a zstd frame of known size";
  const auto states = FileStates<AdaptiveStates>::Parse(bytes);
  ASSERT_TRUE(states.ok()) << states.error().message << ": models/weights/fast.bin is not of this "
                           << "version of AdaptiveState";
  EXPECT_TRUE(Flatten(*MakeAll(states.value())) ==
              Flatten(*MakeAll(TrainedStart<AdaptiveStates>())));
  EXPECT_FALSE(Flatten(*Untrained()) == Flatten(*MakeAll(TrainedStart<AdaptiveStates>())));
}

TEST(TrainedStart, IsLoadedTheSameEveryTime) {
  EXPECT_TRUE(Flatten(*MakeAll(*LoadTrainedStart<AdaptiveStates>())) ==
              Flatten(*MakeAll(*LoadTrainedStart<AdaptiveStates>())));
  EXPECT_EQ(&TrainedStart<AdaptiveStates>(), &TrainedStart<AdaptiveStates>());
}

TEST(TrainedStart, SlotsAreInTheirDomain) {
  for (const entropy::BitSlot slot : Flatten(*MakeAll(TrainedStart<AdaptiveStates>())).slots) {
    ASSERT_LE(slot & entropy::kSlotRateMask, entropy::kMaxSlotRate);
    ASSERT_EQ(entropy::SlotP16(slot), entropy::LoneSlotP16(slot));
  }
}

void ExpectClose(const Flat& a, const Flat& b) {
  ASSERT_EQ(a.slots.size(), b.slots.size());
  for (size_t i = 0; i < a.slots.size(); ++i) {
    // Probabilities are kept in steps of 22 / 256 nat; at the ends 12 bits tell even less.
    const int32_t x = entropy::Stretch12(entropy::SlotP12(a.slots[i]));
    ASSERT_NEAR(x, entropy::Stretch12(entropy::SlotP12(b.slots[i])), std::abs(x) < 1024 ? 30 : 400)
        << i;
    ASSERT_EQ(a.slots[i] & entropy::kSlotRateMask, b.slots[i] & entropy::kSlotRateMask) << i;
  }
  ASSERT_EQ(a.mantissa.size(), b.mantissa.size());
  for (size_t i = 0; i < a.mantissa.size(); ++i) {
    ASSERT_NEAR(a.mantissa[i], b.mantissa[i], 256) << i;
  }
}

TEST(States, SurviveBeingWritten) {
  const auto untrained = FileStates<AdaptiveStates>::Parse(SerializeStates(*Untrained()));
  ASSERT_TRUE(untrained.ok());
  ExpectClose(Flatten(*Untrained()), Flatten(*MakeAll(untrained.value())));
  const auto trained =
      FileStates<AdaptiveStates>::Parse(SerializeStates(*MakeAll(TrainedStart<AdaptiveStates>())));
  ASSERT_TRUE(trained.ok());
  ExpectClose(Flatten(*MakeAll(TrainedStart<AdaptiveStates>())),
              Flatten(*MakeAll(trained.value())));
}

TEST(States, HostileBytesAreRefused) {
  const Bytes good = SerializeStates(*MakeAll(TrainedStart<AdaptiveStates>()));
  ASSERT_TRUE(FileStates<AdaptiveStates>::Parse(good).ok());
  for (const size_t size :
       {size_t{0}, size_t{1}, good.size() / 3, good.size() / 2, good.size() - 1}) {
    EXPECT_FALSE(FileStates<AdaptiveStates>::Parse(
                     Bytes(good.begin(), good.begin() + static_cast<ptrdiff_t>(size)))
                     .ok())
        << size;
  }
  Bytes longer = good;
  longer.push_back(0);
  EXPECT_FALSE(FileStates<AdaptiveStates>::Parse(longer).ok());
  Bytes bad_rate = good;
  bad_rate[Flatten(*MakeAll(TrainedStart<AdaptiveStates>())).slots.size()] =
      0xFF;  // the first rate class
  EXPECT_FALSE(FileStates<AdaptiveStates>::Parse(bad_rate).ok());
}

}  // namespace
}  // namespace jackdaw::coeff
