// FuzzLosslessJpeg; see fuzz_targets.h.
#include <algorithm>

#include "codec/lossless_jpeg/lossless_codec.h"
#include "codec/lossless_jpeg/sample_codec.h"
#include "tests/fuzz/fuzz_targets.h"

namespace jackdaw::test {
namespace {

using lossless_jpeg::LosslessLayout;
using lossless_jpeg::SamplePlane;

constexpr uint64_t kPlaneLimit = uint64_t{4} << 20;
constexpr uint64_t kMaxJoined = uint64_t{1} << 20;
constexpr uint64_t kWorkLimit = 50'000'000;

std::string SplitAndCode(ByteSpan file) {
  const auto made = lossless_jpeg::SplitLossless(file, {.max_plane_bytes = kPlaneLimit});
  if (!made.ok()) {
    return made.error().code == ErrorCode::kInternal ? "SplitLossless: " + made.error().message
                                                     : "";
  }
  const lossless_jpeg::SplitLosslessResult& split = made.value();
  const auto layout = lossless_jpeg::ReadLosslessLayout(split.skeleton, split.facts, {});
  if (!layout.ok()) return "ReadLosslessLayout: " + layout.error().message;
  Bytes joined;
  const Status status =
      lossless_jpeg::JoinLossless(*layout.value(), split.planes, file.size(), &joined);
  if (!status.ok()) return "JoinLossless: " + status.error().message;
  if (!std::equal(joined.begin(), joined.end(), file.begin(), file.end())) return "not exact";
  WorkMeter work(kWorkLimit);
  const Bytes coded = lossless_jpeg::EncodeSamples(
      split.frame, split.sizes, split.planes,
      {.num_slices = file.empty() ? 0u : file.back() % 5u, .work = &work});
  if (coded.empty()) return "";
  std::vector<SamplePlane> planes = lossless_jpeg::AllocatePlanes(split.sizes);
  WorkMeter same(work.used());
  const Status decoded = lossless_jpeg::DecodeSamples(coded, split.frame, split.sizes,
                                                      {.num_threads = 2, .work = &same}, &planes);
  if (!decoded.ok()) return "DecodeSamples: " + decoded.error().message;
  for (size_t i = 0; i < planes.size(); ++i) {
    if (planes[i].samples != split.planes[i].samples) return "samples differ";
  }
  return "";
}

std::string DecodeAndJoin(ByteSpan data) {
  if (data.size() < 4) return "";
  const size_t skeleton_size = std::min(data[0] + size_t{256} * data[1], data.size() - 4);
  const size_t facts_size =
      std::min(data[2] + size_t{256} * data[3], data.size() - 4 - skeleton_size);
  const ByteSpan skeleton = data.subspan(4, skeleton_size);
  const ByteSpan facts = data.subspan(4 + skeleton_size, facts_size);
  const ByteSpan samples = data.subspan(4 + skeleton_size + facts_size);
  const auto layout =
      lossless_jpeg::ReadLosslessLayout(skeleton, facts, {.max_plane_bytes = kPlaneLimit});
  if (!layout.ok()) return "";
  const LosslessLayout& parts = *layout.value();
  if (lossless_jpeg::PlaneBytes(parts.sizes) > kPlaneLimit) return "planes above the limit";
  std::vector<SamplePlane> planes = lossless_jpeg::AllocatePlanes(parts.sizes);
  WorkMeter work(kWorkLimit);
  const Status decoded = lossless_jpeg::DecodeSamples(samples, parts.frame, parts.sizes,
                                                      {.num_threads = 2, .work = &work}, &planes);
  if (!decoded.ok() && decoded.error().code == ErrorCode::kInternal) return "internal error";
  // Planes of a failed decoder are as good as any others.
  Bytes out;
  const Status joined = lossless_jpeg::JoinLossless(parts, planes, kMaxJoined, &out);
  if (out.size() > kMaxJoined) return "JoinLossless wrote more than it may";
  return joined.ok() && out.size() < skeleton.size() ? "skeleton bytes lost" : "";
}

}  // namespace

std::string FuzzLosslessJpeg(ByteSpan data) {
  if (data.empty()) return "";
  return data[0] % 2 == 0 ? SplitAndCode(data.subspan(1)) : DecodeAndJoin(data.subspan(1));
}

Bytes MakeLosslessJoinSeed(ByteSpan jpeg) {
  const auto split = lossless_jpeg::SplitLossless(jpeg, {.max_plane_bytes = kPlaneLimit});
  if (!split.ok()) return {};
  const lossless_jpeg::SplitLosslessResult& parts = split.value();
  Bytes out = {1};
  for (const size_t size : {parts.skeleton.size(), parts.facts.size()}) {
    out.push_back(static_cast<uint8_t>(size));
    out.push_back(static_cast<uint8_t>(size >> 8));
  }
  const Bytes coded = lossless_jpeg::EncodeSamples(parts.frame, parts.sizes, parts.planes, {});
  for (const Bytes* part : {&parts.skeleton, &parts.facts, &coded}) {
    out.insert(out.end(), part->begin(), part->end());
  }
  return out;
}

}  // namespace jackdaw::test
