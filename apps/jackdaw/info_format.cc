#include "apps/jackdaw/info_format.h"

#include <fmt/format.h>

#include "apps/jackdaw/system/text.h"

namespace jackdaw::app {
namespace {

std::string Row(std::string_view label, const std::string& value) {
  return fmt::format("  {:<14}{}\n", label, value);
}

std::string ImageHeading(const ImageInfo& image) {
  std::string text = fmt::format("{} x {}, {}", image.width_px, image.height_px, image.process);
  if (image.precision != 8) text += fmt::format(", {} bits", image.precision);
  if (!image.sampling.empty()) text += ", " + image.sampling;
  if (image.quality_estimate > 0) text += fmt::format(", quality about {}", image.quality_estimate);
  return text;
}

std::string ImageText(const ImageInfo& image, bool is_main) {
  std::string text = Row(is_main ? "image" : "embedded", ImageHeading(image));
  if (!is_main) {
    text += Row("", fmt::format("{} bytes at offset {}", WithCommas(image.size), image.offset));
  }
  text += Row("  scans", fmt::format("{}", image.num_scans));
  if (image.restart_interval > 0) {
    text += Row("  restarts", fmt::format("every {} MCUs", image.restart_interval));
  }
  for (const ComponentInfo& component : image.components) {
    if (component.width_blocks == 0) {  // lossless
      text += Row("  component",
                  fmt::format("id {}, sampling {}x{}", component.id, component.h, component.v));
      continue;
    }
    text += Row("  component",
                fmt::format("id {}, sampling {}x{}, {} x {} blocks, table {}", component.id,
                            component.h, component.v, component.width_blocks,
                            component.height_blocks, component.quant_table));
  }
  for (const std::string& oddity : image.oddities) text += Row("  oddity", Printable(oddity));
  text += Row("  outcome", OutcomeName(image.outcome));
  return text;
}

std::string JkdText(const FileInfo& info) {
  std::string text =
      Row("original", fmt::format("{} bytes, {:.1f} % saved", WithCommas(info.original_size),
                                  SavedPercent(info.original_size, info.size)));
  text += Row("content hash", info.content_hash);
  text += Row("format", fmt::format("{}", info.format_version));
  if (info.lossy) text += Row("loss", "the JPEG inside is not the one that was compressed");
  if (!info.preset.empty()) {
    text += Row("preset", info.model.empty() ? info.preset : info.preset + ", model " + info.model);
  } else if (!info.model.empty()) {
    text += Row("model", info.model + ", which this build lacks");
  }
  if (!info.file_name.empty()) text += Row("stored name", Printable(info.file_name));
  return text;
}

}  // namespace

std::string InfoText(const std::string& path, const FileInfo& info) {
  std::string text = Printable(path) + '\n';
  text += Row("kind", info.is_jkd ? "Jackdaw file" : info.images.empty() ? "no JPEG" : "JPEG");
  text += Row("size", WithCommas(info.size) + " bytes");
  if (info.is_jkd) text += JkdText(info);
  std::string outcome = OutcomeName(info.outcome);
  if (!info.reason.empty()) outcome += fmt::format(" ({})", Printable(info.reason));
  text += Row("outcome", outcome);
  if (!info.decoded) text += Row("images", "not decoded (see --deep)");
  for (size_t i = 0; i < info.images.size(); ++i) {
    text += ImageText(info.images[i], info.images[i].offset == 0 && i == 0);
  }
  for (const SectionInfo& section : info.sections) {
    const uint64_t total = info.size == 0 ? 1 : info.size;
    text += Row("section",
                fmt::format("{:>13} bytes {:>5.1f} %  {}", WithCommas(section.bytes),
                            100.0 * static_cast<double>(section.bytes) / static_cast<double>(total),
                            Printable(section.name)));
  }
  return text;
}

}  // namespace jackdaw::app
