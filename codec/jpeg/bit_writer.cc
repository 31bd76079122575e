#include "codec/jpeg/bit_writer.h"

namespace jackdaw::jpeg {

uint8_t* ScanBitWriter::Bits::StuffWord(uint64_t word, uint8_t* next) {
  for (int shift = 56; shift >= 0; shift -= 8) next = StuffByte(word >> shift, next);
  return next;
}

}  // namespace jackdaw::jpeg
