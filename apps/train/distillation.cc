#include "apps/train/distillation.h"

#include <vector>

#include "apps/train/block_loss.h"
#include "apps/train/mixture_bins.h"

namespace jackdaw::train {

namespace {

using torch::Tensor;

// What the loops read; all contiguous, of a CPU.
struct Inputs {
  const BlockNetImpl& net;
  Tensor mixture, mean, level, scale, log_scale, last;
};

Inputs MakeInputs(const BlockNetImpl& net, const BlockOutput& output, const Tensor& level,
                  const Batch& batch, const Tensor& last) {
  const Tensor scale = (net.sigma / batch.quant).contiguous();
  return {net,
          output.mixture.contiguous(),
          output.mean.contiguous(),
          level.reshape({-1, net.order().num_slots()}).contiguous(),
          scale,
          torch::log(scale),
          last.contiguous()};
}

// Calls use(block, its spans) for all blocks. The gradients may be null.
template <class Use>
void ForEachBlock(const Inputs& in, float* grad_mixture, float* grad_mean, Use use) {
  const int64_t blocks = in.level.size(0), n = in.level.size(1), lanes = in.last.size(1);
  const int64_t outputs = in.net.shape().NumOutputs(), per_image = blocks / in.scale.size(0);
  const float *o = in.mixture.data_ptr<float>(), *m = in.mean.data_ptr<float>(),
              *x = in.level.data_ptr<float>(), *s = in.scale.data_ptr<float>(),
              *ls = in.log_scale.data_ptr<float>();
  const int64_t* last = in.last.data_ptr<int64_t>();
  at::parallel_for(0, blocks, 64, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) {
      const int64_t image = n * (i / per_image);
      use(i, BlockSpans{o + outputs * i * n, m + i * n, x + i * n, s + image, ls + image,
                        last + i * lanes,
                        grad_mixture == nullptr ? nullptr : grad_mixture + outputs * i * n,
                        grad_mean == nullptr ? nullptr : grad_mean + i * n});
    }
  });
}

class FusedCrossEntropy : public torch::autograd::Function<FusedCrossEntropy> {
 public:
  // mixture and mean: those of in, for their gradients.
  static Tensor forward(torch::autograd::AutogradContext* context, const Tensor& mixture,
                        const Tensor& mean, const Inputs* in, const Tensor* masses) {
    Tensor bits = torch::empty({in->level.size(0)}), grad_mixture = torch::zeros_like(mixture),
           grad_mean = torch::zeros_like(mean);
    const MixtureBinsOfBlock bins(in->net.shape().components, in->net.order(),
                                  in->net.chunk_begin());
    auto* b = bits.data_ptr<float>();
    const auto* p = masses->data_ptr<float>();
    const int64_t per_block = in->level.size(1) * kBins;
    ForEachBlock(*in, grad_mixture.data_ptr<float>(), grad_mean.data_ptr<float>(),
                 [&](int64_t i, const BlockSpans& block) {
                   b[i] = bins.CrossEntropy(block, p + i * per_block);
                 });
    context->save_for_backward({grad_mixture, grad_mean});
    return bits;
  }

  static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context,
                                                 torch::autograd::variable_list grad) {
    const auto saved = context->get_saved_variables();
    const Tensor g = grad[0].unsqueeze(1);
    return {saved[0] * g, saved[1] * g, Tensor(), Tensor()};
  }
};

}  // namespace

TeacherView ViewOf(const BlockNetImpl& teacher, const BlockOutput& output, const Batch& batch,
                   const Tensor& last) {
  const torch::NoGradGuard guard;
  TORCH_CHECK(batch.levels.device().is_cpu(), "distillation runs on the CPU");
  const Inputs in = MakeInputs(teacher, output, batch.levels, batch, last);
  TeacherView view = {torch::zeros_like(in.level),
                      torch::zeros({in.level.size(0), in.level.size(1), kBins}),
                      output.last.detach()};
  const MixtureBinsOfBlock bins(teacher.shape().components, teacher.order(), teacher.chunk_begin());
  auto *centers = view.centers.data_ptr<float>(), *masses = view.masses.data_ptr<float>();
  const int64_t n = in.level.size(1);
  ForEachBlock(in, nullptr, nullptr, [&](int64_t i, const BlockSpans& block) {
    bins.Find(block, centers + i * n, masses + i * n * kBins);
  });
  return view;
}

Tensor DistilledBits(const BlockNetImpl& net, const BlockOutput& output, const TeacherView& view,
                     const Batch& batch, const Tensor& last) {
  const Inputs in = MakeInputs(net, output, view.centers, batch, last);
  const Tensor levels = FusedCrossEntropy::apply(in.mixture, in.mean, &in, &view.masses);
  return levels + LastCrossEntropy(output.last, view.last_logits, last);
}

}  // namespace jackdaw::train
