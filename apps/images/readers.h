// The readers of the kinds of files, a file each.
#ifndef JACKDAW_APPS_IMAGES_READERS_H_
#define JACKDAW_APPS_IMAGES_READERS_H_

#include "apps/images/image_file.h"
#include "base/byte_budget.h"

namespace jackdaw::images {

// Whether the bytes start like a file of the kind.
bool IsPng(ByteSpan bytes);
bool IsPnm(ByteSpan bytes);
bool IsWebp(ByteSpan bytes);
bool IsJpeg(ByteSpan bytes);

// All charge the budget with what they allocate. The rasters may have alpha.
Result<ImageFile> ReadPng(ByteSpan bytes, ByteBudget budget);
Result<ImageFile> ReadPnm(ByteSpan bytes, ByteBudget budget);
Result<ImageFile> ReadWebp(ByteSpan bytes, ByteBudget budget);
// Also .jkd files.
Result<ImageFile> ReadJpeg(ByteSpan bytes, ByteBudget budget);

// The parts of `file` that segments before the first scan of a JPEG hold.
void TakeMetadata(ByteSpan jpeg_headers, ImageFile* file);

// Sets the size of a raster and allocates its samples, 8 or 16 bits each. Errors: kCorrupt without
// pixels; kUnsupported above kMaxSide; kLimitExceeded.
Status Allocate(uint64_t width, uint64_t height, int channels, bool is_wide, ByteBudget* budget,
                Raster* raster);

// Leaves the alpha channel out, as ReadOptions says. REQUIRES: raster->has_alpha().
Status RemoveAlpha(const std::optional<Colour>& background, Raster* raster);

}  // namespace jackdaw::images

#endif  // JACKDAW_APPS_IMAGES_READERS_H_
