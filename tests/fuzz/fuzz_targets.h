// What the fuzzers call, and what FuzzCorpusTest replays: each takes any bytes and tells what went
// wrong, or "" when all is well. Crashes and sanitizer reports speak for themselves.
#ifndef JACKDAW_TESTS_FUZZ_FUZZ_TARGETS_H_
#define JACKDAW_TESTS_FUZZ_FUZZ_TARGETS_H_

#include <string>

#include "base/bytes.h"

namespace jackdaw::test {

// Bytes as a file: compressed without verification, decoded, compared.
std::string FuzzCompress(ByteSpan data);

// Bytes as a .jkd, as they are and with the check in the header made right.
std::string FuzzDecompress(ByteSpan data);

// Bytes as skeleton, facts and coded coefficients, past container and checks: two little-endian
// 16-bit sizes (skeleton, facts), then the three parts.
std::string FuzzJoin(ByteSpan data);
// Input for FuzzJoin made from a JPEG file; empty when it cannot be modelled.
Bytes MakeJoinSeed(ByteSpan jpeg);

// First byte even: the rest is a frame, options (threads, preset) and coded coefficients. Odd: a
// frame, options and plane values, which must survive coding.
std::string FuzzCoefficients(ByteSpan data);

// First byte modulo 6: 0, the rest is a model file; 1, its content; 2, edits of a good content; 3,
// content of a model of the second prior; 4, edits of one; 5, of one that sees all sides. Models
// that are accepted are run.
std::string FuzzPriorModel(ByteSpan data);

// First byte: options. The rest is a JPEG file, whose result must read back and be no larger.
std::string FuzzTranscode(ByteSpan data);

// First byte a multiple of four: the rest is a frame's kind (a byte) and a lossy record. Else: an
// option byte and a JPEG file, whose lossy .jkd must give a file, and pixels where the JPEG does.
std::string FuzzLossy(ByteSpan data);

// First byte: options. The rest is an image file of any kind that encode takes, whose JPEG or .jkd
// must show a picture of its size. In the fuzzer only: it needs the readers of images.
std::string FuzzEncode(ByteSpan data);

// First byte even: the rest is a lossless JPEG, which must come back from its parts and from coded
// samples. Odd: as FuzzJoin, with coded samples.
std::string FuzzLosslessJpeg(ByteSpan data);
// Input for it, of the second kind; empty when the JPEG cannot be modelled.
Bytes MakeLosslessJoinSeed(ByteSpan jpeg);

// First byte: threads, whether headers are asked for, with texture or not, and by which networks in
// how many orientations. The rest is a JPEG file, whose pixels are restored where it has any. From
// 0xC0 on, the rest is a file of networks without its magic and checksum, which is read, and from
// 0xE0 on a packed model.
std::string FuzzRestore(ByteSpan data);

}  // namespace jackdaw::test

#endif  // JACKDAW_TESTS_FUZZ_FUZZ_TARGETS_H_
