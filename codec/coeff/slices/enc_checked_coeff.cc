#include "codec/coeff/slices/enc_checked_coeff.h"

#include <algorithm>
#include <atomic>
#include <deque>

#include "base/run_on_threads.h"
#include "codec/coeff/slices/coeff_header.h"
#include "codec/coeff/slices/slice_memory.h"
#include "codec/coeff/slices/slice_run.h"
#include "codec/jpeg/jpeg_codec.h"
#include "entropy/bit_ops.h"
#include "entropy/byte_pipe.h"

namespace jackdaw::coeff {
namespace {

class CheckedRun {
 public:
  CheckedRun(const jpeg::Frame& frame, const std::vector<jpeg::CoeffPlane>& planes,
             const CoeffOptions& options, const infer::Kernels* kernels)
      : frame_(frame),
        planes_(planes),
        options_(options),
        decoder_options_{
            .preset = options.preset, .work = &decoder_work_, .tools = {.kernels = kernels}},
        header_(AnalysePlanes(frame, planes, NumSlices(frame, options), options.is_static)),
        pipes_(header_.num_slices),
        slices_(header_.num_slices) {}

  CheckedCoefficients Run(int num_threads) {
    ReadHead();
    decoded_ = jpeg::AllocatePlanes(frame_);
    RunOnThreads(num_threads, [this](int thread) {
      if (thread % 2 == 0) Encode();
      Decode();
    });
    CheckedCoefficients result;
    if (options_.work != nullptr && options_.work->over()) return result;
    result.bytes = WriteSlices(header_, frame_, slices_);
    result.work = decoder_work_.used();
    if (!failed_ && HasWhatWasRead(result.bytes)) result.decoded = std::move(decoded_);
    return result;
  }

 private:
  // Method and layouts of the decoder are those that the head says.
  void ReadHead() {
    ByteWriter out;
    WriteCoeffHeader(header_, frame_, &out);
    head_ = out.Take();
    ByteReader in(head_);
    Result<CoeffHeader> read = ReadCoeffHeader(&in, frame_);
    failed_ = !read.ok() || !in.AtEnd() || read.value().num_slices != header_.num_slices;
    if (failed_) return;
    read_header_ = std::move(read).value();
    decoder_options_.is_static = read_header_.is_static;
  }

  void Encode() {
    for (uint32_t i = next_to_code_.fetch_add(1); i < slices_.size();
         i = next_to_code_.fetch_add(1)) {
      try {
        EncodeOne(i);
      } catch (...) {
        failed_ = true;
        // Whoever waits for bytes goes on; no encoder begins the slices that are left.
        const auto end = static_cast<uint32_t>(slices_.size());
        pipes_[i].Close();
        for (uint32_t j = next_to_code_.exchange(end); j < end; ++j) pipes_[j].Close();
        throw;
      }
      pipes_[i].Close();
    }
  }

  void EncodeOne(uint32_t i) {
    if (options_.work != nullptr && options_.work->over()) return;
    entropy::EncodeOps coder(&pipes_[i]);
    slices_[i] = EncodeSlice(coder, frame_, MakeSliceLayout(header_, frame_, i), options_, planes_);
  }

  // Slices are begun in the order in which the encoders begin them, so that one that is waited for
  // is always being coded, or comes next.
  void Decode() {
    for (uint32_t i = next_to_decode_.fetch_add(1); i < slices_.size() && !failed_;
         i = next_to_decode_.fetch_add(1)) {
      entropy::DecodeOps coder(&pipes_[i]);
      const SliceLayout layout = MakeSliceLayout(read_header_, frame_, i);
      if (!DecodeSlice(coder, frame_, layout, decoder_options_, &decoded_)) failed_ = true;
    }
  }

  // Whether the stream is the head and the slices that were decoded.
  bool HasWhatWasRead(const Bytes& bytes) const {
    if (bytes.size() < head_.size() || !std::equal(head_.begin(), head_.end(), bytes.begin())) {
      return false;
    }
    ByteReader in(ByteSpan(bytes).subspan(head_.size()));
    const Result<std::vector<ByteSpan>> read = ReadSlices(&in, read_header_.num_slices);
    if (!read.ok()) return false;
    for (size_t i = 0; i < slices_.size(); ++i) {
      if (!std::ranges::equal(read.value()[i], pipes_[i].All())) return false;
    }
    return true;
  }

  const jpeg::Frame& frame_;
  const std::vector<jpeg::CoeffPlane>& planes_;
  const CoeffOptions& options_;
  WorkMeter decoder_work_{UINT64_MAX};  // only counts
  CoeffOptions decoder_options_;
  const CoeffHeader header_;
  Bytes head_;
  CoeffHeader read_header_;
  std::deque<entropy::BytePipe> pipes_;  // of the slices
  std::vector<Bytes> slices_;
  std::vector<jpeg::CoeffPlane> decoded_;
  std::atomic<uint32_t> next_to_code_{0}, next_to_decode_{0};
  std::atomic<bool> failed_{false};
};

}  // namespace

CheckedCoefficients EncodeChecked(const jpeg::Frame& frame,
                                  const std::vector<jpeg::CoeffPlane>& planes,
                                  const CoeffOptions& options, const infer::Kernels* kernels) {
  const int num_threads = AffordableThreads(frame, options);
  if (num_threads < 2) return {EncodeCoefficients(frame, planes, options), {}, 0};
  const uint32_t num_slices = ClampSlices(frame, NumSlices(frame, options));
  const int most = static_cast<int>(std::min(2 * num_slices, 2 * kMaxSlices));
  return CheckedRun(frame, planes, options, kernels).Run(std::min(num_threads, most));
}

}  // namespace jackdaw::coeff
