// All JSON about the contents of a file is written here: of the C API and of the program alike.
#include <nlohmann/json.hpp>

#include "jackdaw/jackdaw.h"

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
  Json json;
  json["schema"] = kJsonSchema;
  json["kind"] = info.is_jkd ? "jkd" : info.images.empty() ? "other" : "jpeg";
  json["size"] = info.size;
  if (info.is_jkd) {
    json["original_size"] = info.original_size;
    json["content_hash"] = info.content_hash;
    json["format_version"] = info.format_version;
    json["preset"] = info.preset;
    json["lossy"] = info.lossy;
    json["model"] = info.model;
    json["file_name"] = info.file_name;
    json["decoded"] = info.decoded;
  }
  json["outcome"] = OutcomeName(info.outcome);
  if (info.decoded) {
    json["reason"] = info.reason;
    json["images"] = Json::array();
    for (const ImageInfo& image : info.images) json["images"].push_back(ImageToJson(image));
  }
  json["sections"] = Json::array();
  for (const SectionInfo& section : info.sections) {
    json["sections"].push_back(Json{{"name", section.name}, {"bytes", section.bytes}});
  }
  return json.dump(2, ' ', false, Json::error_handler_t::replace);
}

}  // namespace jackdaw
