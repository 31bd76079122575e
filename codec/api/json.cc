#include "codec/api/json.h"

#include <nlohmann/json.hpp>

namespace jackdaw {
namespace {

using Json = nlohmann::ordered_json;

Json ImageToJson(const ImageInfo& image) {
  Json components = Json::array();
  for (const ComponentInfo& c : image.components) {
    components.push_back(Json{{"id", c.id},
                              {"h", c.h},
                              {"v", c.v},
                              {"quant_table", c.quant_table},
                              {"width_blocks", c.width_blocks},
                              {"height_blocks", c.height_blocks}});
  }
  return Json{{"offset", image.offset},
              {"size", image.size},
              {"process", image.process},
              {"precision", image.precision},
              {"width_px", image.width_px},
              {"height_px", image.height_px},
              {"components", std::move(components)},
              {"sampling", image.sampling},
              {"quality_estimate", image.quality_estimate},
              {"num_scans", image.num_scans},
              {"restart_interval", image.restart_interval},
              {"outcome", OutcomeName(image.outcome)},
              {"oddities", image.oddities}};
}

}  // namespace

std::string InfoToJson(const FileInfo& info) {
  Json json{{"is_jkd", info.is_jkd}, {"size", info.size}, {"original_size", info.original_size}};
  if (info.is_jkd) {
    json["format_version"] = info.format_version;
    json["file_name"] = info.file_name;
    json["preset"] = info.preset;
    json["lossy"] = info.lossy;
    json["model"] = info.model;
  }
  json["outcome"] = OutcomeName(info.outcome);
  json["reason"] = info.reason;
  json["images"] = Json::array();
  for (const ImageInfo& image : info.images) json["images"].push_back(ImageToJson(image));
  json["sections"] = Json::array();
  for (const SectionInfo& section : info.sections) {
    json["sections"].push_back(Json{{"name", section.name}, {"bytes", section.bytes}});
  }
  return json.dump(2, ' ', false, Json::error_handler_t::replace);
}

}  // namespace jackdaw
