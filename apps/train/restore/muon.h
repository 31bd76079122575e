// The optimizer of restoration: Muon for the matrices of convolutions, Adam for all else.
//
// Muon (Jordan et al. 2024) makes the averaged gradient of a matrix orthogonal, by five iterations
// of Newton and Schulz, before it is added: all directions of a layer learn at the same speed. A
// convolution counts as a matrix of output channels by all of its inputs.
#ifndef JACKDAW_APPS_TRAIN_RESTORE_MUON_H_
#define JACKDAW_APPS_TRAIN_RESTORE_MUON_H_

#include <torch/torch.h>

#include <vector>

namespace jackdaw::train {

struct MuonOptions {
  bool use_muon = true;  // else Adam for all
  double matrix_rate = 0.02, rate = 1e-3;
  double momentum = 0.95;            // of Muon
  double beta1 = 0.9, beta2 = 0.98;  // of Adam
};

class Muon {
 public:
  Muon(std::vector<torch::Tensor> parameters, const MuonOptions& options);

  // One step at `scale` times the rates, after backward(). Parameters without a gradient stay.
  void Step(double scale);
  void ZeroGrad();

  void Save(torch::serialize::OutputArchive* archive) const;
  void Load(torch::serialize::InputArchive* archive);

 private:
  struct Slot {
    torch::Tensor parameter, first, second;  // second: of Adam only
    bool is_matrix;
  };
  MuonOptions options_;
  std::vector<Slot> slots_;
  int64_t step_ = 0;
};

}  // namespace jackdaw::train

#endif  // JACKDAW_APPS_TRAIN_RESTORE_MUON_H_
