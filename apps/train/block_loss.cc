#include "apps/train/block_loss.h"

#include <vector>

#include "apps/train/mixture_bits.h"

namespace jackdaw::train {

namespace {

using torch::Tensor;

// Of the tree of thresholds: which of them a last group decides, and how. [15][14] each.
struct LastTree {
  Tensor used, sign;  // sign: -1 where the group reaches the threshold, else 1
};

LastTree MakeLastTree() {
  LastTree tree = {torch::zeros({kGroups, prior::kLastNodes}),
                   torch::ones({kGroups, prior::kLastNodes})};
  for (int group = 0; group < kGroups; ++group) {
    for (int low = 0, high = kGroups - 1; low < high;) {
      const int threshold = (low + high + 1) / 2;
      tree.used[group][threshold - 1] = 1;
      if (group >= threshold) tree.sign[group][threshold - 1] = -1;
      (group >= threshold ? low : high) = group >= threshold ? threshold : threshold - 1;
    }
  }
  return tree;
}

// What one call of the loop works on; shapes as in block_net.h, all contiguous.
struct Inputs {
  const BlockNetImpl& net;
  Tensor levels, scale, last;  // [M, N], [B, N], [M, L]
};

Inputs MakeInputs(const BlockNetImpl& net, const Batch& batch, const Tensor& last) {
  const int64_t n = batch.levels.size(3);
  return {net, batch.levels.reshape({-1, n}).contiguous(), (net.sigma / batch.quant).contiguous(),
          last.contiguous()};
}

class FusedLevelBits : public torch::autograd::Function<FusedLevelBits> {
 public:
  static Tensor forward(torch::autograd::AutogradContext* context, const Tensor& mixture,
                        const Tensor& mean, const Inputs* in) {
    const int64_t blocks = in->levels.size(0), n = in->levels.size(1), lanes = in->last.size(1);
    const int64_t outputs = in->net.shape().NumOutputs();
    const int64_t per_image = blocks / in->scale.size(0);
    const Tensor log_scale = torch::log(in->scale);
    Tensor bits = torch::empty({blocks}), grad_o = torch::zeros_like(mixture),
           grad_mean = torch::zeros_like(mean);
    const float *o = mixture.data_ptr<float>(), *m = mean.data_ptr<float>(),
                *x = in->levels.data_ptr<float>(), *s = in->scale.data_ptr<float>(),
                *ls = log_scale.data_ptr<float>();
    const int64_t* last = in->last.data_ptr<int64_t>();
    float *b = bits.data_ptr<float>(), *go = grad_o.data_ptr<float>(),
          *gm = grad_mean.data_ptr<float>();
    const MixtureBitsOfBlock block(in->net.shape().components, in->net.order(),
                                   in->net.chunk_begin());
    at::parallel_for(0, blocks, 64, [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i) {
        const int64_t image = n * (i / per_image);
        b[i] = block.Run({o + outputs * i * n, m + i * n, x + i * n, s + image, ls + image,
                          last + i * lanes, go + outputs * i * n, gm + i * n});
      }
    });
    context->save_for_backward({grad_o, grad_mean});
    return bits;
  }

  static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context,
                                                 torch::autograd::variable_list grad) {
    const auto saved = context->get_saved_variables();
    const Tensor g = grad[0].unsqueeze(1);
    return {saved[0] * g, saved[1] * g, Tensor()};
  }
};

// Mass of a level under the mixtures of the slots [begin, end) of a chunk that begins at first.
Tensor Mass(const BlockNetImpl& net, const Tensor& o, const Tensor& mean, const Tensor& x,
            const Tensor& s) {
  const int components = net.shape().components;
  std::vector<Tensor> p;
  for (int j = 0; j < components; ++j) {
    const Tensor inv = torch::exp(
        -(o.select(1, components + j) + torch::log(s)).clamp(kMinLogScale, kMaxLogScale));
    const Tensor d = x - (mean + o.select(1, j)) * s;
    const Tensor sign = torch::where(d > 0, -torch::ones_like(d), torch::ones_like(d));
    p.push_back(sign *
                (torch::sigmoid(sign * (d + 0.5) * inv) - torch::sigmoid(sign * (d - 0.5) * inv)));
  }
  Tensor rest = p.back();
  for (int j = components - 2; j >= 0; --j) {
    const Tensor v = torch::sigmoid(o.select(1, 2 * components + j));
    rest = v * p[static_cast<size_t>(j)] + (1 - v) * rest;
  }
  return rest;
}

// [M, N]: the group of each slot against the last of its lane.
struct Known {
  Tensor coded, last;  // up to it; it itself, if it is not DC
};

Known WhatIsKnown(const SlotOrder& order, const Tensor& last) {
  std::vector<int64_t> groups, lanes;
  for (const Slot& slot : order.slots) {
    groups.push_back(kGroups - 1 - slot.step / order.lanes);
    lanes.push_back(slot.lane);
  }
  const Tensor group = torch::tensor(groups).to(last.device()).unsqueeze(0);
  const Tensor of_slot = last.index_select(1, torch::tensor(lanes).to(last.device()));
  return {(group <= of_slot).to(torch::kFloat),
          (group == of_slot).logical_and(group > 0).to(torch::kFloat)};
}

}  // namespace

Tensor LevelBitsByTensors(const BlockNetImpl& net, const BlockOutput& output, const Batch& batch,
                          const Tensor& last) {
  const Inputs in = MakeInputs(net, batch, last);
  const int64_t blocks = in.levels.size(0), n = in.levels.size(1);
  const Tensor scale = in.scale.repeat_interleave(blocks / in.scale.size(0), 0);
  const int64_t outputs = net.shape().NumOutputs();
  std::vector<Tensor> costs, zeros;
  for (size_t c = 0; c + 1 < net.chunk_begin().size(); ++c) {
    const int64_t begin = net.chunk_begin()[c], end = net.chunk_begin()[c + 1];
    const Tensor o =
        output.mixture.slice(1, outputs * begin, outputs * end).view({-1, outputs, end - begin});
    const Tensor mean = output.mean.slice(1, begin, end), s = scale.slice(1, begin, end),
                 x = in.levels.slice(1, begin, end);
    costs.push_back(-torch::log2(Mass(net, o, mean, x, s) * kKeep + kFloor));
    zeros.push_back(torch::log(Mass(net, o, mean, torch::zeros_like(x), s).clamp_min(kFloor)));
  }
  const Known known = WhatIsKnown(net.order(), last);
  Tensor bits = (torch::cat(costs, 1) * known.coded).sum(1);
  const Tensor ln_zero = torch::cat(zeros, 1) * known.last;
  for (int lane = 0; lane < net.shape().lanes; ++lane) {
    std::vector<float> of_lane;
    for (const Slot& slot : net.order().slots) of_lane.push_back(slot.lane == lane ? 1.0F : 0.0F);
    const Tensor sum = (ln_zero * torch::tensor(of_lane).to(last.device())).sum(1);
    const Tensor any = torch::log2(-torch::expm1(sum) + kFloor);
    bits = bits + torch::where(last.select(1, lane) > 0, any, torch::zeros_like(any));
  }
  TORCH_CHECK(bits.size(0) == blocks && n == net.order().num_slots());
  return bits;
}

Tensor LevelBitsOf(const BlockNetImpl& net, const BlockOutput& output, const Batch& batch,
                   const Tensor& last) {
  if (!batch.levels.device().is_cpu()) return LevelBitsByTensors(net, output, batch, last);
  const Inputs in = MakeInputs(net, batch, last);
  return FusedLevelBits::apply(output.mixture.contiguous(), output.mean.contiguous(), &in);
}

namespace {

// Calls cost(logits, sign, group's decisions) per lane and sums over the decisions that are taken.
template <class Cost>
Tensor SumOverDecisions(const Tensor& logits, const Tensor& last, Cost cost) {
  static const LastTree kTree = MakeLastTree();
  const Tensor used = kTree.used.to(last.device()), sign = kTree.sign.to(last.device());
  Tensor bits = torch::zeros({last.size(0)}, logits.options());
  for (int64_t lane = 0; lane < last.size(1); ++lane) {
    const Tensor group = last.select(1, lane);
    const int64_t begin = lane * prior::kLastNodes, end = begin + prior::kLastNodes;
    const Tensor nats = cost(begin, end, sign.index_select(0, group));
    bits = bits + (nats * used.index_select(0, group)).sum(1) * kLog2E;
  }
  return bits;
}

}  // namespace

Tensor LastBits(const Tensor& logits, const Tensor& last) {
  return SumOverDecisions(logits, last, [&](int64_t begin, int64_t end, const Tensor& sign) {
    return torch::softplus(logits.slice(1, begin, end) * sign);
  });
}

Tensor LastCrossEntropy(const Tensor& logits, const Tensor& teacher, const Tensor& last) {
  return SumOverDecisions(logits, last, [&](int64_t begin, int64_t end, const Tensor&) {
    const Tensor own = logits.slice(1, begin, end);
    return torch::softplus(own) - torch::sigmoid(teacher.slice(1, begin, end)) * own;
  });
}

}  // namespace jackdaw::train
