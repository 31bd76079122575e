// A loss session, and once more with step tables refined for the picture.
#ifndef JACKDAW_CODEC_LOSSY_ENC_REFINED_RUN_H_
#define JACKDAW_CODEC_LOSSY_ENC_REFINED_RUN_H_

#include <cstdint>
#include <memory>
#include <utility>

#include "codec/lossy/enc_loss_session.h"
#include "codec/lossy/enc_lossy_knobs.h"
#include "jackdaw/result.h"
#include "jackdaw/transcode.h"

namespace jackdaw::lossy {

// What a target asks for, and of what results are compared.
struct RefinedTarget {
  LossTarget target = LossTarget::kQuality;
  double value = 100;
  int max_trials = 0;              // codings to refine with; 0: none
  uint64_t max_work = UINT64_MAX;  // of the session with refined tables, as LossSession has it
};

// Of two candidates that meet a target, the lower is the better one: of a size what is lost, of a
// PSNR bytes, else both at the lambda of `knobs`. Backend, beside what LossSession asks for:
//   // Weighted distortion of a written candidate, as the choice of levels at these knobs counts.
//   Result<double> DistortionOf(const Candidate& made, const LossyKnobs& knobs) const;
template <class Backend>
Result<double> MeritOf(const Backend& backend, const typename Backend::Candidate& made,
                       const LossyKnobs& knobs, LossTarget target) {
  const auto bytes = static_cast<double>(made.file.size());
  if (target == LossTarget::kPsnr || target == LossTarget::kPsnrLuma) return bytes;
  Result<double> distortion = backend.DistortionOf(made, knobs);
  if (!distortion.ok() || target == LossTarget::kSize || target == LossTarget::kBitsPerPixel) {
    return distortion;
  }
  return distortion.value() + 8 * knobs.level_lambda * bytes;
}

// As session->Run, but where tables refined at the knobs that it finds give a better candidate,
// that one. Backend, too:
//   std::shared_ptr<const TableFactors> Refine(const LossyKnobs& knobs, int max_trials) const;
//   void UseFactors(std::shared_ptr<const TableFactors> factors);  // from now on
template <class Backend>
Result<typename Backend::Candidate> RunRefined(const LossPicture& picture, const RefinedTarget& aim,
                                               LossSession<Backend>* session, Backend* backend) {
  Result<typename Backend::Candidate> first = session->Run(aim.target, aim.value);
  if (!first.ok() || aim.max_trials <= 0 || first.value().is_lossless) return first;
  const LossyKnobs knobs = first.value().knobs;
  std::shared_ptr<const TableFactors> factors = backend->Refine(knobs, aim.max_trials);
  if (factors == nullptr) return first;
  backend->UseFactors(std::move(factors));
  LossSession<Backend> again(picture, *backend, aim.max_work);
  Result<typename Backend::Candidate> second = again.Run(aim.target, aim.value);
  if (!second.ok()) return second.error().code == ErrorCode::kCancelled ? second : first;
  const Result<double> before = MeritOf(*backend, first.value(), knobs, aim.target);
  const Result<double> after = MeritOf(*backend, second.value(), knobs, aim.target);
  if (!before.ok()) return before.error();
  if (!after.ok()) return after.error();
  return after.value() < before.value() ? second : first;
}

}  // namespace jackdaw::lossy

#endif  // JACKDAW_CODEC_LOSSY_ENC_REFINED_RUN_H_
