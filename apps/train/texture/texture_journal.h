// The log of a training of texture, and its lines of progress.
#ifndef JACKDAW_APPS_TRAIN_TEXTURE_TEXTURE_JOURNAL_H_
#define JACKDAW_APPS_TRAIN_TEXTURE_TEXTURE_JOURNAL_H_

#include <array>
#include <cstdint>
#include <fstream>
#include <string>

#include "apps/train/restore/restore_loss.h"
#include "apps/train/texture/texture_loss.h"

namespace jackdaw::train {

class TextureJournal {
 public:
  // Writes to path, behind what is there if the run goes on.
  TextureJournal(const std::string& path, double minutes, bool resumed);

  // Running means over about 200 steps. loss: null while the discriminator learns alone.
  void Add(const JudgeLoss& judge, const TextureLoss* loss);
  // validation: empty without pictures for it.
  void Report(int64_t step, double seconds, double rate, const LumaValidation& validation);

 private:
  enum { kJudge, kReal, kMade, kDistortion, kPerceptual, kEnergy, kAdversarial, kNumMeans };
  void Mean(size_t which, double value);

  std::ofstream log_;
  double minutes_;
  std::array<double, kNumMeans> means_{}, counts_{};
};

}  // namespace jackdaw::train

#endif  // JACKDAW_APPS_TRAIN_TEXTURE_TEXTURE_JOURNAL_H_
