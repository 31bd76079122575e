// The public function Encode: options are checked here and std::bad_alloc stops here.
#include <new>

#include "codec/api/check_options.h"
#include "codec/coeff/slices/tools.h"
#include "codec/container/header.h"
#include "codec/jpeg/enc_picture_segments.h"
#include "codec/lossy/enc_encode.h"
#include "codec/lossy/enc_lossy_input.h"
#include "codec/pixels/enc_picture.h"
#include "jackdaw/encode.h"

namespace jackdaw {
namespace {

static_assert(kMaxExifBytes == jpeg::kMaxExifSegmentBytes);
static_assert(kMaxIccBytes == 255 * jpeg::kIccBytesPerSegment);

Status CheckOptions(const EncodeOptions& options, const coeff::CallTools& tools) {
  const Status valid = lossy::CheckLossTarget(options.target, options.value);
  if (!valid.ok()) return valid.error();
  const Status runs = api::CheckRun(options.compress.num_threads, tools);
  if (!runs.ok()) return runs.error();
  if (options.kind != EncodedKind::kJpeg && options.kind != EncodedKind::kJkd) {
    return api::Invalid("unknown kind of file");
  }
  if (options.compress.preset != Preset::kDefault) {
    return api::Invalid("only the preset default codes with a loss");
  }
  const std::string& name = options.compress.file_name;
  if (!name.empty() && !container::IsValidFileName(name)) {
    return api::Invalid("file_name must be a base name of at most 4096 bytes");
  }
  if (options.exif.size() > kMaxExifBytes) {
    return api::Invalid("Exif data are larger than a JPEG can hold");
  }
  if (options.icc.size() > kMaxIccBytes) {
    return api::Invalid("the ICC profile is larger than a JPEG can hold");
  }
  return OkStatus();
}

}  // namespace

Result<EncodeResult> Encode(const PixelView& pixels, const EncodeOptions& options) {
  coeff::CallTools tools(options.compress.kernels, options.compress.monitor,
                         options.compress.verify_kernels);
  const Status valid = CheckOptions(options, tools);
  if (!valid.ok()) return valid.error();
  const Status view = pixels::CheckView(pixels);
  if (!view.ok()) return view.error();
  try {
    return tools.Finish(lossy::EncodePixels(pixels, options, tools.get()));
  } catch (const std::bad_alloc&) {
    return api::NoMemory();
  }
}

}  // namespace jackdaw
