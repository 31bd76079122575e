#include "apps/train/texture/texture_journal.h"

#include <algorithm>
#include <cstdio>

namespace jackdaw::train {

TextureJournal::TextureJournal(const std::string& path, double minutes, bool resumed)
    : log_(path, resumed ? std::ios::app : std::ios::trunc), minutes_(minutes) {
  if (resumed) return;
  log_ << "step,seconds,rate,judge_loss,right_of_real,right_of_made,distortion,perceptual,energy,"
          "adversarial";
  for (const int64_t quality : kValidationQualities) log_ << ",q" << quality << "_db";
  for (const int64_t quality : kValidationQualities) log_ << ",q" << quality << "_energy";
  log_ << '\n';
}

void TextureJournal::Mean(size_t which, double value) {
  means_[which] += std::max(0.005, 1 / ++counts_[which]) * (value - means_[which]);
}

void TextureJournal::Add(const JudgeLoss& judge, const TextureLoss* loss) {
  Mean(kJudge, judge.total.item<double>());
  Mean(kReal, judge.right_of_real);
  Mean(kMade, judge.right_of_made);
  if (loss == nullptr) return;
  Mean(kDistortion, loss->distortion);
  Mean(kPerceptual, loss->perceptual);
  Mean(kEnergy, loss->energy);
  Mean(kAdversarial, loss->adversarial);
}

void TextureJournal::Report(int64_t step, double seconds, double rate,
                            const LumaValidation& validation) {
  log_ << step << ',' << seconds << ',' << rate;
  for (const double mean : means_) log_ << ',' << mean;
  for (const auto* values : {&validation.gain_db, &validation.energy}) {
    for (size_t i = 0; i < kValidationQualities.size(); ++i) {
      log_ << ',' << (values->empty() ? "" : std::to_string((*values)[i]));
    }
  }
  log_ << std::endl;
  std::printf("step %lld  distortion %.3f  perceptual %.4f  energy %.3f  -log D %.3f  ",
              static_cast<long long>(step), means_[kDistortion], means_[kPerceptual],
              means_[kEnergy], means_[kAdversarial]);
  std::printf("D right of real %.0f %%, made %.0f %%  rate %.2f  %.0f min left",
              100 * means_[kReal], 100 * means_[kMade], rate, minutes_ - seconds / 60);
  for (size_t i = 0; i < validation.gain_db.size(); ++i) {
    std::printf("%s%+.2f dB, %.0f %%", i == 0 ? "  validation " : "; ", validation.gain_db[i],
                100 * validation.energy[i]);
  }
  std::printf("\n");
  std::fflush(stdout);
}

}  // namespace jackdaw::train
