// Texture: a picture that shows as much fine structure as there was, in place of the most likely
// one, which shows less (docs/design/texture.md).
#ifndef JACKDAW_CODEC_PIXELS_DEC_TEXTURE_H_
#define JACKDAW_CODEC_PIXELS_DEC_TEXTURE_H_

#include "codec/jpeg/jpeg_data.h"
#include "codec/pixels/dec_restoration.h"

namespace jackdaw::pixels {

// Moves corrections of restoration part of the way to those of a network of texture. Both are of
// one component; nothing happens where either is empty.
void MixTexture(const BlockBytes& texture, BlockBytes* corrections);

// Makes fine structure stronger, frequency by frequency, until it is as strong as the levels of the
// component say that it was, or to a bound. Corrections stay inside their intervals. Of an empty
// one nothing.
void StrengthenTexture(const jpeg::FrameComponent& component, const jpeg::CoeffPlane& levels,
                       BlockBytes* corrections);

}  // namespace jackdaw::pixels

#endif  // JACKDAW_CODEC_PIXELS_DEC_TEXTURE_H_
