#include "apps/jackdaw/serve/gallery.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "apps/jackdaw/serve/gallery_page.h"
#include "apps/jackdaw/serve/utf8_text.h"

namespace jackdaw::serve {
namespace {

// A folder that is gone with the test.
class Folder {
 public:
  Folder()
      : path_(std::filesystem::temp_directory_path() /
              ("jackdaw-gallery-" + std::to_string(getpid()))) {
    std::filesystem::create_directory(path_);
  }
  ~Folder() { std::filesystem::remove_all(path_); }

  void Write(const std::string& name, size_t size = 1) const {
    std::filesystem::create_directories((path_ / name).parent_path());
    std::ofstream(path_ / name, std::ios::binary) << std::string(size, 'x');
  }
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

Gallery List(const Folder& folder, const GalleryRequest& request = {}) {
  const auto tree = archive::Tree::Open(folder.path().string());
  EXPECT_TRUE(tree.ok());
  auto gallery = ListGallery(*tree.value(), request);
  EXPECT_TRUE(gallery.ok());
  return gallery.ok() ? gallery.value() : Gallery{};
}

std::vector<std::string> NamesOf(const Gallery& gallery) {
  std::vector<std::string> names;
  for (const GalleryFile& file : gallery.files) names.push_back(file.name);
  return names;
}

TEST(Gallery, NaturalOrder) {
  std::vector<std::string> names = {"b", "IMG_10", "img_9", "a10b", "a9b", "a09b", "", "B2", "a"};
  std::sort(names.begin(), names.end(), ComesBefore);
  EXPECT_EQ(names, (std::vector<std::string>{"", "a", "a09b", "a9b", "a10b", "b", "B2", "img_9",
                                             "IMG_10"}));
}

TEST(Gallery, Lists) {
  const Folder folder;
  for (const char* name : {"b.jpg", "a.jpg", "c/d.jpg", ".hidden", ".dir/x", "e.txt"}) {
    folder.Write(name);
  }
  std::filesystem::create_symlink("a.jpg", folder.path() / "link.jpg");
  std::filesystem::create_symlink("/etc/passwd", folder.path() / "out.jpg");
  std::filesystem::create_directory_symlink("c", folder.path() / "z");
  const Gallery gallery = List(folder);
  EXPECT_EQ(gallery.folders, (std::vector<std::string>{"c", "z"}));
  EXPECT_EQ(NamesOf(gallery), (std::vector<std::string>{"a.jpg", "b.jpg", "e.txt", "link.jpg"}));
  EXPECT_EQ(gallery.totals->num_files, 4u);
  GalleryRequest with_hidden;
  with_hidden.with_hidden = true;
  EXPECT_EQ(List(folder, with_hidden).num_files, 5u);
}

TEST(Gallery, Pages) {
  const Folder folder;
  for (int i = 0; i < 130; ++i)
    folder.Write(std::to_string(i) + ".jpg", 1 + static_cast<size_t>(i));
  GalleryRequest request;
  request.page = 1;
  Gallery gallery = List(folder, request);
  EXPECT_EQ(gallery.num_pages, 3u);
  ASSERT_EQ(gallery.files.size(), kFilesPerPage);
  EXPECT_EQ(gallery.files.front().name, "60.jpg");
  request.page = 99;
  EXPECT_EQ(List(folder, request).files.size(), 10u);
  request = {};
  request.order = GalleryOrder::kLargest;
  EXPECT_EQ(List(folder, request).files.front().name, "129.jpg");
}

TEST(GalleryPage, EscapesNames) {
  Gallery gallery;
  gallery.tree_name = "<b>&\"'";
  gallery.path = "x<y";
  gallery.folders = {"<script>alert(1)</script>", "a:b"};
  GalleryFile file;
  file.name = "\"><img src=x onerror=alert(1)>.jpg";
  gallery.files = {file};
  gallery.num_files = 1;
  const std::string html = GalleryHtml(gallery);
  EXPECT_EQ(html.find("<script>alert"), std::string::npos);
  EXPECT_EQ(html.find("<img src=x"), std::string::npos);
  EXPECT_EQ(html.find("<b>&\""), std::string::npos);
  EXPECT_NE(html.find("href=\"./a:b/\""), std::string::npos);  // "a:" is no scheme
  EXPECT_NE(html.find("href=\"../.jackdaw/gallery.css\""), std::string::npos);
  EXPECT_EQ(html.find("http://"), std::string::npos);
  EXPECT_EQ(html.find("https://"), std::string::npos);
}

TEST(GalleryPage, Assets) {
  for (const char* path : {".jackdaw/gallery.css", ".jackdaw/gallery.js", ".jackdaw/icon.svg"}) {
    const auto asset = FindAsset(path);
    ASSERT_TRUE(asset.has_value()) << path;
    EXPECT_GT(asset->text.size(), 100u);
  }
  for (const char* path : {".jackdaw", ".jackdaw/", ".jackdaw/x", ".jackdawx/gallery.css", ""}) {
    EXPECT_FALSE(FindAsset(path).has_value()) << path;
  }
}

TEST(Utf8, InvalidBytesAreReplaced) {
  EXPECT_EQ(ValidUtf8("a\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80"), "aä€😀");
  const std::string sign = "\uFFFD";
  EXPECT_EQ(ValidUtf8("\xc3"), sign);
  EXPECT_EQ(ValidUtf8("\xe4x"), sign + "x");
  EXPECT_EQ(ValidUtf8("\xc0\xaf"), sign + sign);             // overlong
  EXPECT_EQ(ValidUtf8("\xed\xa0\x80"), sign + sign + sign);  // a surrogate
  EXPECT_EQ(ValidUtf8("\n\x7f"), sign + sign);
}

}  // namespace
}  // namespace jackdaw::serve
