#include "codec/container/dec_sampled_image.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "codec/container/dec_errors.h"
#include "codec/container/format.h"
#include "codec/container/image_cost.h"
#include "codec/jpeg/jpeg_walk.h"
#include "codec/lossless_jpeg/lossless_codec.h"
#include "codec/lossless_jpeg/sample_codec.h"

namespace jackdaw::container {
namespace {

MainSamples Keep(const lossless_jpeg::LosslessLayout& layout,
                 std::vector<lossless_jpeg::SamplePlane> planes) {
  MainSamples main;
  main.frame = layout.frame;
  main.colour_space = jpeg::FindColourSpace(layout.frame, layout.skeleton);
  for (const lossless_jpeg::ScanPlan& plan : layout.scans) {
    for (size_t i = 0; i < plan.header.num_components; ++i) {
      main.point_transform[plan.header.components[i].index] = plan.header.al;
    }
  }
  main.planes = std::move(planes);
  return main;
}

bool HasAllComponents(const lossless_jpeg::LosslessLayout& layout) {
  for (size_t i = 0; i < layout.frame.components.size(); ++i) {
    if (layout.sizes[i].width == 0) return false;
  }
  return true;
}

}  // namespace

Result<SampledImage> DecodeSampledImage(const SampledImageInput& input) {
  const uint64_t left = input.memory_left;
  const jpeg::JpegLimits limits{.max_plane_bytes = left,
                                .max_layout_bytes = std::min(left, input.layout_left),
                                .monitor = input.monitor};
  const auto read = lossless_jpeg::ReadLosslessLayout(input.skeleton, input.facts, limits);
  if (!read.ok()) return read.error();
  const lossless_jpeg::LosslessLayout& layout = *read.value();
  SampledImage image;
  const jpeg::JoinCost cost = lossless_jpeg::CostOfJoin(layout);
  image.plane_bytes = lossless_jpeg::PlaneBytes(layout.sizes);
  image.layout_bytes = cost.layout_bytes;
  const uint64_t join_bytes = JoinBytes(cost, input.original_size);
  if (join_bytes > left || image.plane_bytes > left - join_bytes) return OverLimit();
  const uint64_t still_left = left - join_bytes - image.plane_bytes;
  if (input.work != nullptr && !input.work->Add(cost.work)) {
    return OverWork();
  }
  std::vector<lossless_jpeg::SamplePlane> planes = lossless_jpeg::AllocatePlanes(layout.sizes);
  BeginStage(input.monitor, input.is_main ? kReadMainPerMille : 0,
             image.plane_bytes / sizeof(uint16_t));
  const Status status =
      lossless_jpeg::DecodeSamples(input.samples, layout.frame, layout.sizes,
                                   {.num_threads = input.num_threads,
                                    .work = input.work,
                                    .max_state_bytes = still_left + kUncountedStateBytes,
                                    .monitor = input.monitor},
                                   &planes);
  if (!status.ok()) return status.error();
  if (input.want_bytes) {
    // An embedded image stands in a growing vector first, then in the list and in the filled
    // skeleton.
    const uint64_t most =
        input.is_main ? input.max_bytes : std::min(input.max_bytes, still_left / 3);
    if (input.is_main) image.bytes.reserve(static_cast<size_t>(input.original_size));
    const Status joined = lossless_jpeg::JoinLossless(layout, planes, most, &image.bytes);
    if (!joined.ok()) return most < input.max_bytes ? OverLimit() : joined.error();
  }
  if (input.want_samples && HasAllComponents(layout)) {
    image.samples = Keep(layout, std::move(planes));
    if (input.want_headers) {
      // A skeleton begins as its file does.
      const ByteSpan headers = jpeg::HeadersOf(input.skeleton);
      if (headers.size() > still_left) return OverLimit();
      image.samples->headers.assign(headers.begin(), headers.end());
    }
  }
  return image;
}

}  // namespace jackdaw::container
