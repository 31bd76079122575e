// The public function DecompressJkdPixels: options are checked here and std::bad_alloc stops here.
#include "codec/api/dec_pixels_file.h"

#include <algorithm>
#include <limits>
#include <new>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "base/errors.h"
#include "codec/api/check_options.h"
#include "codec/container/dec_file.h"
#include "codec/jpeg/jpeg_codec.h"
#include "codec/pixels/dec_centred_corrections.h"
#include "codec/pixels/dec_pixels.h"
#include "codec/pixels/dec_restoration.h"
#include "codec/pixels/dec_sample_pixels.h"
#include "codec/pixels/dec_texture.h"
#include "codec/quant/lossy_record.h"

namespace jackdaw {
namespace api {
namespace {

// The offsets of a lossy file, per component of its main image; none for others.
Result<std::vector<quant::CentroidOffsets>> ReadOffsets(
    std::span<const container::Section> sections, const jpeg::Frame& frame) {
  const auto section = std::find_if(
      sections.begin(), sections.end(),
      [](const container::Section& s) { return s.type == container::SectionType::kLossy; });
  if (section == sections.end()) return std::vector<quant::CentroidOffsets>();
  Result<quant::LossyRecord> record = quant::ParseLossyRecord(section->payload, frame);
  if (!record.ok()) return record.error();
  return std::move(record.value().offsets);
}

// Errors: kInvalidArgument for a file that cannot be used, kLimitExceeded.
Result<pixels::Networks> NetworksOf(std::span<const uint8_t> weights, bool texture,
                                    uint64_t memory_left) {
  Result<pixels::Networks> networks = pixels::ReadNetworks(weights, texture, memory_left);
  if (networks.ok()) return networks;
  const std::string what = texture ? "texture" : "restoration";
  if (networks.error().code == ErrorCode::kLimitExceeded) {
    return Error{ErrorCode::kLimitExceeded, 0,
                 "the networks of " + what + " exceed the memory limit"};
  }
  return Error{ErrorCode::kInvalidArgument, 0,
               "networks of " + what + ": " + networks.error().message};
}

// What restoration takes of the time, where a network of texture looks at luma, too.
constexpr uint32_t kPerMilleBesideTexture = 800;

// What the options ask for.
struct ChosenNetworks {
  pixels::Networks restoration;
  // Of texture, for components by themselves alone.
  std::optional<pixels::Networks> texture;
};

Result<ChosenNetworks> NetworksFor(const DecompressOptions& options, uint64_t memory_left) {
  const auto read = [&](std::span<const uint8_t> weights, bool texture) {
    return weights.empty() ? pixels::ShippedNetworks(texture)
                           : NetworksOf(weights, texture, memory_left);
  };
  Result<pixels::Networks> restoration = read(options.restoration.weights, false);
  if (!restoration.ok()) return restoration.error();
  ChosenNetworks chosen{std::move(restoration).value(), std::nullopt};
  chosen.restoration.orientations = options.restoration.all_orientations ? 8 : 1;
  if (!options.texture.on) return chosen;
  Result<pixels::Networks> texture = read(options.texture.weights, true);
  if (!texture.ok()) return texture.error();
  pixels::Networks& networks = texture.value();
  if (networks.pair.has_value()) chosen.restoration.pair = std::move(networks.pair);
  if (!networks.alone.has_value()) return chosen;
  networks.pair.reset();
  networks.orientations = 1;  // the mean of textures is none
  chosen.texture = std::move(networks);
  return chosen;
}

// Corrections, and details of chroma, as the networks say.
Result<std::vector<pixels::ComponentRestoration>> Restore(const PixelSource& source,
                                                          const DecompressOptions& options,
                                                          const ChosenNetworks& networks,
                                                          WorkMonitor* monitor) {
  const auto restore = [&](const pixels::Networks& with, uint32_t per_mille) {
    return pixels::RestoreLevels(source.frame, source.planes, source.colour_space, with,
                                 options.num_threads, monitor, per_mille);
  };
  auto restored =
      restore(networks.restoration, networks.texture.has_value() ? kPerMilleBesideTexture : 1000);
  if (!restored.ok()) return restored.error();
  if (networks.texture.has_value() && !IsCancelled(monitor)) {
    const auto texture = restore(*networks.texture, 1000);
    if (!texture.ok()) return texture.error();
    for (size_t i = 0; i < texture.value().size(); ++i) {
      pixels::MixTexture(texture.value()[i].corrections, &restored.value()[i].corrections);
    }
  }
  if (IsCancelled(monitor)) return CancelledError();
  for (size_t i = 0; i < restored.value().size(); ++i) {
    const jpeg::FrameComponent& component = source.frame.components[i];
    pixels::BlockBytes* corrections = &restored.value()[i].corrections;
    if (i < source.offsets.size()) {
      pixels::CentreCorrections(component, source.planes[i], source.offsets[i], corrections);
    }
    const bool is_chroma = i > 0 && source.colour_space == jpeg::ColourSpace::kYcc;
    if (options.texture.on && !is_chroma) {
      pixels::StrengthenTexture(component, source.planes[i], corrections);
    }
  }
  return restored;
}

}  // namespace

Error NoPixels(const std::string& why, bool is_jkd) {
  return Error{ErrorCode::kUnsupported, 0,
               why + ": no pixels can be made of it" +
                   (is_jkd ? " (decompress without --pixels still gives the file)" : "")};
}

Result<Pixels> MakePixels(const PixelSource& source, const DecompressOptions& options,
                          uint64_t memory_left, WorkMonitor* monitor) {
  const Status supported = pixels::CheckSupported(source.frame, source.colour_space);
  if (!supported.ok()) {
    return supported.error().code == ErrorCode::kUnsupported
               ? NoPixels(supported.error().message, source.is_jkd)
               : supported.error();
  }
  const bool restores = options.restore || options.texture.on;
  uint64_t bytes = pixels::PixelBytes(source.frame);
  ChosenNetworks networks;
  if (restores) {
    auto read = NetworksFor(options, memory_left);
    if (!read.ok()) return read.error();
    networks = std::move(read).value();
    const auto add = [&](const pixels::Networks& each) {
      bytes +=
          pixels::RestorationBytes(source.frame, source.colour_space, each, options.num_threads);
    };
    add(networks.restoration);
    if (networks.texture.has_value()) add(*networks.texture);
  }
  if (bytes > memory_left) {
    return TooLittleMemory("the pixels need", options.memory_limit - memory_left + bytes);
  }
  std::vector<pixels::ComponentRestoration> restoration;
  if (restores) {
    auto restored = Restore(source, options, networks, monitor);
    if (!restored.ok()) return restored.error();
    restoration = std::move(restored).value();
  }
  Result<Pixels> made = pixels::ReconstructPixels(source.frame, source.planes, source.offsets,
                                                  source.colour_space, restoration);
  if (made.ok()) {
    made.value().restored = restores;
    made.value().textured = options.texture.on;
  }
  return made;
}

Result<Pixels> MakeSamplePixels(const SampleSource& source, const DecompressOptions& options,
                                uint64_t memory_left) {
  const uint64_t bytes = pixels::SamplePixelBytes(source.frame);
  if (bytes > memory_left) {
    return TooLittleMemory("the pixels need", options.memory_limit - memory_left + bytes);
  }
  Result<Pixels> made = pixels::PixelsOfSamples(source.frame, source.planes, source.point_transform,
                                                source.colour_space);
  if (!made.ok() && made.error().code == ErrorCode::kUnsupported) {
    return NoPixels(made.error().message, source.is_jkd);
  }
  return made;
}

Result<std::optional<Pixels>> PixelsOfPlanes(ByteSpan jkd, const DecompressOptions& options,
                                             const coeff::Tools& tools) {
  const Result<container::DecodedFile> file = container::DecodeMainImage(jkd, options, tools);
  if (!file.ok()) return file.error();
  if (file.value().samples.has_value()) {
    const container::MainSamples& main = *file.value().samples;
    uint64_t plane_bytes = 0;  // taken off the limit by the decoder, too
    for (const lossless_jpeg::SamplePlane& plane : main.planes) {
      plane_bytes += plane.samples.size() * sizeof(uint16_t);
    }
    Result<Pixels> made =
        MakeSamplePixels({main.frame, main.planes, main.point_transform, main.colour_space, true},
                         options, options.memory_limit - plane_bytes);
    if (!made.ok()) return made.error();
    made.value().headers = main.headers;
    return std::optional<Pixels>(std::move(made).value());
  }
  if (!file.value().main.has_value()) return std::optional<Pixels>();
  const container::MainImage& main = *file.value().main;
  const auto offsets = ReadOffsets(file.value().sections, main.frame);
  if (!offsets.ok()) return offsets.error();
  // The decoder took the planes off the limit, too, so this does not wrap.
  const PixelSource source{main.frame, main.planes, offsets.value(), main.colour_space, true};
  Result<Pixels> pixels = MakePixels(
      source, options, options.memory_limit - jpeg::PlaneBytes(main.frame), tools.monitor);
  if (!pixels.ok()) return pixels.error();
  pixels.value().headers = main.headers;
  return std::optional<Pixels>(std::move(pixels).value());
}

}  // namespace api

Status LoadRestoration() {
  try {
    return pixels::LoadRestoration();
  } catch (const std::bad_alloc&) {
    return api::NoMemory();
  }
}

bool CanRestorePixels() { return LoadRestoration().ok(); }

Status CheckRestorationNetworks(std::span<const uint8_t> weights) {
  try {
    const auto networks = pixels::ReadNetworks(weights, true, std::numeric_limits<uint64_t>::max());
    if (networks.ok()) return OkStatus();
    return Error{ErrorCode::kInvalidArgument, 0, networks.error().message};
  } catch (const std::bad_alloc&) {
    return api::NoMemory();
  }
}

Result<Pixels> DecompressJkdPixels(std::span<const uint8_t> jkd, const DecompressOptions& options) {
  coeff::CallTools tools(options.kernels, options.monitor);
  const Status valid = api::CheckRun(options.num_threads, tools);
  if (!valid.ok()) return valid.error();
  try {
    Result<std::optional<Pixels>> pixels = api::PixelsOfPlanes(jkd, options, tools.get());
    if (!pixels.ok()) return tools.Finish<Pixels>(pixels.error());
    if (!pixels.value().has_value()) {
      return Error{ErrorCode::kUnsupported, 0, "holds no JPEG that is modelled as a whole"};
    }
    return tools.Finish<Pixels>(*std::move(pixels).value());
  } catch (const std::bad_alloc&) {
    return api::NoMemory();
  }
}

}  // namespace jackdaw
