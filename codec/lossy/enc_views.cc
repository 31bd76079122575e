#include "codec/lossy/enc_views.h"

#include <algorithm>

#include "codec/jpeg/jpeg_walk.h"
#include "codec/jpeg/marker_parser.h"

namespace jackdaw::lossy {
namespace {

// The part of a target that a view gets: targets of the whole file are sizes then.
LossAim AimOfView(ByteSpan file, size_t view_bytes, const LossAim& aim) {
  double size = aim.value;
  if (aim.target == LossTarget::kBitsPerPixel) {
    jpeg::MarkerParser parser(file, 0);
    if (parser.Next() != jpeg::MarkerParser::Event::kScan || !parser.frame().has_value()) {
      return aim;
    }
    size *= static_cast<double>(parser.frame()->width_px) * parser.frame()->height_px / 8;
  } else if (aim.target != LossTarget::kSize) {
    return aim;
  }
  return {LossTarget::kSize,
          size * static_cast<double>(view_bytes) / static_cast<double>(file.size())};
}

}  // namespace

Result<CodedViews> CodedViews::Make(ByteSpan file, const LossAim& aim, const Coder& coder) {
  CodedViews made;
  const jpeg::JpegWalk walk = jpeg::WalkJpeg(file);
  if (!walk.complete) return made;
  for (const jpeg::TailPicture& picture : jpeg::FindTailPictures(file, walk.end)) {
    if (picture.kind != jpeg::TailPictureKind::kView) continue;
    const ByteSpan view = file.subspan(picture.begin, picture.end - picture.begin);
    Result<CodedView> coded = coder(view, AimOfView(file, view.size(), aim));
    if (!coded.ok()) {
      if (coded.error().code != ErrorCode::kUnsupported) return coded.error();
      made.warnings_.push_back("another view of the picture stays as it is: " +
                               coded.error().message);
      continue;
    }
    made.lossless_ = made.lossless_ && coded.value().lossless;
    made.psnr_db_ = std::min(made.psnr_db_, coded.value().psnr_db);
    made.psnr_luma_db_ = std::min(made.psnr_luma_db_, coded.value().psnr_luma_db);
    made.views_.emplace_back(picture.begin, std::move(coded.value().jpeg));
  }
  return made;
}

jpeg::RecodeView CodedViews::Recoder(ByteSpan file) const {
  return [this, file](ByteSpan view) -> Result<Bytes> {
    const auto begin = static_cast<size_t>(view.data() - file.data());
    for (const auto& [place, bytes] : views_) {
      if (place == begin) return bytes;
    }
    return Bytes(view.begin(), view.end());
  };
}

}  // namespace jackdaw::lossy
