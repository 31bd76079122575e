// restoration_network.h by oneDNN.
//
// Rows of blocks are stored one after the other with their channels innermost, so that any range of
// rows is a piece of memory: a convolution reads exactly the rows that its output depends on, and
// the second one of a pair adds to the rows of its input in place. Columns around the area are
// computed by all layers, a little more of them wrongly by each, and cut off at the end.
#include <dlfcn.h>

#include <algorithm>
#include <dnnl.hpp>
#include <string>
#include <utility>

#include "models/pixels/restoration_network.h"

// Of the OpenMP runtime that oneDNN brings, where it was built with one.
extern "C" [[gnu::weak]] void omp_set_num_threads(int);

namespace jackdaw::restoration {
namespace {

using dnnl::memory;

// A convolution with the gains and offsets of a style in its weights.
struct FoldedConvolution {
  ConvolutionPlace place;
  std::vector<float> weights;  // [outputs][inputs][kernel][kernel]
  std::vector<float> offsets;
  // The weights in the order that the kernel wants, as of the last run.
  memory::desc order;
  memory ordered;
};

// The library uses threads of its own, each for blocks of its own, so oneDNN must not start more.
// What this sets belongs to the calling thread. Linkers leave the weak reference open in shared
// libraries, and may take it for 0 in programs, which see the function by its name.
void KeepToThisThread() {
  auto* set = omp_set_num_threads;
  if (set == nullptr) {
    set = reinterpret_cast<void (*)(int)>(dlsym(RTLD_DEFAULT, "omp_set_num_threads"));
  }
  if (set != nullptr) set(1);
}

enum class After { kNothing, kRelu, kAdd };

// A range and so many more on either side, as far as there are any.
BlockRange Widen(BlockRange range, uint32_t more, uint32_t size) {
  return {range.begin < more ? 0 : range.begin - more, std::min(range.end + more, size)};
}

memory::desc RowsDesc(uint32_t channels, BlockRange rows, uint32_t width) {
  return {{1, channels, rows.size(), width}, memory::data_type::f32, memory::format_tag::nhwc};
}

// [rows][from cols][depth] -> [rows][to cols][depth]. REQUIRES: `to` lies within `from`.
void CutColumns(const std::vector<float>& in, BlockRange from, BlockRange to, uint32_t num_rows,
                uint32_t depth, std::vector<float>* out) {
  out->resize(size_t{num_rows} * to.size() * depth);
  const float* row = in.data() + size_t{to.begin - from.begin} * depth;
  for (uint32_t i = 0; i < num_rows; ++i, row += size_t{from.size()} * depth) {
    const size_t size = size_t{to.size()} * depth;
    std::copy_n(row, size, out->data() + i * size);
  }
}

}  // namespace

struct RestorationNetwork::Impl {
  RestorationShape shape;
  Lattice lattice;
  std::vector<FoldedConvolution> convolutions;
  dnnl::engine engine{dnnl::engine::kind::cpu, 0};
  dnnl::stream stream{engine};
  std::vector<float> features, x, hidden, output;
  uint32_t width = 0;  // columns that are computed together

  float* Rows(std::vector<float>* buffer, BlockRange all, BlockRange part, uint32_t depth) const {
    return buffer->data() + size_t{part.begin - all.begin} * width * depth;
  }
  void Resize(std::vector<float>* buffer, BlockRange rows, uint32_t depth) const {
    buffer->resize(size_t{rows.size()} * width * depth);
  }
  void Run(FoldedConvolution* convolution, BlockRange in, float* src, BlockRange out, float* dst,
           After after);
  Status Compute(BlockArea area, const FeatureRow& feature_row, bool details,
                 RestorationOutput* out);
};

void RestorationNetwork::Impl::Run(FoldedConvolution* convolution, BlockRange in, float* src,
                                   BlockRange out, float* dst, After after) {
  const ConvolutionPlace& place = convolution->place;
  const auto type = memory::data_type::f32;
  const memory::desc src_desc = RowsDesc(place.inputs, in, width);
  const memory::desc dst_desc = RowsDesc(place.outputs, out, width);
  const memory::dims sizes = {place.outputs, place.inputs, place.kernel, place.kernel};
  const memory::dim border = place.kernel / 2;
  // Rows that the lattice does not have.
  const memory::dim top = border - (out.begin - in.begin), bottom = border - (in.end - out.end);
  const memory::desc offsets_desc({place.outputs}, type, memory::format_tag::a);
  const dnnl::convolution_forward::desc desc(
      dnnl::prop_kind::forward_inference, dnnl::algorithm::convolution_direct, src_desc,
      memory::desc(sizes, type, memory::format_tag::any), offsets_desc, dst_desc, {1, 1},
      {top, border}, {bottom, border});
  dnnl::primitive_attr attributes;
  dnnl::post_ops operations;
  if (after == After::kRelu) {
    operations.append_eltwise(1.0f, dnnl::algorithm::eltwise_relu, 0.0f, 0.0f);
  } else if (after == After::kAdd) {
    operations.append_sum(1.0f);
  }
  attributes.set_post_ops(operations);
  const dnnl::convolution_forward::primitive_desc made(desc, attributes, engine);
  if (!convolution->ordered || convolution->order != made.weights_desc()) {
    convolution->order = made.weights_desc();
    convolution->ordered = memory(convolution->order, engine);
    memory plain({sizes, type, memory::format_tag::oihw}, engine, convolution->weights.data());
    dnnl::reorder(plain, convolution->ordered).execute(stream, plain, convolution->ordered);
  }
  const memory src_memory(src_desc, engine, src), dst_memory(dst_desc, engine, dst);
  const memory offsets(offsets_desc, engine, convolution->offsets.data());
  dnnl::convolution_forward(made).execute(stream, {{DNNL_ARG_SRC, src_memory},
                                                   {DNNL_ARG_WEIGHTS, convolution->ordered},
                                                   {DNNL_ARG_BIAS, offsets},
                                                   {DNNL_ARG_DST, dst_memory}});
  stream.wait();
}

Status RestorationNetwork::Impl::Compute(BlockArea area, const FeatureRow& feature_row,
                                         bool details, RestorationOutput* out) {
  KeepToThisThread();
  const uint32_t channels = shape.channels;
  const size_t num_trunk = 2 * size_t{shape.pairs} + 2, last = num_trunk - 1;
  const BlockRange rows = area.rows, cols = Widen(area.cols, Halo(shape), lattice.width);
  width = cols.size();
  // needed[i]: rows that convolution i reads, from the last one up.
  std::vector<BlockRange> needed(num_trunk + 1);
  needed[num_trunk] = rows;
  for (size_t i = num_trunk; i-- > 0;) {
    needed[i] = Widen(needed[i + 1], convolutions[i].place.kernel / 2, lattice.height);
  }
  Resize(&features, needed[0], shape.features());
  Resize(&x, needed[1], channels);
  for (uint32_t row = needed[0].begin; row < needed[0].end; ++row) {
    feature_row(row, cols, Rows(&features, needed[0], {row, row + 1}, shape.features()));
  }
  Run(&convolutions[0], needed[0], features.data(), needed[1], x.data(), After::kNothing);
  for (size_t i = 1; i < last; i += 2) {
    Resize(&hidden, needed[i + 1], channels);
    Run(&convolutions[i], needed[i], Rows(&x, needed[1], needed[i], channels), needed[i + 1],
        hidden.data(), After::kRelu);
    Run(&convolutions[i + 1], needed[i + 1], hidden.data(), needed[i + 2],
        Rows(&x, needed[1], needed[i + 2], channels), After::kAdd);
  }
  const auto finish = [&](size_t index, BlockRange in, std::vector<float>* to) {
    const uint32_t depth = convolutions[index].place.outputs;
    Resize(&output, rows, depth);
    Run(&convolutions[index], in, Rows(&x, needed[1], in, channels), rows, output.data(),
        After::kNothing);
    CutColumns(output, cols, area.cols, rows.size(), depth, to);
  };
  finish(last, needed[last], &out->corrections);
  out->details.clear();
  if (details && shape.details() > 0) finish(last + 1, rows, &out->details);
  return OkStatus();
}

bool HasRestoration() { return true; }

Result<RestorationNetwork> RestorationNetwork::Make(const RestorationWeights& weights,
                                                    std::span<const float> style, Lattice lattice) {
  try {
    auto impl = std::make_unique<Impl>();
    impl->shape = weights.shape;
    impl->lattice = lattice;
    const std::vector<std::vector<float>> styled = GainsAndOffsets(weights, style);
    const std::vector<ConvolutionPlace> places = Convolutions(weights.shape);
    for (size_t i = 0; i < places.size(); ++i) {
      const ConvolutionPlace& place = places[i];
      const float* from = weights.parameters.data() + place.weights;
      const size_t per_output = size_t{place.inputs} * place.kernel * place.kernel;
      FoldedConvolution folded;
      folded.place = place;
      folded.weights.resize(place.outputs * per_output);
      for (size_t o = 0; o < place.outputs; ++o) {
        for (size_t j = 0; j < per_output; ++j) {
          folded.weights[o * per_output + j] = from[o * per_output + j] * styled[i][o];
        }
      }
      folded.offsets.assign(styled[i].begin() + place.outputs, styled[i].end());
      impl->convolutions.push_back(std::move(folded));
    }
    return RestorationNetwork(std::move(impl));
  } catch (const dnnl::error& error) {
    return Error{ErrorCode::kInternal, 0, std::string("oneDNN: ") + error.what()};
  }
}

RestorationNetwork::RestorationNetwork(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
RestorationNetwork::RestorationNetwork(RestorationNetwork&&) noexcept = default;
RestorationNetwork& RestorationNetwork::operator=(RestorationNetwork&&) noexcept = default;
RestorationNetwork::~RestorationNetwork() = default;

Status RestorationNetwork::Compute(BlockArea area, const FeatureRow& features, bool details,
                                   RestorationOutput* out) {
  try {
    return impl_->Compute(area, features, details, out);
  } catch (const dnnl::error& error) {
    return Error{ErrorCode::kInternal, 0, std::string("oneDNN: ") + error.what()};
  }
}

}  // namespace jackdaw::restoration
