#include "codec/jpeg/enc_scan_resume.h"

#include <gtest/gtest.h>

namespace jackdaw::jpeg {
namespace {

TEST(FindResumePoint, GoesToTheRestartWithTheMarkersNumber) {
  const Bytes file = {1, 2, 0xFF, 0x00, 3, 0xFF, 0xD2, 9};
  // Stopped in interval 1 of 10 MCUs; RST2 stands before interval 3.
  const auto resume = FindResumePoint(file, 0, 14, 10, 100);
  ASSERT_TRUE(resume.has_value());
  EXPECT_EQ(resume->mcu, 30u);
  EXPECT_EQ(resume->pos, 7u);
  // Numbers count modulo 8: from interval 4 on, the next RST2 stands before interval 11.
  EXPECT_EQ(FindResumePoint(file, 0, 41, 10, 200)->mcu, 110u);
  EXPECT_FALSE(FindResumePoint(file, 0, 41, 10, 110).has_value());
}

TEST(FindResumePoint, MisnumberedMarkerWhereOneIsDue) {
  const Bytes file = {0xFF, 0xFF, 0xD5, 9};
  const auto resume = FindResumePoint(file, 0, 20, 10, 100);
  ASSERT_TRUE(resume.has_value());
  EXPECT_EQ(resume->mcu, 20u);
  EXPECT_EQ(resume->pos, 3u);
}

TEST(FindResumePoint, OtherMarkersEndTheSearch) {
  EXPECT_FALSE(FindResumePoint(Bytes{0xFF, 0xD9, 0xFF, 0xD0}, 0, 5, 10, 100).has_value());
  EXPECT_FALSE(FindResumePoint(Bytes{1, 2, 3, 0xFF}, 0, 5, 10, 100).has_value());
  EXPECT_FALSE(FindResumePoint(Bytes{}, 0, 5, 10, 100).has_value());
}

TEST(FindResumePoint, RestartsWithoutDri) {
  EXPECT_EQ(FindResumePoint(Bytes{0xFF, 0xD7}, 0, 5, 0, 100)->mcu, 5u);
  EXPECT_FALSE(FindResumePoint(Bytes{0x00, 0xFF, 0xD7}, 0, 5, 0, 100).has_value());
}

TEST(PaddingLog, PicksTheDefaultWithFewerExceptions) {
  PaddingLog log;
  log.Add({3, 7});
  log.Add({0, 0});
  log.Add({5, 0});
  log.Add({2, 3});
  ScanFacts facts;
  log.Finish(&facts);
  EXPECT_FALSE(facts.pad_with_zeros);
  ASSERT_EQ(facts.padding.size(), 1u);
  EXPECT_EQ(facts.padding[0].index, 1u);
  EXPECT_EQ(facts.padding[0].bits, 0);
  log.Add({1, 0});
  log.Add({7, 0});
  log.Finish(&facts);
  EXPECT_TRUE(facts.pad_with_zeros);
  ASSERT_EQ(facts.padding.size(), 2u);
  EXPECT_EQ(facts.padding[0].bits, 7);
}

}  // namespace
}  // namespace jackdaw::jpeg
