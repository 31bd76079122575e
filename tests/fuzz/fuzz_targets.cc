#include "tests/fuzz/fuzz_targets.h"

#include <algorithm>
#include <limits>

#include "codec/coeff/slices/coeff_codec.h"
#include "codec/container/header.h"
#include "codec/jpeg/frame_geometry.h"
#include "codec/jpeg/jpeg_codec.h"
#include "jackdaw/jackdaw.h"
#include "jackdaw/pixels.h"
#include "jackdaw/summary.h"

namespace jackdaw::test {
namespace {

constexpr uint64_t kMemoryLimit = uint64_t{64} << 20;
constexpr uint64_t kPlaneLimit = uint64_t{4} << 20;
constexpr uint64_t kMaxJoined = uint64_t{1} << 20;

// Takes parameters off the front of the input; zeros when it runs dry.
class FuzzInput {
 public:
  explicit FuzzInput(ByteSpan data) : data_(data) {}

  uint8_t U8() {
    if (data_.empty()) return 0;
    const uint8_t b = data_[0];
    data_ = data_.subspan(1);
    return b;
  }
  uint16_t U16() {
    const uint8_t low = U8();
    return static_cast<uint16_t>(low | U8() << 8);
  }
  ByteSpan Take(size_t n) {
    const ByteSpan out = data_.first(std::min(n, data_.size()));
    data_ = data_.subspan(out.size());
    return out;
  }
  ByteSpan Rest() { return Take(data_.size()); }

 private:
  ByteSpan data_;
};

// Any legal frame of at most 96 x 96 pixels.
jpeg::Frame MakeFrame(FuzzInput* input) {
  static constexpr uint8_t kSof[] = {0xC0, 0xC1, 0xC2, 0xC9, 0xCA};
  jpeg::Frame frame;
  frame.sof_marker = kSof[input->U8() % 5];
  frame.precision = input->U8() % 2 == 0 ? 8 : 12;
  frame.width_px = 1u + input->U8() % 96;
  frame.height_px = 1u + input->U8() % 96;
  const int num_components = 1 + input->U8() % 4;
  for (int i = 0; i < num_components; ++i) {
    jpeg::FrameComponent c;
    c.id = static_cast<uint8_t>(i + 1);
    const uint8_t factors = input->U8();
    c.h = static_cast<uint8_t>(1 + factors % 4);
    c.v = static_cast<uint8_t>(1 + factors / 4 % 4);
    const uint16_t q = input->U16();  // one value and its growth stand for a table
    const uint8_t step = input->U8();
    for (size_t k = 0; k < 64; ++k) c.quant[k] = static_cast<uint16_t>(q + k * step);
    frame.components.push_back(c);
  }
  jpeg::ComputeFrameGeometry(&frame);
  return frame;
}

coeff::CoeffOptions ThreadsAndMethod(FuzzInput* input) {
  const uint8_t how = input->U8();
  constexpr int kNumPresets = static_cast<int>(coeff::kLastCoeffPreset) + 1;
  return {.num_threads = 1 + how % 3,
          .preset = static_cast<coeff::CoeffPreset>(how / 3 % kNumPresets),
          .is_static = how >= 128};
}

std::string DecodeAny(FuzzInput* input) {
  const jpeg::Frame frame = MakeFrame(input);
  std::vector<jpeg::CoeffPlane> planes = jpeg::AllocatePlanes(frame);
  const coeff::CoeffOptions options = ThreadsAndMethod(input);
  // Errors are fine; what counts is that it ends, in bounds.
  const Status status = coeff::DecodeCoefficients(input->Rest(), frame, options, &planes);
  return status.ok() || status.error().code != ErrorCode::kInternal
             ? ""
             : "DecodeCoefficients: internal error: " + status.error().message;
}

// Planes from bytes: values with many zeros, of all magnitudes.
void FillPlanes(FuzzInput* input, std::vector<jpeg::CoeffPlane>* planes) {
  const ByteSpan bytes = input->Rest();
  if (bytes.empty()) return;
  size_t i = 0;
  for (jpeg::CoeffPlane& plane : *planes) {
    for (int16_t& v : plane.coeffs) {
      const uint8_t b = bytes[i++ % bytes.size()];
      if (b < 128) {
        v = 0;
      } else if (b < 240) {
        v = static_cast<int16_t>(b - 184);
      } else {
        const uint8_t next = bytes[i++ % bytes.size()];
        v = static_cast<int16_t>(static_cast<uint16_t>(b * 7919 + next * 257));
      }
    }
  }
}

std::string CodePlanes(FuzzInput* input) {
  const jpeg::Frame frame = MakeFrame(input);
  const uint32_t num_slices = input->U8() % 5;
  coeff::CoeffOptions options = ThreadsAndMethod(input);
  options.num_slices = num_slices;
  std::vector<jpeg::CoeffPlane> planes = jpeg::AllocatePlanes(frame);
  FillPlanes(input, &planes);
  const Bytes coded = coeff::EncodeCoefficients(frame, planes, options);
  std::vector<jpeg::CoeffPlane> decoded = jpeg::AllocatePlanes(frame);
  const Status status =
      coeff::DecodeCoefficients(coded, frame, {.preset = options.preset}, &decoded);
  if (!status.ok()) return "DecodeCoefficients: " + status.error().message;
  for (size_t i = 0; i < planes.size(); ++i) {
    if (planes[i].coeffs != decoded[i].coeffs) return "plane " + std::to_string(i) + " differs";
  }
  return "";
}

std::string DecodeAll(ByteSpan jkd) {
  const Result<DecompressResult> result = Decompress(jkd, {.memory_limit = kMemoryLimit});
  if (!result.ok() && result.error().code == ErrorCode::kInternal) {
    return "Decompress: internal error: " + result.error().message;
  }
  const Result<FileInfo> info = Inspect(jkd, {.memory_limit = kMemoryLimit});
  if (result.ok() && !info.ok()) return "decodes, but Inspect fails: " + info.error().message;
  const Result<Pixels> pixels = DecompressPixels(jkd, {.memory_limit = kMemoryLimit});
  if (!pixels.ok() && pixels.error().code == ErrorCode::kInternal) {
    return "DecompressPixels: internal error: " + pixels.error().message;
  }
  const Result<Summary> summary = ReadSummary(jkd);
  if (!result.ok()) return "";
  if (!summary.ok()) return "decodes, but has no summary: " + summary.error().message;
  return summary.value().original_size == result.value().bytes.size() &&
                 summary.value().file_name == result.value().file_name
             ? ""
             : "the summary is wrong";
}

}  // namespace

std::string FuzzCompress(ByteSpan data) {
  CompressOptions options;
  options.memory_limit = kMemoryLimit;
  options.verify = false;
  options.num_slices = data.empty() ? 0 : data.back() % 3;
  const Result<CompressResult> compressed = Compress(data, options);
  if (!compressed.ok()) return "Compress: " + compressed.error().message;
  const Bytes& jkd = compressed.value().bytes;
  if (jkd.size() > data.size() + 32) return "grew by more than 32 bytes";
  const Result<DecompressResult> result = Decompress(jkd, {.memory_limit = kMemoryLimit});
  if (!result.ok()) return "Decompress: " + result.error().message;
  const Bytes& bytes = result.value().bytes;
  return std::equal(bytes.begin(), bytes.end(), data.begin(), data.end()) ? "" : "not exact";
}

std::string FuzzDecompress(ByteSpan data) {
  std::string failure = DecodeAll(data);
  if (!failure.empty() || !IsJkd(data) || data.size() < 8) return failure;
  Bytes sealed(data.begin(), data.end());
  container::SealFile(&sealed);
  return DecodeAll(sealed);
}

std::string FuzzJoin(ByteSpan data) {
  FuzzInput input(data);
  const size_t skeleton_size = input.U16(), facts_size = input.U16();
  const ByteSpan skeleton = input.Take(skeleton_size), facts = input.Take(facts_size);
  const auto layout = jpeg::ReadJpegLayout(skeleton, facts, {.max_plane_bytes = kPlaneLimit});
  if (!layout.ok()) return "";
  const jpeg::Frame& frame = jpeg::LayoutFrame(*layout.value());
  if (jpeg::PlaneBytes(frame) > kPlaneLimit) return "planes above the limit";
  std::vector<jpeg::CoeffPlane> planes = jpeg::AllocatePlanes(frame);
  const Status decoded = coeff::DecodeCoefficients(input.Rest(), frame, {}, &planes);
  // Planes of a failed decoder are as good as any others.
  Bytes out;
  const Status joined = jpeg::JoinJpeg(*layout.value(), planes, kMaxJoined, &out);
  if (out.size() > kMaxJoined) return "JoinJpeg wrote more than it may";
  return decoded.ok() && joined.ok() && out.size() < skeleton.size() ? "skeleton bytes lost" : "";
}

Bytes MakeJoinSeed(ByteSpan jpeg) {
  const Result<jpeg::SplitJpegResult> split =
      jpeg::SplitJpeg(jpeg, {.max_plane_bytes = kPlaneLimit});
  if (!split.ok()) return {};
  const jpeg::SplitJpegResult& parts = split.value();
  constexpr size_t kMost = std::numeric_limits<uint16_t>::max();
  if (parts.skeleton.size() > kMost || parts.facts.size() > kMost) return {};
  Bytes out;
  for (const size_t size : {parts.skeleton.size(), parts.facts.size()}) {
    out.push_back(static_cast<uint8_t>(size));
    out.push_back(static_cast<uint8_t>(size >> 8));
  }
  for (const Bytes& part :
       {parts.skeleton, parts.facts, coeff::EncodeCoefficients(parts.frame, parts.planes, {})}) {
    out.insert(out.end(), part.begin(), part.end());
  }
  return out;
}

std::string FuzzCoefficients(ByteSpan data) {
  FuzzInput input(data);
  return input.U8() % 2 == 0 ? DecodeAny(&input) : CodePlanes(&input);
}

}  // namespace jackdaw::test
