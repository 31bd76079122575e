#include "tests/images/png_maker.h"

#include <algorithm>

namespace jackdaw::test {
namespace {

void U32Be(uint32_t v, Bytes* out) {
  for (int shift = 24; shift >= 0; shift -= 8) out->push_back(static_cast<uint8_t>(v >> shift));
}

uint32_t Crc(ByteSpan bytes) {
  uint32_t crc = 0xFFFFFFFF;
  for (const uint8_t b : bytes) {
    crc ^= b;
    for (int i = 0; i < 8; ++i) crc = (crc >> 1) ^ (crc % 2 != 0 ? 0xEDB88320u : 0);
  }
  return ~crc;
}

uint32_t Adler(ByteSpan bytes) {
  uint32_t a = 1, b = 0;
  for (const uint8_t byte : bytes) {
    a = (a + byte) % 65521;
    b = (b + a) % 65521;
  }
  return b << 16 | a;
}

void WriteChunk(const std::string& name, ByteSpan payload, Bytes* out) {
  U32Be(static_cast<uint32_t>(payload.size()), out);
  const size_t begin = out->size();
  for (const char c : name) out->push_back(static_cast<uint8_t>(c));
  out->insert(out->end(), payload.begin(), payload.end());
  U32Be(Crc(ByteSpan(*out).subspan(begin)), out);
}

}  // namespace

Bytes ZlibStored(ByteSpan bytes) {
  Bytes out = {0x78, 0x01};
  size_t at = 0;
  do {
    const size_t size = std::min<size_t>(bytes.size() - at, 65535);
    out.push_back(at + size == bytes.size() ? 1 : 0);
    for (const size_t v : {size, ~size}) {
      out.push_back(static_cast<uint8_t>(v));
      out.push_back(static_cast<uint8_t>(v >> 8));
    }
    out.insert(out.end(), bytes.begin() + static_cast<std::ptrdiff_t>(at),
               bytes.begin() + static_cast<std::ptrdiff_t>(at + size));
    at += size;
  } while (at < bytes.size());
  U32Be(Adler(bytes), &out);
  return out;
}

Bytes MakePng(const PngSpec& spec) {
  Bytes out = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
  Bytes header;
  U32Be(spec.width, &header);
  U32Be(spec.height, &header);
  for (const uint8_t b : {spec.bit_depth, spec.colour, uint8_t{0}, uint8_t{0}, spec.interlace}) {
    header.push_back(b);
  }
  WriteChunk("IHDR", header, &out);
  for (const PngChunk& chunk : spec.before) WriteChunk(chunk.name, chunk.payload, &out);
  std::vector<size_t> row_bytes = spec.row_bytes;
  if (row_bytes.empty() && spec.height > 0) {
    row_bytes.assign(spec.height, spec.rows.size() / spec.height);
  }
  Bytes filtered;
  size_t at = 0;
  for (const size_t size : row_bytes) {
    filtered.push_back(0);
    for (size_t i = 0; i < size; ++i) filtered.push_back(spec.rows[at++]);
  }
  WriteChunk("IDAT", ZlibStored(filtered), &out);
  for (const PngChunk& chunk : spec.after) WriteChunk(chunk.name, chunk.payload, &out);
  WriteChunk("IEND", {}, &out);
  return out;
}

}  // namespace jackdaw::test
