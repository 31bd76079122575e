// Reading of model files, and their content; the format is described in prior_data.h.
#include <zstd.h>

#include "models/prior/prior_data.h"

namespace jackdaw::prior {
namespace {

constexpr std::array<uint8_t, 4> kMagic = {'J', 'K', 'W', '1'};

class ContentWriter {
 public:
  void Put(uint64_t value, int num_bytes) {
    for (int i = 0; i < num_bytes; ++i) out_.push_back(static_cast<uint8_t>(value >> (8 * i)));
  }
  void Network(const PriorNetworkData& network) {
    const PriorShape& shape = network.shape;
    Put(static_cast<uint64_t>(shape.lanes), 1);
    Put(static_cast<uint64_t>(shape.embed), 2);
    Put(static_cast<uint64_t>(shape.context), 2);
    Put(static_cast<uint64_t>(shape.hidden), 1);
    Put(static_cast<uint64_t>(shape.window), 1);
    Put(static_cast<uint64_t>(shape.guide_embed), 2);
    Put(shape.causal ? 1 : 0, 1);
    Put(static_cast<uint64_t>(shape.latents), 1);
    Put(static_cast<uint64_t>(shape.hyper_latents), 1);
    Put(static_cast<uint64_t>(shape.latent_embed), 1);
    for (const uint32_t sigma : network.sigma) Put(sigma, 4);
    for (const uint32_t sigma : network.sigma_guide) Put(sigma, 4);
    for (const PriorLayerData* layer : PriorLayers(network)) {
      Put(static_cast<uint64_t>(layer->shift), 1);
      for (const int16_t w : layer->weights) Put(static_cast<uint16_t>(w), 2);
      for (const int32_t b : layer->bias) Put(static_cast<uint32_t>(b), 4);
    }
    for (const int32_t mean : network.latents.z_mean) Put(static_cast<uint32_t>(mean), 4);
    for (const int32_t scale : network.latents.z_log_scale) Put(static_cast<uint32_t>(scale), 4);
  }
  Bytes Take() { return std::move(out_); }

 private:
  Bytes out_{kMagic.begin(), kMagic.end()};
};

// Reads little-endian numbers; after one that is missing all are 0 and ok() is false.
class ContentReader {
 public:
  explicit ContentReader(ByteSpan content) : reader_(content) {}
  bool ok() const { return ok_; }
  bool AtEnd() const { return reader_.AtEnd(); }
  size_t position() const { return reader_.position(); }

  int Number(size_t num_bytes) {
    uint32_t value = 0;
    const ByteSpan bytes = Take(num_bytes);
    for (size_t i = 0; i < bytes.size(); ++i) value |= uint32_t{bytes[i]} << (8 * i);
    return static_cast<int>(value);
  }
  // Reads as many numbers as *out holds.
  template <class T>
  void Numbers(std::vector<T>* out) {
    const ByteSpan bytes = Take(out->size() * sizeof(T));
    if (!ok_) return;
    for (size_t n = 0; n < out->size(); ++n) {
      uint32_t value = 0;
      for (size_t i = 0; i < sizeof(T); ++i) {
        value |= uint32_t{bytes[n * sizeof(T) + i]} << (8 * i);
      }
      (*out)[n] = static_cast<T>(value);
    }
  }

 private:
  ByteSpan Take(size_t n) {
    ByteSpan bytes;
    ok_ = ok_ && reader_.Take(n, &bytes);
    return bytes;
  }

  ByteReader reader_;
  bool ok_ = true;
};

Status ReadNetwork(ContentReader& reader, PriorNetworkData* network) {
  PriorShape shape;
  shape.lanes = reader.Number(1);
  shape.embed = reader.Number(2);
  shape.context = reader.Number(2);
  shape.hidden = reader.Number(1);
  shape.window = reader.Number(1);
  shape.guide_embed = reader.Number(2);
  const int causal = reader.Number(1);
  shape.causal = causal != 0;
  shape.latents = reader.Number(1);
  shape.hyper_latents = reader.Number(1);
  shape.latent_embed = reader.Number(1);
  const Error truncated = {ErrorCode::kTruncated, reader.position(), "the model ends too early"};
  if (!reader.ok()) return truncated;
  const Status status = CheckPriorShape(shape);
  if (!status.ok()) return status;
  if (causal > 1) {
    return Error{ErrorCode::kLimitExceeded, reader.position(), "unknown kind of network"};
  }
  // At most 15 MiB, by the limits of the shape.
  *network = MakePriorNetworkData(shape);
  reader.Numbers(&network->sigma);
  reader.Numbers(&network->sigma_guide);
  for (PriorLayerData* layer : PriorLayers(network)) {
    layer->shift = reader.Number(1);
    reader.Numbers(&layer->weights);
    reader.Numbers(&layer->bias);
    if (!reader.ok()) return truncated;
  }
  reader.Numbers(&network->latents.z_mean);
  reader.Numbers(&network->latents.z_log_scale);
  if (!reader.ok()) return truncated;
  return CheckPriorNetwork(*network);
}

}  // namespace

Bytes PriorModelContent(const PriorModelData& model) {
  ContentWriter writer;
  writer.Network(model.luma);
  writer.Network(model.chroma);
  return writer.Take();
}

Result<PriorModelData> ParsePriorContent(ByteSpan content) {
  ContentReader reader(content);
  for (const uint8_t byte : kMagic) {
    if (reader.Number(1) != byte) {
      return Error{ErrorCode::kUnsupported, 0, "not a model file of this version"};
    }
  }
  PriorModelData model;
  for (PriorNetworkData* network : {&model.luma, &model.chroma}) {
    const Status status = ReadNetwork(reader, network);
    if (!status.ok()) return status.error();
  }
  if (!reader.AtEnd()) {
    return Error{ErrorCode::kCorrupt, reader.position(), "bytes after the end of the model"};
  }
  if (model.luma.shape.lanes != 1 || model.luma.shape.guide_embed != 0 ||
      model.chroma.shape.lanes != 2) {
    return Error{ErrorCode::kCorrupt, 0, "the model's networks are not of luma and chroma"};
  }
  return model;
}

Result<Bytes> UnpackPriorFile(ByteSpan file) {
  const uint64_t size = ZSTD_getFrameContentSize(file.data(), file.size());
  const size_t frame = ZSTD_findFrameCompressedSize(file.data(), file.size());
  if (size == ZSTD_CONTENTSIZE_ERROR || size == ZSTD_CONTENTSIZE_UNKNOWN ||
      ZSTD_isError(frame) != 0) {
    return Error{ErrorCode::kCorrupt, 0,
                 "the model is not a whole zstd frame that states its size"};
  }
  if (frame != file.size()) return Error{ErrorCode::kCorrupt, frame, "bytes after the model"};
  if (size > kMaxPriorContentBytes) {
    return Error{ErrorCode::kLimitExceeded, 0, "the model is too large"};
  }
  Bytes content(static_cast<size_t>(size));
  const size_t unpacked = ZSTD_decompress(content.data(), content.size(), file.data(), file.size());
  if (ZSTD_isError(unpacked) != 0 || unpacked != content.size()) {
    return Error{ErrorCode::kCorrupt, 0, "the zstd data of the model is damaged"};
  }
  return content;
}

}  // namespace jackdaw::prior
