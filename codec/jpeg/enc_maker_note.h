// The directories of makers' notes. Their layouts are not published; what is known of them is where
// the directory begins behind the maker's name, and from where its offsets count.
#ifndef JACKDAW_CODEC_JPEG_ENC_MAKER_NOTE_H_
#define JACKDAW_CODEC_JPEG_ENC_MAKER_NOTE_H_

#include <optional>
#include <vector>

#include "codec/jpeg/enc_tiff.h"

namespace jackdaw::jpeg {

struct MakerNote {
  size_t directory = 0;       // in the Exif structure
  std::vector<size_t> bases;  // from where its offsets may count, in the Exif structure
  bool big_endian = false;
};

// Empty where no directory is found. REQUIRES: the note fits in the structure.
std::optional<MakerNote> FindMakerNote(const Tiff& tiff, const Place& note);

// Where fields of 32 bits lie that may be offsets: values of type LONG, offsets of other values, of
// the directory and those below it. REQUIRES: tiff has the byte order of the note.
std::vector<size_t> PlaceFields(const Tiff& tiff, const MakerNote& note);

}  // namespace jackdaw::jpeg

#endif  // JACKDAW_CODEC_JPEG_ENC_MAKER_NOTE_H_
