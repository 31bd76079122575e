#include "apps/train/attention/attention_run.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <stdexcept>

#include "apps/train/attention/train_attention.h"

namespace jackdaw::train {
namespace {

using torch::Tensor;

// What is exported are running means over about this many steps.
constexpr double kAveragedSteps = 200;

Tensor ReadTensor(torch::serialize::InputArchive* archive, const std::string& name) {
  Tensor value;
  archive->read(name, value);
  return value;
}

void SetParameters(const std::vector<Tensor>& values, AttentionModel* model) {
  const torch::NoGradGuard guard;
  std::vector<Tensor> parameters = (*model)->parameters();
  for (size_t i = 0; i < parameters.size(); ++i) parameters[i].copy_(values[i]);
}

void Resume(const std::string& path, AttentionRun* run) {
  torch::serialize::InputArchive archive, optimizer;
  archive.load_from(path);
  if (ReadTensor(&archive, "mode").item<int64_t>() != static_cast<int64_t>(run->model->mode())) {
    throw std::runtime_error(path + ": of another mode");
  }
  run->model->load(archive);
  archive.read("optimizer", optimizer);
  run->optimizer->load(optimizer);
  run->step = ReadTensor(&archive, "step").item<int64_t>();
  run->seconds = ReadTensor(&archive, "seconds").item<double>();
  for (size_t i = 0; i < run->averages.size(); ++i) {
    run->averages[i] = ReadTensor(&archive, "average" + std::to_string(i));
  }
}

void SetRate(double rate, torch::optim::Adam* optimizer) {
  for (auto& group : optimizer->param_groups()) {
    static_cast<torch::optim::AdamOptions&>(group.options()).lr(rate);
  }
}

void Average(AttentionRun* run) {
  const torch::NoGradGuard guard;
  const double share = std::max(1 / kAveragedSteps, 1 / (1 + static_cast<double>(run->step) / 5));
  const std::vector<Tensor> parameters = run->model->parameters();
  for (size_t i = 0; i < parameters.size(); ++i) run->averages[i].lerp_(parameters[i], share);
}

}  // namespace

AttentionRun StartAttentionRun(const AttentionTrainOptions& options) {
  AttentionRun run;
  run.model = AttentionModel(options.mode, options.shape);
  run.optimizer = std::make_unique<torch::optim::Adam>(
      run.model->parameters(), torch::optim::AdamOptions(options.rate).betas({0.9, 0.98}));
  for (const Tensor& parameter : run.model->parameters()) {
    run.averages.push_back(parameter.detach().clone());
  }
  if (options.resume && std::filesystem::exists(options.output)) Resume(options.output, &run);
  return run;
}

void SaveAttentionRun(const std::string& path, const AttentionRun& run) {
  torch::serialize::OutputArchive archive, optimizer;
  run.model->save(archive);
  run.optimizer->save(optimizer);
  archive.write("optimizer", optimizer);
  archive.write("step", torch::tensor(run.step));
  archive.write("seconds", torch::tensor(run.seconds, torch::kFloat64));
  archive.write("mode", torch::tensor(static_cast<int64_t>(run.model->mode())));
  const attention::AttentionShape& shape = run.model->luma()->shape();
  archive.write("shape", torch::tensor({int64_t{shape.embedding}, int64_t{shape.hidden}}));
  for (size_t i = 0; i < run.averages.size(); ++i) {
    archive.write("average" + std::to_string(i), run.averages[i]);
  }
  archive.save_to(path + ".new");
  std::filesystem::rename(path + ".new", path);
}

AttentionModel LoadAttentionModel(const std::string& checkpoint) {
  torch::serialize::InputArchive archive;
  archive.load_from(checkpoint);
  const auto mode = static_cast<AttentionMode>(ReadTensor(&archive, "mode").item<int64_t>());
  const Tensor sizes = ReadTensor(&archive, "shape");
  AttentionModel model(mode,
                       attention::AttentionShape{static_cast<uint32_t>(sizes[0].item<int64_t>()),
                                                 static_cast<uint32_t>(sizes[1].item<int64_t>())});
  model->load(archive);
  std::vector<Tensor> averages(model->parameters().size());
  for (size_t i = 0; i < averages.size(); ++i) {
    averages[i] = ReadTensor(&archive, "average" + std::to_string(i));
  }
  SetParameters(averages, &model);
  return model;
}

AttentionModel AveragedModel(const AttentionRun& run) {
  AttentionModel model(run.model->mode(), run.model->luma()->shape());
  SetParameters(run.averages, &model);
  return model;
}

AttentionLoss TrainAttentionStep(const AttentionTrainOptions& options, AttentionPart part,
                                 double rate_scale, const ReconstructionPoints& points,
                                 CropSource* source, AttentionRun* run) {
  ++run->step;
  SetRate(options.rate * rate_scale, run->optimizer.get());
  const AttentionBatch batch = NextAttentionBatch(source, options.sampling);
  const double lambda =
      std::exp(source->Uniform(std::log(options.least_lambda), std::log(options.most_lambda)));
  const bool tables = part == AttentionPart::kTables;
  run->model->TrainTables(tables);
  AttentionLoss loss = LossOfBatch(run->model, batch, lambda, tables ? 0 : options.gamma,
                                   options.temperature, points);
  run->model->TrainTables(false);
  run->optimizer->zero_grad();
  loss.loss.backward();
  torch::nn::utils::clip_grad_norm_(run->model->parameters(), 1.0);
  run->optimizer->step();
  Average(run);
  return loss;
}

}  // namespace jackdaw::train
