#include "apps/sweep/measures/reference.h"

#include <utility>

#include "apps/sweep/measures/psnr.h"

namespace jackdaw::sweep {

Reference::Reference(Image image, std::string png_path)
    : image_(ToRgb(std::move(image))),
      luma_(LumaPlane(image_)),
      ms_ssim_(luma_),
      blue_(ColourPlane(image_, ColourDifference::kBlue)),
      red_(ColourPlane(image_, ColourDifference::kRed)),
      png_path_(std::move(png_path)) {}

Result<MetricValues> Reference::Compare(const Image& distorted, const std::string& distorted_png,
                                        const MetricTools& tools) const {
  if (distorted.width_px != image_.width_px || distorted.height_px != image_.height_px) {
    return Error{ErrorCode::kCorrupt, 0, "the decoded picture has another size"};
  }
  MetricValues values;
  Plane luma = LumaPlane(distorted);
  values[Metric::kPsnrLuma] = PsnrLumaDb(luma_, luma);
  values[Metric::kPsnrRgb] = PsnrRgbDb(image_, distorted);
  values[Metric::kMsSsim] = ms_ssim_.Compare(std::move(luma));
  const std::optional<double> blue = blue_.Compare(ColourPlane(distorted, ColourDifference::kBlue));
  const std::optional<double> red = red_.Compare(ColourPlane(distorted, ColourDifference::kRed));
  if (blue && red) values[Metric::kMsSsimColour] = (*blue + *red) / 2;
  if (tools.has_ssimulacra2()) {
    const Result<double> score = tools.Ssimulacra2(png_path_, distorted_png);
    if (!score.ok()) return score.error();
    values[Metric::kSsimulacra2] = score.value();
  }
  if (tools.has_butteraugli()) {
    const Result<double> score = tools.Butteraugli(png_path_, distorted_png);
    if (!score.ok()) return score.error();
    values[Metric::kButteraugli] = score.value();
  }
  return values;
}

}  // namespace jackdaw::sweep
