#include "codec/container/enc_sampled_image.h"

#include <utility>

#include "codec/lossless_jpeg/sample_codec.h"

namespace jackdaw::container {

std::string PartialReason(const lossless_jpeg::SplitLosslessResult& split) {
  if (split.verbatim_scan_bytes == 0 && split.num_scans_modelled == split.num_scans) return {};
  return std::to_string(split.verbatim_scan_bytes) + " of " +
         std::to_string(split.verbatim_scan_bytes + split.modelled_scan_bytes) +
         " scan bytes kept verbatim";
}

Result<ModelledImage> ModelSampledImage(ByteSpan stream, const jpeg::JpegLimits& limits,
                                        const coeff::CoeffOptions& options,
                                        uint32_t per_mille_of_rest) {
  Result<lossless_jpeg::SplitLosslessResult> result = lossless_jpeg::SplitLossless(stream, limits);
  if (!result.ok()) return result.error();
  lossless_jpeg::SplitLosslessResult& split = result.value();
  ModelledImage image;
  image.section = SectionType::kSamples;
  image.reason = PartialReason(split);
  image.complete = image.reason.empty();
  image.plane_bytes = lossless_jpeg::PlaneBytes(split.sizes);
  image.modelled_scan_bytes = split.modelled_scan_bytes;
  image.verbatim_scan_bytes = split.verbatim_scan_bytes;
  image.skeleton = std::move(split.skeleton);
  image.facts = std::move(split.facts);
  image.cost = split.cost;
  BeginStage(options.tools.monitor, per_mille_of_rest, image.plane_bytes / sizeof(uint16_t));
  // See CodeWith of enc_images.cc.
  WorkMeter meter(MaxWork(split.modelled_scan_bytes) / 2);
  image.coefficients = lossless_jpeg::EncodeSamples(split.frame, split.sizes, split.planes,
                                                    {.num_slices = options.num_slices,
                                                     .num_threads = options.num_threads,
                                                     .work = &meter,
                                                     .max_state_bytes = options.max_state_bytes,
                                                     .monitor = options.tools.monitor});
  image.coding_work = meter.used();
  if (image.coefficients.empty() ||
      image.cost.work + image.coding_work > MaxWork(image.coefficients.size())) {
    return Error{ErrorCode::kUnsupported, 0, "decoding takes too long for a file of its size"};
  }
  image.state_bytes = lossless_jpeg::SliceStateBytes(split.sizes);
  return image;
}

}  // namespace jackdaw::container
