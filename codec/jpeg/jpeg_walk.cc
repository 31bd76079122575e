#include "codec/jpeg/jpeg_walk.h"

#include <cstring>

namespace jackdaw::jpeg {
namespace {

// Position of the next marker that ends entropy-coded data, from pos on; bytes.size() when none
// does.
size_t EndOfScan(ByteSpan bytes, size_t pos) {
  while (pos < bytes.size()) {
    const void* found = std::memchr(bytes.data() + pos, 0xFF, bytes.size() - pos);
    if (found == nullptr) return bytes.size();
    pos = static_cast<size_t>(static_cast<const uint8_t*>(found) - bytes.data());
    if (pos + 1 >= bytes.size()) return bytes.size();
    const uint8_t code = bytes[pos + 1];
    if (code == 0xFF) {
      ++pos;  // fill byte
    } else if (code == 0x00 || (code >= 0xD0 && code <= 0xD7)) {
      pos += 2;
    } else {
      return pos;
    }
  }
  return bytes.size();
}

bool IsFrameMarker(uint8_t code) {
  return code >= 0xC0 && code <= 0xCF && code != 0xC4 && code != 0xC8 && code != 0xCC;
}

}  // namespace

JpegWalk WalkJpeg(ByteSpan bytes) {
  JpegWalk walk;
  if (bytes.size() < 4 || bytes[0] != 0xFF || bytes[1] != 0xD8) return walk;
  size_t pos = 2;
  bool have_frame = false, have_scan = false;
  while (bytes.size() - pos >= 2 && bytes[pos] == 0xFF) {
    walk.end = pos;
    const uint8_t code = bytes[pos + 1];
    if (code == 0xFF) {
      ++pos;
      continue;
    }
    if (code == 0xD9) {
      walk.end = pos + 2;
      walk.complete = have_scan;
      return walk;
    }
    if (code < 0xC0 || (code >= 0xD0 && code <= 0xD8) || bytes.size() - pos < 4) return walk;
    const size_t length = (size_t{bytes[pos + 2]} << 8) | bytes[pos + 3];
    if (length < 2 || length + 2 > bytes.size() - pos) return walk;
    if (IsFrameMarker(code)) {
      if (have_frame) return walk;
      have_frame = true;
    } else if (code == 0xDD && length == 4 && !have_scan) {
      walk.restart_interval = (uint32_t{bytes[pos + 4]} << 8) | bytes[pos + 5];
    }
    pos += 2 + length;
    if (code == 0xDA) {
      if (!have_frame) return walk;
      have_scan = true;
      const size_t scan_end = EndOfScan(bytes, pos);
      walk.scan_bytes += scan_end - pos;
      pos = scan_end;
    }
    walk.end = pos;
  }
  return walk;
}

ByteSpan HeadersOf(ByteSpan bytes) {
  ByteReader reader(bytes);
  uint16_t start = 0;
  if (!reader.U16Be(&start) || start != 0xFFD8) return {};
  bool have_frame = false;
  uint8_t byte = 0, code = 0;
  while (reader.U8(&byte)) {
    // As decoders do: what is not a marker between segments is skipped.
    if (byte != 0xFF) continue;
    do {
      if (!reader.U8(&code)) return {};
    } while (code == 0xFF);
    const bool stands_alone = code <= 0x01 || (code >= 0xD0 && code <= 0xD8);
    if (stands_alone) continue;
    uint16_t length = 0;
    if (code == 0xD9 || !reader.U16Be(&length) || length < 2 || !reader.Skip(length - size_t{2})) {
      return {};
    }
    have_frame = have_frame || IsFrameMarker(code);
    if (code != 0xDA) continue;
    return have_frame ? bytes.first(reader.position()) : ByteSpan();
  }
  return {};
}

bool CutToHeaders(Bytes* bytes) {
  const size_t size = HeadersOf(*bytes).size();
  if (size > 0) bytes->resize(size);
  return size > 0;
}

}  // namespace jackdaw::jpeg
