#include "apps/jackdaw/serve/metrics.h"

#include <gtest/gtest.h>

#include "apps/jackdaw/serve/site_metrics.h"

namespace jackdaw::serve {
namespace {

bool HasLine(const std::string& text, const std::string& line) {
  return ("\n" + text).find("\n" + line + "\n") != std::string::npos;
}

TEST(Metrics, Histogram) {
  TimeHistogram histogram;
  for (const double seconds : {0.0005, 0.001, 0.3, 99.0}) histogram.Observe(seconds);
  MetricsText text;
  text.Histogram("x_seconds", "Time.", histogram);
  EXPECT_TRUE(text.text().starts_with("# HELP x_seconds Time.\n# TYPE x_seconds histogram\n"));
  EXPECT_TRUE(HasLine(text.text(), "x_seconds_bucket{le=\"0.001\"} 2"));
  EXPECT_TRUE(HasLine(text.text(), "x_seconds_bucket{le=\"0.25\"} 2"));
  EXPECT_TRUE(HasLine(text.text(), "x_seconds_bucket{le=\"0.5\"} 3"));
  EXPECT_TRUE(HasLine(text.text(), "x_seconds_bucket{le=\"10\"} 3"));
  EXPECT_TRUE(HasLine(text.text(), "x_seconds_bucket{le=\"+Inf\"} 4"));
  EXPECT_TRUE(HasLine(text.text(), "x_seconds_count 4"));
  EXPECT_NE(text.text().find("x_seconds_sum 99.30"), std::string::npos);
}

TEST(Metrics, Replies) {
  ServerMetrics metrics;
  metrics.CountReply(Target::kOriginal, 200, 1000, 0.002);
  metrics.CountReply(Target::kOriginal, 200, 1000, 0.002);
  metrics.CountReply(Target::kThumbnail, 304, 0, 0.0001);
  MetricsText text;
  text.AddServer(metrics);
  EXPECT_TRUE(HasLine(text.text(), "jackdaw_http_replies_total{code=\"200\"} 2"));
  EXPECT_TRUE(HasLine(text.text(), "jackdaw_http_replies_total{code=\"304\"} 1"));
  EXPECT_TRUE(HasLine(text.text(), "jackdaw_http_body_bytes_total{target=\"original\"} 2000"));
  EXPECT_TRUE(HasLine(text.text(), "jackdaw_http_request_seconds_count{target=\"thumbnail\"} 1"));
}

// Large numbers keep all their digits.
TEST(Metrics, Numbers) {
  MetricsText text;
  text.Counter("a", "A.", 12345678901234);
  EXPECT_TRUE(HasLine(text.text(), "a 12345678901234")) << text.text();
}

TEST(Metrics, EveryMetricIsDescribedOnce) {
  ServerMetrics server;
  TimeHistogram thumbnails;
  SiteMetrics metrics;
  metrics.server = &server;
  metrics.thumbnail_seconds = &thumbnails;
  metrics.version = "1.2.3";
  const std::string text = MetricsOf(metrics);
  size_t num_described = 0;
  for (size_t at = text.find("# HELP "); at != std::string::npos;
       at = text.find("# HELP ", at + 1)) {
    const size_t start = at + 7, end = text.find(' ', start);
    const std::string name = text.substr(start, end - start);
    EXPECT_EQ(text.find("# HELP " + name + " "), at) << name << " is described twice";
    EXPECT_NE(text.find("# TYPE " + name + " "), std::string::npos);
    ++num_described;
  }
  EXPECT_GT(num_described, 15u);
  EXPECT_TRUE(HasLine(text, "jackdaw_build_info{version=\"1.2.3\"} 1"));
}

}  // namespace
}  // namespace jackdaw::serve
