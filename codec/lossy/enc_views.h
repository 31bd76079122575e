// The other views of a multi-picture file (stereo pairs, panoramas), which get the loss that the
// first picture gets.
#ifndef JACKDAW_CODEC_LOSSY_ENC_VIEWS_H_
#define JACKDAW_CODEC_LOSSY_ENC_VIEWS_H_

#include <cstddef>
#include <functional>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "base/bytes.h"
#include "codec/jpeg/enc_metadata.h"
#include "jackdaw/result.h"
#include "jackdaw/transcode.h"

namespace jackdaw::lossy {

struct LossAim {
  LossTarget target = LossTarget::kQuality;
  double value = 100;
};

struct CodedView {
  Bytes jpeg;
  bool lossless = false;
  double psnr_db = 0, psnr_luma_db = 0;
};

class CodedViews {
 public:
  // Makes a view anew at this aim.
  using Coder = std::function<Result<CodedView>(ByteSpan view, const LossAim& aim)>;

  // All views of the file, before memory is taken for the first picture. Aims that are sizes are
  // shared out by the sizes of the input. Views that `coder` finds kUnsupported stay as they are.
  // Errors: other ones of the coder.
  static Result<CodedViews> Make(ByteSpan file, const LossAim& aim, const Coder& coder);

  // Takes the made ones by their places in `file`, which must outlive the function, as must this.
  jpeg::RecodeView Recoder(ByteSpan file) const;

  bool lossless() const { return lossless_; }
  // Of the worst view; infinite where there are none.
  double psnr_db() const { return psnr_db_; }
  double psnr_luma_db() const { return psnr_luma_db_; }
  // For a person.
  const std::vector<std::string>& warnings() const { return warnings_; }

 private:
  std::vector<std::pair<size_t, Bytes>> views_;  // by their places
  bool lossless_ = true;
  double psnr_db_ = std::numeric_limits<double>::infinity();
  double psnr_luma_db_ = std::numeric_limits<double>::infinity();
  std::vector<std::string> warnings_;
};

}  // namespace jackdaw::lossy

#endif  // JACKDAW_CODEC_LOSSY_ENC_VIEWS_H_
