#include "apps/jackdaw/flags/markup.h"

#include <gtest/gtest.h>

namespace jackdaw::app {
namespace {

using Lines = std::vector<std::string>;

TEST(MarkupTest, WrapsWithoutMarks) {
  EXPECT_EQ(WrapText("", 10), Lines{});
  EXPECT_EQ(WrapText("write `-o` *PATH* or\nnothing", 10),
            (Lines{"write -o", "PATH or", "nothing"}));
  EXPECT_EQ(WrapText("unbreakable", 4), Lines{"unbreakable"});
}

TEST(MarkupTest, MarksBecomeFonts) {
  EXPECT_EQ(RoffLine("`--force` and *PATH*"), "\\fB\\-\\-force\\fR and \\fIPATH\\fR");
  EXPECT_EQ(RoffLine("an 8-bit it's"), "an 8-bit it\\(aqs");
  EXPECT_EQ(RoffLine("`a\\b`"), "\\fBa\\eb\\fR");
}

TEST(MarkupTest, NoTextBecomesAMacro) {
  EXPECT_EQ(RoffLine(".jkd files"), "\\&.jkd files");
  EXPECT_EQ(RoffText("    .hidden\n"), ".nf\n\\&.hidden\n.fi\n");
}

TEST(MarkupTest, SentencesAndParagraphsBeginLines) {
  EXPECT_EQ(RoffText("One here, e.g. 5 of\nthem. Two. `three` is one.\n\nFour.\n"),
            "One here, e.g. 5 of them.\nTwo.\n\\fBthree\\fR is one.\n.PP\nFour.\n");
}

TEST(MarkupTest, LongLinesAreFolded) {
  std::string text = "*";
  for (int i = 0; i < 30; ++i) text += " .jpeg";
  const std::string roff = RoffText(text + " end*");
  EXPECT_EQ(roff.find("\n."), std::string::npos) << roff;
  EXPECT_NE(roff.find("\n\\&.jpeg"), std::string::npos) << roff;
  EXPECT_NE(roff.find("end\\fR\n"), std::string::npos) << roff;
}

}  // namespace
}  // namespace jackdaw::app
