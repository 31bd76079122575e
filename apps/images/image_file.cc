#include "apps/images/image_file.h"

#include <string_view>
#include <utility>

#include "apps/images/exif_orientation.h"
#include "apps/images/readers.h"
#include "jackdaw/jackdaw.h"

namespace jackdaw::images {
namespace {

Result<ImageFile> ReadAnyKind(ByteSpan bytes, ByteBudget budget) {
  if (IsPng(bytes)) return ReadPng(bytes, budget);
  if (IsWebp(bytes)) return ReadWebp(bytes, budget);
  if (IsJpeg(bytes) || IsJkd(bytes)) return ReadJpeg(bytes, budget);
  if (IsPnm(bytes)) return ReadPnm(bytes, budget);
  return Error{ErrorCode::kUnsupported, 0, "is no PNG, PPM, PGM, WebP or JPEG file"};
}

// Some programs put the signature of the JPEG segment before it.
void DropExifSignature(Bytes* exif) {
  constexpr std::string_view kSignature("Exif\0\0", 6);
  if (exif->size() < kSignature.size()) return;
  const std::string_view start(reinterpret_cast<const char*>(exif->data()), kSignature.size());
  if (start == kSignature) exif->erase(exif->begin(), exif->begin() + kSignature.size());
}

// Leaves out what does not fit, with a note; but how the picture is to be turned stays.
void LimitMetadata(ImageFile* file) {
  DropExifSignature(&file->exif);
  const auto drop = [file](Bytes* part, size_t limit, const char* what) {
    if (part->size() <= limit) return;
    part->clear();
    file->note = file->note + (file->note.empty() ? "" : "; ") + what +
                 " larger than a JPEG can hold: left out";
  };
  const uint32_t orientation = ExifOrientation(file->exif);
  drop(&file->exif, kMaxExifBytes, "Exif data");
  if (file->exif.empty() && orientation > 1) file->exif = OrientationExif(orientation);
  drop(&file->icc, kMaxIccBytes, "an ICC profile");
}

}  // namespace

Result<ImageFile> ReadImageFile(ByteSpan bytes, const ReadOptions& options) {
  Result<ImageFile> file = ReadAnyKind(bytes, ByteBudget(options.memory_limit));
  if (!file.ok()) return file;
  if (file.value().raster.has_alpha()) {
    const Status removed = RemoveAlpha(options.background, &file.value().raster);
    if (!removed.ok()) return removed.error();
  }
  LimitMetadata(&file.value());
  return file;
}

}  // namespace jackdaw::images
