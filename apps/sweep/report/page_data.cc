#include "apps/sweep/report/page_data.h"

namespace jackdaw::sweep {
namespace {

std::string_view Text(const uint8_t* data, size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

}  // namespace

std::string_view PageTemplate() { return Text(kPageTemplateFile, kPageTemplateFileSize); }

std::string_view PageStyle() { return Text(kPageStyleFile, kPageStyleFileSize); }

std::string PageScript() {
  std::string script;
  script += Text(kPageModelFile, kPageModelFileSize);
  script += Text(kPagePlotFile, kPagePlotFileSize);
  script += Text(kPageTablesFile, kPageTablesFileSize);
  script += Text(kPageCropsFile, kPageCropsFileSize);
  script += Text(kPageMainFile, kPageMainFileSize);
  return script;
}

}  // namespace jackdaw::sweep
