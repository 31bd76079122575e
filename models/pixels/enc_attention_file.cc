#include "models/pixels/enc_attention_file.h"

#include <xxhash.h>

#include <algorithm>

#include "models/pixels/half.h"

namespace jackdaw::attention {
namespace {

constexpr size_t kHashBytes = 8;

Error Corrupt(const char* what) { return Error{ErrorCode::kCorrupt, 0, what}; }

bool IsUsable(uint32_t channels) { return channels > 0 && channels <= kMaxAttentionChannels; }

Status ReadNetwork(ByteReader* reader, AttentionWeights* network) {
  AttentionShape& shape = network->shape;
  if (!reader->U32Le(&shape.embedding) || !reader->U32Le(&shape.hidden)) {
    return Corrupt("a damaged shape");
  }
  if (!IsUsable(shape.embedding) || !IsUsable(shape.hidden)) {
    return Error{ErrorCode::kUnsupported, 0, "a network of unknown shape"};
  }
  const size_t size = shape.num_parameters();
  if (2 * size > reader->remaining()) return Corrupt("parameters are missing");
  network->parameters.resize(size);
  if (!restoration::ReadHalves(reader, network->parameters)) {
    return Corrupt("a parameter that is no number");
  }
  return OkStatus();
}

}  // namespace

Result<AttentionModel> ReadAttentionFile(ByteSpan file) {
  if (file.size() < kAttentionMagic.size() + kHashBytes) {
    return Error{ErrorCode::kTruncated, 0, "too short for attention networks"};
  }
  const ByteSpan content = file.first(file.size() - kHashBytes);
  ByteReader tail(file.last(kHashBytes)), reader(content);
  uint64_t hash = 0;
  ByteSpan magic;
  if (!tail.U64Le(&hash) || !reader.Take(kAttentionMagic.size(), &magic) ||
      !std::equal(magic.begin(), magic.end(), kAttentionMagic.begin())) {
    return Corrupt("holds no attention networks");
  }
  if (XXH64(content.data(), content.size(), 0) != hash) return Corrupt("a wrong checksum");
  AttentionModel model;
  for (AttentionWeights* network : {&model.luma, &model.colour}) {
    const Status read = ReadNetwork(&reader, network);
    if (!read.ok()) return read.error();
  }
  if (!reader.AtEnd()) return Corrupt("bytes behind the last network");
  return model;
}

Result<Bytes> WriteAttentionFile(const AttentionModel& model) {
  ByteWriter out;
  for (const uint8_t letter : kAttentionMagic) out.U8(letter);
  for (const AttentionWeights* network : {&model.luma, &model.colour}) {
    out.U32Le(network->shape.embedding);
    out.U32Le(network->shape.hidden);
    if (!restoration::FitHalves(network->parameters)) {
      return Error{ErrorCode::kInvalidArgument, 0, "a parameter does not fit binary16"};
    }
    restoration::WriteHalves(network->parameters, &out);
  }
  out.U64Le(XXH64(out.bytes().data(), out.size(), 0));
  return out.Take();
}

}  // namespace jackdaw::attention
