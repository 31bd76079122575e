#include "apps/jackdaw/serve/site.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <string>

#include "jackdaw/jackdaw.h"
#include "tests/serve/test_exif.h"

namespace jackdaw::serve {
namespace {

namespace fs = std::filesystem;

std::string BodyOf(const Reply& reply) {
  std::string body;
  EXPECT_TRUE(SendBody(reply, [&](const char* data, size_t size) {
    body.append(data, size);
    return true;
  }));
  return body;
}

std::string FieldOf(const Reply& reply, const std::string& name) {
  for (const auto& [field, value] : reply.fields) {
    if (field == name) return value;
  }
  return "(none)";
}

std::string Text(const Bytes& bytes) { return {bytes.begin(), bytes.end()}; }

// A tree with a.jpg in a.jpg.jkd, plain.jpg, dir/b.jpg in its .jkd, bad.jpg.jkd, which is damaged,
// broken.jpg.jkd, which is no .jkd, note.txt and .secret.
class SiteTest : public testing::Test {
 protected:
  void SetUp() override {
    root_ = fs::temp_directory_path() / ("jackdaw-site-" + std::to_string(getpid()));
    fs::remove_all(root_);
    fs::create_directories(root_ / "dir");
    jpeg_ = JpegOf(FourColours(400, 300));
    const Bytes jkd = Compress(jpeg_).value().bytes;
    Write("a.jpg.jkd", Text(jkd));
    Write("plain.jpg", Text(jpeg_));
    Write("dir/b.jpg.jkd", Text(jkd));
    std::string damaged = Text(jkd);
    damaged[damaged.size() / 2] = static_cast<char>(damaged[damaged.size() / 2] ^ 1);
    Write("bad.jpg.jkd", damaged);
    Write("broken.jpg.jkd", "nonsense");
    Write("note.txt", "hello");
    Write(".secret", "secret");
    fs::create_symlink("a.jpg", root_ / "link.jpg");
    fs::create_symlink(".secret", root_ / "link.txt");
    fs::create_symlink("../outside", root_ / "out.jpg");
    tree_ = archive::Tree::Open(root_.string()).value();
    SiteOptions options;
    options.tree_name = "tree";
    options.num_threads = 2;
    site_ = std::make_unique<Site>(*tree_, options, metrics_);
  }
  void TearDown() override {
    site_.reset();
    fs::remove_all(root_);
  }

  void Write(const std::string& name, const std::string& text) const {
    std::ofstream(root_ / name, std::ios::binary) << text;
    // Long ago, so that its time may serve as a validator.
    fs::last_write_time(root_ / name, fs::file_time_type::clock::now() - std::chrono::hours(1));
  }
  Reply Ask(const std::string& target, const std::string& fields = "",
            const std::string& method = "GET") {
    const auto head =
        ParseHead(method + " " + target + " HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n");
    EXPECT_TRUE(std::holds_alternative<RequestHead>(head));
    return site_->Answer(std::get<RequestHead>(head));
  }

  fs::path root_;
  Bytes jpeg_;
  ServerMetrics metrics_;
  std::unique_ptr<archive::Tree> tree_;
  std::unique_ptr<Site> site_;
};

TEST_F(SiteTest, Originals) {
  for (const char* target : {"/a.jpg", "/plain.jpg", "/dir/b.jpg", "/link.jpg"}) {
    const Reply reply = Ask(target);
    EXPECT_EQ(reply.status, 200) << target;
    EXPECT_EQ(reply.content_type, "image/jpeg");
    EXPECT_EQ(BodyOf(reply), Text(jpeg_)) << target;
    const Reply head = Ask(target, "", "HEAD");
    EXPECT_EQ(head.content_length, jpeg_.size());
    EXPECT_TRUE(head.body.empty());
  }
  EXPECT_EQ(Ask("/note.txt").content_type, "text/plain; charset=utf-8");
  EXPECT_EQ(BodyOf(Ask("/note.txt")), "hello");
}

// The tag is that of the content, however it is kept.
TEST_F(SiteTest, EntityTags) {
  const std::string tag = FieldOf(Ask("/a.jpg"), "ETag");
  EXPECT_EQ(tag.size(), 34u);
  EXPECT_EQ(FieldOf(Ask("/plain.jpg"), "ETag"), tag);
  EXPECT_EQ(Ask("/a.jpg", "If-None-Match: " + tag + "\r\n").status, 304);
  const std::string time = FieldOf(Ask("/a.jpg"), "Last-Modified");
  EXPECT_EQ(Ask("/a.jpg", "If-Modified-Since: " + time + "\r\n").status, 304);
  const Reply part = Ask("/a.jpg", "Range: bytes=5-9\r\nIf-Range: " + time + "\r\n");
  EXPECT_EQ(part.status, 206);
  EXPECT_EQ(BodyOf(part), Text(jpeg_).substr(5, 5));
}

TEST_F(SiteTest, NothingElseIsServed) {
  for (const char* target : {"/a.jpg.jkd", "/none", "/dir/none", "/a.jpg/", "/a.jpg/x", "/.secret",
                             "/link.txt", "/out.jpg", "/.jackdaw/none", "/dir/b.jpg.jkd"}) {
    EXPECT_EQ(Ask(target).status, 404) << target;
  }
  for (const char* target : {"/../etc/passwd", "/dir/../a.jpg", "/%2e%2e/x", "/dir%2fb.jpg"}) {
    EXPECT_EQ(Ask(target).status, 400) << target;
  }
}

TEST_F(SiteTest, DamagedFiles) {
  for (const char* target :
       {"/bad.jpg", "/broken.jpg", "/bad.jpg?thumb=64", "/broken.jpg?thumb=64"}) {
    const Reply reply = Ask(target);
    EXPECT_EQ(reply.status, 500) << target;
    EXPECT_EQ(FieldOf(reply, "ETag"), "(none)");
  }
}

TEST_F(SiteTest, Thumbnails) {
  const Reply reply = Ask("/a.jpg?thumb=128");
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(reply.content_type, "image/jpeg");
  EXPECT_EQ(FieldOf(reply, "Cache-Control"), "no-cache");
  EXPECT_LT(reply.content_length, jpeg_.size());
  const std::string tag = FieldOf(reply, "ETag");
  EXPECT_EQ(Ask("/a.jpg?thumb=128", "If-None-Match: " + tag + "\r\n").status, 304);
  EXPECT_EQ(Ask("/a.jpg?thumb=256", "If-None-Match: " + tag + "\r\n").status, 200);
  EXPECT_EQ(Ask("/plain.jpg?thumb=64").status, 200);
  EXPECT_EQ(Ask("/a.jpg?thumb=100").status, 400);
  EXPECT_EQ(Ask("/a.jpg?thumb=").status, 400);
  EXPECT_EQ(Ask("/note.txt?thumb=64").status, 415);
}

// What the page links to may be kept for good.
TEST_F(SiteTest, Pages) {
  const Reply page = Ask("/");
  EXPECT_EQ(page.status, 200);
  EXPECT_EQ(page.content_type, "text/html; charset=utf-8");
  EXPECT_NE(FieldOf(page, "Content-Security-Policy").find("default-src 'none'"), std::string::npos);
  const std::string html = BodyOf(page);
  EXPECT_NE(html.find(">dir</a>"), std::string::npos);
  EXPECT_EQ(html.find("secret"), std::string::npos);
  const size_t start = html.find("./a.jpg?thumb=256&amp;v=");
  ASSERT_NE(start, std::string::npos);
  std::string target = html.substr(start + 1, html.find('"', start) - start - 1);
  target.replace(target.find("&amp;"), 5, "&");
  EXPECT_NE(FieldOf(Ask(target), "Cache-Control").find("immutable"), std::string::npos);
  EXPECT_EQ(FieldOf(Ask(target + "x"), "Cache-Control"), "no-cache");
  const std::string tag = FieldOf(page, "ETag");
  EXPECT_EQ(Ask("/", "If-None-Match: " + tag + "\r\n").status, 304);
  EXPECT_EQ(Ask("/dir/?page=7&sort=newest").status, 200);
  EXPECT_EQ(Ask("/?page=x&sort=x").status, 200);
}

TEST_F(SiteTest, FoldersEndInASlash) {
  const Reply reply = Ask("/dir?sort=newest");
  EXPECT_EQ(reply.status, 301);
  EXPECT_EQ(FieldOf(reply, "Location"), "./dir/?sort=newest");
}

TEST_F(SiteTest, Assets) {
  EXPECT_EQ(Ask("/.jackdaw/gallery.css").content_type, "text/css; charset=utf-8");
  EXPECT_EQ(Ask("/.jackdaw/gallery.js").status, 200);
}

TEST_F(SiteTest, Metrics) {
  BodyOf(Ask("/a.jpg"));
  BodyOf(Ask("/a.jpg"));
  const Reply reply = Ask("/metrics");
  EXPECT_EQ(reply.content_type, "text/plain; version=0.0.4; charset=utf-8");
  const std::string text = BodyOf(reply);
  EXPECT_NE(text.find("\njackdaw_cache_hits_total{cache=\"originals\"} 1\n"), std::string::npos);
  EXPECT_NE(text.find("\njackdaw_cache_misses_total{cache=\"originals\"} 1\n"), std::string::npos);
  EXPECT_NE(text.find("\njackdaw_decodes_total 1\n"), std::string::npos);
  EXPECT_TRUE(Ask("/metrics", "", "HEAD").body.empty());
}

TEST_F(SiteTest, AChangedFileIsAnotherVersion) {
  const std::string tag = FieldOf(Ask("/a.jpg"), "ETag");
  const std::string thumb_tag = FieldOf(Ask("/a.jpg?thumb=64"), "ETag");
  const Bytes other = JpegOf(FourColours(300, 400));
  Write("new", Text(Compress(other).value().bytes));
  fs::rename(root_ / "new", root_ / "a.jpg.jkd");
  EXPECT_EQ(BodyOf(Ask("/a.jpg", "If-None-Match: " + tag + "\r\n")), Text(other));
  EXPECT_NE(FieldOf(Ask("/a.jpg?thumb=64"), "ETag"), thumb_tag);
}

TEST_F(SiteTest, AfterStop) {
  site_->Stop();
  EXPECT_EQ(Ask("/a.jpg").status, 503);
  EXPECT_EQ(Ask("/plain.jpg").status, 200);
}

}  // namespace
}  // namespace jackdaw::serve
