#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "apps/sweep/report/csv_report.h"
#include "apps/sweep/report/html_report.h"
#include "apps/sweep/report/json_report.h"
#include "tests/sweep/test_pictures.h"

namespace jackdaw::sweep {
namespace {

const ComparisonSpec kSpec{"anchor", {}};

nlohmann::json Document(const SweepResults& results) {
  return JsonReport(results, kSpec, Compare(results, kSpec));
}

std::string Line(const std::string& text, int number) {
  size_t start = 0;
  for (int i = 0; i < number; ++i) start = text.find("\r\n", start) + 2;
  return text.substr(start, text.find("\r\n", start) - start);
}

TEST(CsvReport, OneLinePerPoint) {
  const std::string csv = CsvReport(test::TestResults("first"));
  EXPECT_EQ(std::count(csv.begin(), csv.end(), '\n'), 1 + 2 * 7);
  EXPECT_EQ(Line(csv, 0),
            "source,codec,version,setting_name,setting,bytes,bits_per_pixel,encode_cpu_seconds,"
            "decode_cpu_seconds,input_psnr_luma_db,input_psnr_rgb_db,input_ms_ssim,"
            "input_ms_ssim_colour,input_ssimulacra2,input_butteraugli,pristine_psnr_luma_db,"
            "pristine_psnr_rgb_db,"
            "pristine_ms_ssim,pristine_ms_ssim_colour,pristine_ssimulacra2,pristine_butteraugli");
  EXPECT_EQ(Line(csv, 1),
            "first,exact,1.0,,,4000,4.000000,0.500000,0.250000,inf,39.000000,0.975000,,,,"
            "33.000000,32.000000,0.969697,,,");
  EXPECT_EQ(Line(csv, 2),
            "first,anchor,\"2.0, \"\"quoted\"\"\",quality,10,1000,1.000000,1.000000,2.000000,"
            "30.000000,29.000000,0.966667,,,,25.000000,24.000000,0.960000,,,");
}

TEST(CsvReport, QuotesNames) {
  const std::string csv = CsvReport(test::TestResults("a,\"b\"\nc"));
  EXPECT_NE(csv.find("\r\n\"a,\"\"b\"\"\nc\",exact"), std::string::npos);
}

TEST(JsonReport, HoldsAllPoints) {
  const nlohmann::json document = Document(test::TestResults("first"));
  EXPECT_EQ(document["points"].size(), 14u);
  EXPECT_EQ(document["means"].size(), 7u);
  EXPECT_EQ(document["means"][1]["total_bytes"], 2000);
  EXPECT_TRUE(document["missing_codecs"].empty());
  EXPECT_EQ(document["sources"][0]["name"], "first");
  EXPECT_EQ(document["points"][0]["input"]["psnr_luma_db"], "inf");
  EXPECT_EQ(document["points"][1]["bits_per_pixel"], 1.0);
  EXPECT_EQ(document["codecs"][1]["settings"], (std::vector<double>{10, 20, 30}));
  const auto& comparison = document["comparisons"][0];
  EXPECT_EQ(comparison["scope"], "source");
  EXPECT_NEAR(comparison["bd_rate_percent"].get<double>(), -10, 1e-6);
  EXPECT_EQ(nlohmann::json::parse(PrintJson(document, 1)), document);
}

TEST(JsonReport, NamesNeedNotBeUtf8) {
  const std::string text = PrintJson(Document(test::TestResults("\xff\xfe")), -1);
  EXPECT_EQ(nlohmann::json::parse(text)["sources"][0]["name"], "\xef\xbf\xbd\xef\xbf\xbd");
}

TEST(HtmlReport, IsOnePageWithItsData) {
  SweepResults results = test::TestResults("first");
  results.sources[0].crops.input = {1, 2, 3, 4};
  results.sources[0].crops.points[{1, 0}] = {1, 2, 3};
  results.sources[0].crops.points[{1, 2}] = {1};
  const std::string page = HtmlReport(Document(results), results);
  EXPECT_NE(page.find("data:image/png;base64,AQIDBA=="), std::string::npos);
  EXPECT_NE(page.find("data:image/png;base64,AQID\""), std::string::npos);
  EXPECT_NE(page.find("data:image/png;base64,AQ==\""), std::string::npos);
  for (const char* left : {"/*STYLE*/", "/*DATA*/", "/*SCRIPT*/"}) {
    EXPECT_EQ(page.find(left), std::string::npos) << left;
  }
  // Nothing comes from elsewhere: the only addresses are namespaces and data.
  std::string rest = page;
  const std::string svg = "http://www.w3.org/2000/svg";
  rest.erase(rest.find(svg), svg.size());
  EXPECT_EQ(rest.find("http://"), std::string::npos);
  EXPECT_EQ(rest.find("https://"), std::string::npos);
  EXPECT_EQ(rest.find("src="), std::string::npos);
}

TEST(HtmlReport, NamesCannotEndTheScript) {
  const std::string evil = "</script><script>alert(1)</script><!--";
  const SweepResults results = test::TestResults(evil);
  const std::string page = HtmlReport(Document(results), results);
  EXPECT_EQ(page.find("</script><script>alert"), std::string::npos);
  EXPECT_EQ(page.find("<!--"), std::string::npos);
  const std::string start = "id=\"data\">";
  const size_t from = page.find(start) + start.size();
  const nlohmann::json data =
      nlohmann::json::parse(page.substr(from, page.find("</script>", from) - from));
  EXPECT_EQ(data["sources"][0]["name"], evil);
}

}  // namespace
}  // namespace jackdaw::sweep
