#include "apps/train/restore/restore_weights.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <utility>

#include "apps/train/files/read_file.h"

namespace jackdaw::train {
namespace {

using torch::Tensor;

constexpr double kAveragedSteps = 500;

void SetParameters(const std::vector<float>& values, std::vector<Tensor> parameters) {
  const torch::NoGradGuard guard;
  size_t at = 0;
  for (Tensor& parameter : parameters) {
    const auto size = static_cast<size_t>(parameter.numel());
    if (at + size > values.size()) throw std::runtime_error("weights of another shape");
    parameter.copy_(
        torch::tensor(std::vector<float>(values.begin() + static_cast<std::ptrdiff_t>(at),
                                         values.begin() + static_cast<std::ptrdiff_t>(at + size)))
            .view_as(parameter));
    at += size;
  }
  if (at != values.size()) throw std::runtime_error("weights of another shape");
}

std::vector<float> GetParameters(const std::vector<Tensor>& parameters) {
  std::vector<float> values;
  for (const Tensor& parameter : parameters) {
    const Tensor flat = parameter.detach().contiguous().view(-1);
    const float* data = flat.data_ptr<float>();
    values.insert(values.end(), data, data + flat.numel());
  }
  return values;
}

// A parameter of a smaller network at its place in that of a larger one; old outputs do not see new
// inputs.
void Overlay(const Tensor& from, const std::string& name, Tensor* to) {
  if (from.sizes() == to->sizes()) {
    to->copy_(from);
  } else if (name.ends_with("conv.weight")) {
    Tensor rows = to->narrow(0, 0, from.size(0));
    rows.zero_();
    rows.narrow(1, 0, from.size(1)).copy_(from);
  } else {  // gains, then offsets
    const int64_t n = from.size(0) / 2;
    to->narrow(0, 0, n).copy_(from.narrow(0, 0, n));
    to->narrow(0, to->size(0) / 2, n).copy_(from.narrow(0, n, n));
  }
}

std::string MeanName(size_t i) { return "average" + std::to_string(i); }

// Checkpoints of old have no sizes: theirs are those that ship.
restoration::RestorationShape ReadShape(torch::serialize::InputArchive* archive) {
  restoration::RestorationShape shape =
      ShapeOf(static_cast<RestoreTarget>(ReadNumber<int64_t>(archive, "target")));
  Tensor size;
  if (archive->try_read("channels", size))
    shape.channels = static_cast<uint32_t>(size.item<int64_t>());
  if (archive->try_read("pairs", size)) shape.pairs = static_cast<uint32_t>(size.item<int64_t>());
  return shape;
}

}  // namespace

const restoration::RestorationShape& ShapeOf(RestoreTarget target) {
  switch (target) {
    case RestoreTarget::kLuma:
      return restoration::kLumaShape;
    case RestoreTarget::kChroma:
      return restoration::kChromaShape;
    case RestoreTarget::kFine:
      return restoration::kFineShape;
  }
  throw std::invalid_argument("no target of restoration");
}

std::vector<restoration::RestorationWeights> ReadNetworks(const std::string& path) {
  auto networks = restoration::ReadRestorationFile(ReadFile(path));
  if (!networks.ok()) throw std::runtime_error(path + ": " + networks.error().message);
  return std::move(networks).value();
}

void LoadWeights(const std::string& path, RestoreNet* net) {
  for (const restoration::RestorationWeights& network : ReadNetworks(path)) {
    if (network.shape != (*net)->shape()) continue;
    SetParameters(network.parameters, (*net)->parameters());
    return;
  }
  throw std::runtime_error(path + ": holds no network of this shape");
}

bool IsOfKind(const restoration::RestorationShape& shape,
              const restoration::RestorationShape& other) {
  return shape.components == other.components && shape.cell == other.cell;
}

restoration::RestorationWeights ReadNetwork(const std::string& path, RestoreTarget target) {
  for (restoration::RestorationWeights& network : ReadNetworks(path)) {
    if (IsOfKind(network.shape, ShapeOf(target))) return std::move(network);
  }
  throw std::runtime_error(path + ": holds no network of this kind");
}

RestoreNet MakeNet(const restoration::RestorationWeights& weights) {
  RestoreNet net(weights.shape);
  SetParameters(weights.parameters, net->parameters());
  return net;
}

void GrowInto(const restoration::RestorationWeights& small, RestoreNet* net) {
  restoration::RestorationShape shape = small.shape;
  shape.channels = (*net)->shape().channels;
  shape.pairs = (*net)->shape().pairs;
  if (shape != (*net)->shape() || shape.channels < small.shape.channels ||
      shape.pairs < small.shape.pairs) {
    throw std::runtime_error("the network to begin with is of another kind, or larger");
  }
  const RestoreNet from = MakeNet(small);
  const torch::NoGradGuard guard;
  const auto old = from->named_parameters();
  for (auto& parameter : (*net)->named_parameters()) {
    const Tensor* source = old.find(parameter.key());
    if (source != nullptr) {
      Overlay(*source, parameter.key(), &parameter.value());
    } else if (parameter.key().find("b.") != std::string::npos) {
      parameter.value().zero_();  // of the second convolution of a new pair, which adds nothing
    }
  }
}

void SaveShape(RestoreTarget target, const restoration::RestorationShape& shape,
               torch::serialize::OutputArchive* archive) {
  archive->write("target", torch::tensor(static_cast<int64_t>(target)));
  archive->write("channels", torch::tensor(static_cast<int64_t>(shape.channels)));
  archive->write("pairs", torch::tensor(static_cast<int64_t>(shape.pairs)));
}

WeightAverage::WeightAverage(std::vector<Tensor> parameters) : parameters_(std::move(parameters)) {
  for (const Tensor& parameter : parameters_) means_.push_back(parameter.detach().clone());
}

void WeightAverage::Add(int64_t step) {
  const torch::NoGradGuard guard;
  const double share = std::max(1 / kAveragedSteps, 1 / (1 + static_cast<double>(step) / 5));
  for (size_t i = 0; i < means_.size(); ++i) means_[i].lerp_(parameters_[i], share);
}

void WeightAverage::Save(torch::serialize::OutputArchive* archive) const {
  for (size_t i = 0; i < means_.size(); ++i) archive->write(MeanName(i), means_[i]);
}

void WeightAverage::Load(torch::serialize::InputArchive* archive) {
  for (size_t i = 0; i < means_.size(); ++i) archive->read(MeanName(i), means_[i]);
}

void WeightAverage::Swap() {
  const torch::NoGradGuard guard;
  for (size_t i = 0; i < means_.size(); ++i) {
    const Tensor own = parameters_[i].clone();
    parameters_[i].copy_(means_[i]);
    means_[i].copy_(own);
  }
}

restoration::RestorationWeights ReadCheckpoint(const std::string& path) {
  torch::serialize::InputArchive archive;
  archive.load_from(path);
  const RestoreNet net(ReadShape(&archive));
  std::vector<Tensor> means(net->parameters().size());
  for (size_t i = 0; i < means.size(); ++i) archive.read(MeanName(i), means[i]);
  restoration::RestorationWeights network{net->shape(), GetParameters(means)};
  if (network.parameters.size() != restoration::NumParameters(net->shape())) {
    throw std::runtime_error(path + ": parameters of another shape");
  }
  return network;
}

void WriteNetworks(const std::vector<restoration::RestorationWeights>& networks,
                   const std::string& path) {
  const Result<Bytes> file = restoration::WriteRestorationFile(networks);
  if (!file.ok()) throw std::runtime_error(file.error().message);
  std::ofstream out(path, std::ios::binary);
  out.write(reinterpret_cast<const char*>(file.value().data()),
            static_cast<std::streamsize>(file.value().size()));
  if (!out.flush()) throw std::runtime_error(path + ": cannot be written");
}

void SaveCheckpoint(torch::serialize::OutputArchive* archive, const std::string& path) {
  archive->save_to(path + ".new");
  std::filesystem::rename(path + ".new", path);
}

}  // namespace jackdaw::train
