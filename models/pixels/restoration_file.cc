#include "models/pixels/restoration_file.h"

#include <xxhash.h>

#include <algorithm>
#include <array>

#include "models/pixels/half.h"

namespace jackdaw::restoration {
namespace {

constexpr size_t kHashBytes = 8;
// What a shape may be: far above all that is trained, far below what takes memory.
constexpr uint32_t kMaxNetworks = 8, kMaxChannels = 1024, kMaxPairs = 64;

Error Corrupt(const char* what) { return Error{ErrorCode::kCorrupt, 0, what}; }

bool IsUsable(const RestorationShape& s) {
  const auto is_kernel = [](uint32_t k) { return k == 1 || k == 3; };
  return (s.components == 1 || s.components == 2) && s.channels > 0 && s.channels <= kMaxChannels &&
         s.pairs <= kMaxPairs && is_kernel(s.first_kernel) && is_kernel(s.last_kernel) &&
         (s.sampling_values == 0 || s.sampling_values == 2) &&
         (s.detail_blocks == 0 || s.detail_blocks == 4) &&
         (s.cell == kBlockSide || s.cell == kFineCell);
}

size_t DenseParameters(size_t inputs, size_t outputs) { return (inputs + 1) * outputs; }

size_t StyleParameters(const RestorationShape& shape) {
  return DenseParameters(shape.table_values(), kStyleHidden) +
         DenseParameters(kStyleHidden, kStyle);
}

bool ReadShape(ByteReader* reader, RestorationShape* shape) {
  uint32_t guided = 0;
  const bool ok = reader->U32Le(&shape->components) && reader->U32Le(&shape->channels) &&
                  reader->U32Le(&shape->pairs) && reader->U32Le(&shape->first_kernel) &&
                  reader->U32Le(&shape->last_kernel) && reader->U32Le(&guided) &&
                  reader->U32Le(&shape->sampling_values) && reader->U32Le(&shape->detail_blocks) &&
                  reader->U32Le(&shape->cell);
  shape->guided = guided == 1;
  return ok && guided <= 1;
}

bool ReadRows(ByteReader* reader, size_t rows, std::span<float> weights) {
  std::vector<float> scales(rows);
  ByteSpan multiples;
  if (!ReadHalves(reader, scales) || !reader->Take(weights.size(), &multiples)) return false;
  const size_t per_row = weights.size() / rows;
  for (size_t i = 0; i < weights.size(); ++i) {
    weights[i] = scales[i / per_row] * static_cast<float>(static_cast<int8_t>(multiples[i]));
  }
  return true;
}

bool ReadParameters(ByteReader* reader, RestorationWeights* network) {
  const std::span<float> all = network->parameters;
  size_t at = 0;
  for (const ConvolutionPlace& place : Convolutions(network->shape)) {
    const size_t rows = 2 * size_t{place.outputs};
    if (!ReadHalves(reader, all.subspan(at, place.weights - at)) ||
        !ReadRows(reader, place.outputs, all.subspan(place.weights, place.style - place.weights)) ||
        !ReadRows(reader, rows, all.subspan(place.style, kStyle * rows))) {
      return false;
    }
    at = place.style + kStyle * rows;
  }
  return ReadHalves(reader, all.subspan(at));
}

bool BeginsWith(ByteSpan file, std::span<const uint8_t> magic) {
  return file.size() >= magic.size() && std::equal(magic.begin(), magic.end(), file.begin());
}

Result<std::vector<RestorationWeights>> ReadContent(ByteSpan file) {
  if (file.size() < kRestorationMagic.size() + 4 + kHashBytes) {
    return Error{ErrorCode::kTruncated, 0, "too short for restoration networks"};
  }
  const ByteSpan content = file.first(file.size() - kHashBytes);
  ByteReader tail(file.last(kHashBytes)), reader(content);
  uint64_t hash = 0;
  ByteSpan magic;
  uint32_t count = 0;
  if (!tail.U64Le(&hash) || !reader.Take(kRestorationMagic.size(), &magic) ||
      !reader.U32Le(&count) || !BeginsWith(magic, kRestorationMagic)) {
    return Corrupt("holds no restoration networks");
  }
  if (XXH64(content.data(), content.size(), 0) != hash) return Corrupt("a wrong checksum");
  if (count > kMaxNetworks) return Corrupt("too many networks");
  std::vector<RestorationWeights> networks(count);
  for (RestorationWeights& network : networks) {
    if (!ReadShape(&reader, &network.shape)) return Corrupt("a damaged shape");
    if (!IsUsable(network.shape)) {
      return Error{ErrorCode::kUnsupported, 0, "a network of unknown shape"};
    }
    const size_t size = NumParameters(network.shape);
    if (size > reader.remaining()) return Corrupt("parameters are missing");
    network.parameters.resize(size);
    if (!ReadParameters(&reader, &network)) {
      return Corrupt("parameters are missing, or are no numbers");
    }
  }
  if (!reader.AtEnd()) return Corrupt("bytes behind the last network");
  return networks;
}

}  // namespace

std::vector<ConvolutionPlace> Convolutions(const RestorationShape& shape) {
  const uint32_t c = shape.channels;
  std::vector<ConvolutionPlace> places;
  places.push_back({shape.features(), c, shape.first_kernel});
  places.resize(1 + 2 * size_t{shape.pairs}, {c, c, 3});
  places.push_back({c, shape.outputs(), shape.last_kernel});
  if (shape.details() > 0) places.push_back({c, shape.details(), 1});
  size_t at = StyleParameters(shape);
  for (ConvolutionPlace& place : places) {
    place.weights = at;
    place.style = at + size_t{place.outputs} * place.inputs * place.kernel * place.kernel;
    at = place.style + DenseParameters(kStyle, 2 * size_t{place.outputs});
  }
  return places;
}

size_t NumParameters(const RestorationShape& shape) {
  const ConvolutionPlace last = Convolutions(shape).back();
  return last.style + DenseParameters(kStyle, 2 * size_t{last.outputs});
}

Result<std::vector<RestorationWeights>> ReadRestorationFile(ByteSpan file,
                                                            uint64_t max_content_bytes) {
  if (!BeginsWith(file, kRestorationMagic)) {
    const Result<Bytes> content = weights::UnpackModelFile(file, max_content_bytes);
    if (!content.ok()) return content.error();
    return ReadContent(content.value());
  }
  return ReadContent(file);
}

}  // namespace jackdaw::restoration
