#include "tests/fuzz/serve_target.h"

#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <optional>
#include <string_view>
#include <variant>

#include "apps/jackdaw/serve/byte_ranges.h"
#include "apps/jackdaw/serve/request_head.h"
#include "apps/jackdaw/serve/site.h"
#include "jackdaw/jackdaw.h"
#include "tests/serve/test_exif.h"

namespace jackdaw::test {
namespace {

namespace fs = std::filesystem;
using serve::Reply;
using serve::RequestHead;

constexpr std::string_view kSecret = "what nobody may see";

// A small tree with all kinds of files, what lies outside of it, and a site over it.
class ServedTree {
 public:
  ServedTree() {
    std::string name = (fs::temp_directory_path() / "jackdaw-requests.XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) return;
    folder_ = name;
    fs::create_directories(folder_ / "tree" / "sub");
    const serve::Bytes jpeg = serve::JpegOf(serve::FourColours(64, 64));
    const Result<CompressResult> jkd = Compress(jpeg);
    if (!jkd.ok()) return;
    const std::string text(jkd.value().bytes.begin(), jkd.value().bytes.end());
    Write("tree/a.jpg.jkd", text);
    Write("tree/damaged.jpg.jkd", text.substr(0, text.size() / 2));
    Write("tree/sub/a.jpg", {jpeg.begin(), jpeg.end()});
    Write("outside", std::string(kSecret));
    Write("tree/.hidden", std::string(kSecret));
    Write("tree/.jackdaw-catalogue.sqlite", std::string(kSecret));
    fs::create_symlink("../outside", folder_ / "tree" / "link");
    Result<std::unique_ptr<archive::Tree>> tree = archive::Tree::Open((folder_ / "tree").string());
    if (!tree.ok()) return;
    tree_ = std::move(tree).value();
    site_ = std::make_unique<serve::Site>(*tree_, serve::SiteOptions{}, metrics_);
  }
  ServedTree(const ServedTree&) = delete;
  ServedTree& operator=(const ServedTree&) = delete;
  ~ServedTree() {
    site_.reset();
    std::error_code ignored;
    if (!folder_.empty()) fs::remove_all(folder_, ignored);
  }

  serve::Site* site() const { return site_.get(); }

 private:
  void Write(const std::string& name, const std::string& text) const {
    std::ofstream(folder_ / name, std::ios::binary) << text;
  }

  fs::path folder_;
  serve::ServerMetrics metrics_;
  std::unique_ptr<archive::Tree> tree_;
  std::unique_ptr<serve::Site> site_;
};

std::string CheckReply(const Reply& reply) {
  if (reply.status < 200 || serve::StatusText(reply.status) == "Unknown") {
    return "status " + std::to_string(reply.status);
  }
  std::string body;
  const bool sent = serve::SendBody(reply, [&](const char* data, size_t size) {
    body.append(data, size);
    return true;
  });
  if (!sent) return "the body cannot be read";
  if (!body.empty() && body.size() != reply.content_length) return "a body of a wrong length";
  if (body.find(kSecret) != std::string::npos) return "what nobody may see was sent";
  for (const auto& [name, value] : reply.fields) {
    if ((name + value).find_first_of("\r\n") != std::string::npos) return "a field is split";
  }
  return "";
}

std::string CheckHead(std::string_view text, serve::Site* site, bool* goes_on,
                      RequestCounts* counts) {
  const auto parsed = serve::ParseHead(text);
  *goes_on = std::holds_alternative<RequestHead>(parsed);
  if (const auto* problem = std::get_if<serve::HeadProblem>(&parsed)) {
    return serve::StatusText(problem->status) == "Unknown" ? "a refusal without a name" : "";
  }
  const RequestHead& head = std::get<RequestHead>(parsed);
  if (head.target.empty() || head.target[0] != '/') return "a target without a slash";
  (void)serve::HostName(head);
  const Reply reply = site->Answer(head);
  if (head.method == "HEAD" && !reply.body.empty()) return "a reply to HEAD has a body";
  *goes_on = head.keep_alive;
  if (counts != nullptr) {
    ++counts->valid;
    if (reply.status == 200 || reply.status == 206) ++counts->found;
  }
  return CheckReply(reply);
}

}  // namespace

std::string FuzzRequests(std::span<const uint8_t> data, RequestCounts* counts) {
  static const ServedTree tree;
  if (tree.site() == nullptr) return "cannot make a tree";
  std::string_view text(reinterpret_cast<const char*>(data.data()), data.size());
  bool goes_on = true;
  for (int i = 0; goes_on && !text.empty() && i < 20; ++i) {
    // As far as the first piece goes, the end is not found earlier or elsewhere.
    const size_t piece = text.size() / 2;
    const std::optional<size_t> early = serve::FindHeadEnd(text.substr(0, piece));
    const std::optional<size_t> end = serve::FindHeadEnd(text, early ? 0 : piece);
    if (end != serve::FindHeadEnd(text) || (early && early != end)) return "another end of a head";
    if (!end || *end > serve::kMaxHeadBytes) break;
    std::string failure = CheckHead(text.substr(0, *end), tree.site(), &goes_on, counts);
    if (!failure.empty()) return failure;
    text.remove_prefix(*end);
  }
  return "";
}

std::string FuzzRange(const std::string& field, uint64_t size) {
  const serve::RangeRequest request = serve::ParseByteRanges(field, size);
  for (const serve::ByteRange& range : request.ranges) {
    if (range.length == 0 || range.offset > size || range.length > size - range.offset) {
      return "a range outside of the file: " + field;
    }
  }
  return "";
}

}  // namespace jackdaw::test
