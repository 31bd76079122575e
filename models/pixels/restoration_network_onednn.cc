// restoration_network.h by oneDNN.
//
// Rows of blocks are stored one after the other with their channels innermost, so that any range of
// rows is a piece of memory: a convolution reads exactly the rows that its output depends on, and
// the second one of a pair adds to the rows of its input in place. Columns around the area are
// computed by all layers, a little more of them wrongly by each, and cut off at the end.
//
// In bfloat16 the inputs of all convolutions but the first, and their weights, have eight bits;
// sums, and what pairs add to, have 24.
#include <algorithm>
#include <array>
#include <bit>
#include <memory>
#include <string>
#include <utility>

#include "models/pixels/onednn.h"
#include "models/pixels/restoration_network.h"

namespace jackdaw::restoration {
namespace {

// An object of oneDNN, and the function that destroys it.
template <class T>
using Owned = std::unique_ptr<T, dnnl_status_t (*)(T*)>;

// Calls of oneDNN, of which each needs what those before it made: after the first that fails, none
// is made.
class Calls {
 public:
  explicit Calls(const OneDnn& library) : library_(library) {}

  template <class Function, class... Args>
  void Do(Function* function, Args... args) {
    if (status_ == dnnl_success) status_ = function(args...);
  }
  // The object that create(&object, args...) makes; null after a failure.
  template <class T, class Function, class... Args>
  Owned<T> Make(dnnl_status_t (*destroy)(T*), Function* create, Args... args) {
    T* object = nullptr;
    Do(create, &object, args...);
    return Owned<T>(object, destroy);
  }
  bool ok() const { return status_ == dnnl_success; }
  Status status() const {
    if (ok()) return OkStatus();
    if (status_ == dnnl_out_of_memory) {
      return Error{ErrorCode::kLimitExceeded, 0, "out of memory"};
    }
    return Error{ErrorCode::kInternal, 0, std::string("oneDNN: ") + library_.status2str(status_)};
  }

 private:
  const OneDnn& library_;
  dnnl_status_t status_ = dnnl_success;
};

// A convolution with the gains and offsets of a style in its weights.
struct FoldedConvolution {
  ConvolutionPlace place;
  std::vector<float> weights;  // [outputs][inputs][kernel][kernel]
  std::vector<float> offsets;
  // The weights in the order that the kernel wants, as of the last run.
  dnnl_memory_desc_t order = {};
  Owned<dnnl_memory> ordered{nullptr, nullptr};
};

enum class After { kNothing, kRelu, kAdd };

// Rounds to nearest. Infinities and what is no number stay so, or become one another.
void ToBfloat16(std::span<const float> from, uint16_t* to) {
  for (size_t i = 0; i < from.size(); ++i) {
    const auto bits = std::bit_cast<uint32_t>(from[i]);
    to[i] = static_cast<uint16_t>((bits + 0x7FFF + (bits >> 16 & 1)) >> 16);
  }
}

// A range and so many more on either side, as far as there are any.
LatticeRange Widen(LatticeRange range, uint32_t more, uint32_t size) {
  return {range.begin < more ? 0 : range.begin - more, std::min(range.end + more, size)};
}

// [rows][from cols][depth] -> [rows][to cols][depth]. REQUIRES: `to` lies within `from`.
void CutColumns(const std::vector<float>& in, LatticeRange from, LatticeRange to, uint32_t num_rows,
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
  explicit Impl(const OneDnn& functions) : library(functions) {}

  // What a convolution reads and writes.
  struct Types {
    dnnl_data_type_t in = dnnl_f32, out = dnnl_f32;
  };

  const OneDnn& library;
  bool reduced = false;  // bfloat16
  RestorationShape shape;
  Lattice lattice;
  Owned<dnnl_engine> engine{nullptr, nullptr};
  Owned<dnnl_stream> stream{nullptr, nullptr};
  std::vector<FoldedConvolution> convolutions;
  std::vector<float> features, x, hidden, output;
  std::vector<uint16_t> reduced_x, reduced_hidden;  // in bfloat16
  uint32_t width = 0;                               // columns that are computed together

  Status Open();
  float* Rows(std::vector<float>* buffer, LatticeRange all, LatticeRange part,
              uint32_t depth) const {
    return buffer->data() + size_t{part.begin - all.begin} * width * depth;
  }
  void Resize(std::vector<float>* buffer, LatticeRange rows, uint32_t depth) const {
    buffer->resize(size_t{rows.size()} * width * depth);
  }
  dnnl_memory_desc_t RowsDesc(Calls* calls, uint32_t channels, LatticeRange rows,
                              dnnl_data_type_t type) const;
  Owned<dnnl_memory> Memory(Calls* calls, const dnnl_memory_desc_t& desc, void* data) const;
  Owned<dnnl_primitive_attr> Attributes(Calls* calls, After after) const;
  Owned<dnnl_primitive_desc> Kernel(Calls* calls, const ConvolutionPlace& place, LatticeRange in,
                                    LatticeRange out, After after, Types types) const;
  void Execute(Calls* calls, const_dnnl_primitive_desc_t kernel,
               std::span<const dnnl_exec_arg_t> args) const;
  void Order(Calls* calls, const_dnnl_primitive_desc_t kernel,
             FoldedConvolution* convolution) const;
  // Types::in of the weights, too.
  void Run(Calls* calls, FoldedConvolution* convolution, LatticeRange in, void* src,
           LatticeRange out, void* dst, After after, Types types) const;
  void RunPair(Calls* calls, size_t first, LatticeRange all, LatticeRange in, LatticeRange middle,
               LatticeRange out);
  void* ReducedRows(LatticeRange all, LatticeRange part);
  Status Compute(LatticeArea area, const FeatureRow& feature_row, bool details,
                 RestorationOutput* out);
};

Status RestorationNetwork::Impl::Open() {
  Calls calls(library);
  engine = calls.Make(library.engine_destroy, library.engine_create, dnnl_cpu, size_t{0});
  stream = calls.Make(library.stream_destroy, library.stream_create, engine.get(),
                      dnnl_stream_default_flags);
  return calls.status();
}

dnnl_memory_desc_t RestorationNetwork::Impl::RowsDesc(Calls* calls, uint32_t channels,
                                                      LatticeRange rows,
                                                      dnnl_data_type_t type) const {
  const dnnl_dims_t sizes = {1, channels, rows.size(), width};
  dnnl_memory_desc_t desc = {};
  calls->Do(library.memory_desc_init_by_tag, &desc, 4, sizes, type, dnnl_nhwc);
  return desc;
}

// data: DNNL_MEMORY_ALLOCATE for memory of its own.
Owned<dnnl_memory> RestorationNetwork::Impl::Memory(Calls* calls, const dnnl_memory_desc_t& desc,
                                                    void* data) const {
  return calls->Make(library.memory_destroy, library.memory_create, &desc, engine.get(), data);
}

Owned<dnnl_primitive_attr> RestorationNetwork::Impl::Attributes(Calls* calls, After after) const {
  auto attributes = calls->Make(library.primitive_attr_destroy, library.primitive_attr_create);
  const auto operations = calls->Make(library.post_ops_destroy, library.post_ops_create);
  if (after == After::kRelu) {
    calls->Do(library.post_ops_append_eltwise, operations.get(), 1.0f, dnnl_eltwise_relu, 0.0f,
              0.0f);
  } else if (after == After::kAdd) {
    calls->Do(library.post_ops_append_sum, operations.get(), 1.0f);
  }
  calls->Do(library.primitive_attr_set_post_ops, attributes.get(), operations.get());
  return attributes;
}

Owned<dnnl_primitive_desc> RestorationNetwork::Impl::Kernel(Calls* calls,
                                                            const ConvolutionPlace& place,
                                                            LatticeRange in, LatticeRange out,
                                                            After after, Types types) const {
  const dnnl_memory_desc_t src = RowsDesc(calls, place.inputs, in, types.in);
  const dnnl_memory_desc_t dst = RowsDesc(calls, place.outputs, out, types.out);
  const dnnl_dims_t weight_sizes = {place.outputs, place.inputs, place.kernel, place.kernel};
  const dnnl_dims_t offset_sizes = {place.outputs};
  dnnl_memory_desc_t weights = {}, offsets = {};
  calls->Do(library.memory_desc_init_by_tag, &weights, 4, weight_sizes, types.in,
            dnnl_format_tag_any);
  calls->Do(library.memory_desc_init_by_tag, &offsets, 1, offset_sizes, dnnl_f32, dnnl_a);
  const dnnl_dim_t border = place.kernel / 2;
  // Rows that the lattice does not have.
  const dnnl_dim_t top = border - (out.begin - in.begin), bottom = border - (in.end - out.end);
  const dnnl_dims_t strides = {1, 1}, before = {top, border}, behind = {bottom, border};
  dnnl_convolution_desc_t desc = {};
  calls->Do(library.convolution_forward_desc_init, &desc, dnnl_forward_inference,
            dnnl_convolution_direct, &src, &weights, &offsets, &dst, strides, before, behind);
  const auto attributes = Attributes(calls, after);
  return calls->Make(library.primitive_desc_destroy, library.primitive_desc_create, &desc,
                     attributes.get(), engine.get(), nullptr);
}

void RestorationNetwork::Impl::Execute(Calls* calls, const_dnnl_primitive_desc_t kernel,
                                       std::span<const dnnl_exec_arg_t> args) const {
  const auto made = calls->Make(library.primitive_destroy, library.primitive_create, kernel);
  calls->Do(library.primitive_execute, made.get(), stream.get(), static_cast<int>(args.size()),
            args.data());
  calls->Do(library.stream_wait, stream.get());
}

// Puts the weights in the order of the kernel, if they are not.
void RestorationNetwork::Impl::Order(Calls* calls, const_dnnl_primitive_desc_t kernel,
                                     FoldedConvolution* convolution) const {
  if (!calls->ok()) return;
  const dnnl_memory_desc_t* wanted =
      library.primitive_desc_query_md(kernel, dnnl_query_weights_md, 0);
  if (convolution->ordered != nullptr &&
      library.memory_desc_equal(&convolution->order, wanted) != 0) {
    return;
  }
  convolution->order = *wanted;
  convolution->ordered = Memory(calls, convolution->order, DNNL_MEMORY_ALLOCATE);
  const ConvolutionPlace& place = convolution->place;
  const dnnl_dims_t sizes = {place.outputs, place.inputs, place.kernel, place.kernel};
  dnnl_memory_desc_t plain_desc = {};
  calls->Do(library.memory_desc_init_by_tag, &plain_desc, 4, sizes, dnnl_f32, dnnl_oihw);
  const auto plain = Memory(calls, plain_desc, convolution->weights.data());
  const auto reorder =
      calls->Make(library.primitive_desc_destroy, library.reorder_primitive_desc_create,
                  &plain_desc, engine.get(), &convolution->order, engine.get(), nullptr);
  Execute(calls, reorder.get(),
          std::array<dnnl_exec_arg_t, 2>{
              {{DNNL_ARG_FROM, plain.get()}, {DNNL_ARG_TO, convolution->ordered.get()}}});
}

void RestorationNetwork::Impl::Run(Calls* calls, FoldedConvolution* convolution, LatticeRange in,
                                   void* src, LatticeRange out, void* dst, After after,
                                   Types types) const {
  const ConvolutionPlace& place = convolution->place;
  const auto kernel = Kernel(calls, place, in, out, after, types);
  Order(calls, kernel.get(), convolution);
  const dnnl_dims_t offset_sizes = {place.outputs};
  dnnl_memory_desc_t offsets_desc = {};
  calls->Do(library.memory_desc_init_by_tag, &offsets_desc, 1, offset_sizes, dnnl_f32, dnnl_a);
  const auto src_memory = Memory(calls, RowsDesc(calls, place.inputs, in, types.in), src);
  const auto dst_memory = Memory(calls, RowsDesc(calls, place.outputs, out, types.out), dst);
  const auto offsets = Memory(calls, offsets_desc, convolution->offsets.data());
  Execute(calls, kernel.get(),
          std::array<dnnl_exec_arg_t, 4>{{{DNNL_ARG_SRC, src_memory.get()},
                                          {DNNL_ARG_WEIGHTS, convolution->ordered.get()},
                                          {DNNL_ARG_BIAS, offsets.get()},
                                          {DNNL_ARG_DST, dst_memory.get()}}});
}

// Some rows of x, which has rows `all`, in bfloat16.
void* RestorationNetwork::Impl::ReducedRows(LatticeRange all, LatticeRange part) {
  const size_t size = size_t{part.size()} * width * shape.channels;
  reduced_x.resize(std::max(reduced_x.size(), size));
  ToBfloat16({Rows(&x, all, part, shape.channels), size}, reduced_x.data());
  return reduced_x.data();
}

// x += b(ReLU(a(x))), a and b from convolution `first` on: x, which has rows `all`, is read in rows
// `in`, and changed in rows `out`.
void RestorationNetwork::Impl::RunPair(Calls* calls, size_t first, LatticeRange all,
                                       LatticeRange in, LatticeRange middle, LatticeRange out) {
  FoldedConvolution &a = convolutions[first], &b = convolutions[first + 1];
  void* const to = Rows(&x, all, out, shape.channels);
  if (reduced) {
    reduced_hidden.resize(size_t{middle.size()} * width * shape.channels);
    Run(calls, &a, in, ReducedRows(all, in), middle, reduced_hidden.data(), After::kRelu,
        {dnnl_bf16, dnnl_bf16});
    Run(calls, &b, middle, reduced_hidden.data(), out, to, After::kAdd, {dnnl_bf16, dnnl_f32});
  } else {
    Resize(&hidden, middle, shape.channels);
    Run(calls, &a, in, Rows(&x, all, in, shape.channels), middle, hidden.data(), After::kRelu, {});
    Run(calls, &b, middle, hidden.data(), out, to, After::kAdd, {});
  }
}

Status RestorationNetwork::Impl::Compute(LatticeArea area, const FeatureRow& feature_row,
                                         bool details, RestorationOutput* out) {
  // The library has threads of its own, each for blocks of its own, so oneDNN must not start more.
  // What this sets belongs to the calling thread.
  if (library.omp_set_num_threads != nullptr) library.omp_set_num_threads(1);
  Calls calls(library);
  const uint32_t channels = shape.channels;
  const size_t num_trunk = 2 * size_t{shape.pairs} + 2, last = num_trunk - 1;
  const LatticeRange rows = area.rows, cols = Widen(area.cols, Halo(shape), lattice.width);
  width = cols.size();
  // needed[i]: rows that convolution i reads, from the last one up.
  std::vector<LatticeRange> needed(num_trunk + 1);
  needed[num_trunk] = rows;
  for (size_t i = num_trunk; i-- > 0;) {
    needed[i] = Widen(needed[i + 1], convolutions[i].place.kernel / 2, lattice.height);
  }
  Resize(&features, needed[0], shape.features());
  Resize(&x, needed[1], channels);
  for (uint32_t row = needed[0].begin; row < needed[0].end; ++row) {
    feature_row(row, cols, Rows(&features, needed[0], {row, row + 1}, shape.features()));
  }
  Run(&calls, &convolutions[0], needed[0], features.data(), needed[1], x.data(), After::kNothing,
      {});
  for (size_t i = 1; i < last; i += 2) {
    RunPair(&calls, i, needed[1], needed[i], needed[i + 1], needed[i + 2]);
  }
  const auto finish = [&](size_t index, LatticeRange in, std::vector<float>* to) {
    const uint32_t depth = convolutions[index].place.outputs;
    Resize(&output, rows, depth);
    void* const from = reduced ? ReducedRows(needed[1], in) : Rows(&x, needed[1], in, channels);
    Run(&calls, &convolutions[index], in, from, rows, output.data(), After::kNothing,
        {reduced ? dnnl_bf16 : dnnl_f32, dnnl_f32});
    CutColumns(output, cols, area.cols, rows.size(), depth, to);
  };
  finish(last, needed[last], &out->corrections);
  out->details.clear();
  if (details && shape.details() > 0) finish(last + 1, rows, &out->details);
  return calls.status();
}

Status LoadRestoration() {
  const Result<OneDnn>& library = LoadOneDnn();
  return library.ok() ? OkStatus() : library.error();
}

Result<RestorationNetwork> RestorationNetwork::Make(const RestorationWeights& weights,
                                                    std::span<const float> style, Lattice lattice,
                                                    Precision precision) {
  const Result<OneDnn>& library = LoadOneDnn();
  if (!library.ok()) return library.error();
  auto impl = std::make_unique<Impl>(library.value());
  const Status opened = impl->Open();
  if (!opened.ok()) return opened.error();
  impl->shape = weights.shape;
  impl->lattice = lattice;
  const int isa = library.value().get_effective_cpu_isa();
  impl->reduced = precision == Precision::kFastest &&
                  (isa & dnnl_cpu_isa_avx512_core_bf16) == dnnl_cpu_isa_avx512_core_bf16;
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
}

RestorationNetwork::RestorationNetwork(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
RestorationNetwork::RestorationNetwork(RestorationNetwork&&) noexcept = default;
RestorationNetwork& RestorationNetwork::operator=(RestorationNetwork&&) noexcept = default;
RestorationNetwork::~RestorationNetwork() = default;

Status RestorationNetwork::Compute(LatticeArea area, const FeatureRow& features, bool details,
                                   RestorationOutput* out) {
  return impl_->Compute(area, features, details, out);
}

}  // namespace jackdaw::restoration
