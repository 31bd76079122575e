// The parts of the report's page, embedded at build time from page/.
#ifndef JACKDAW_APPS_SWEEP_REPORT_PAGE_DATA_H_
#define JACKDAW_APPS_SWEEP_REPORT_PAGE_DATA_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace jackdaw {

extern const uint8_t kPageTemplateFile[];
extern const size_t kPageTemplateFileSize;
extern const uint8_t kPageStyleFile[];
extern const size_t kPageStyleFileSize;
extern const uint8_t kPageModelFile[];
extern const size_t kPageModelFileSize;
extern const uint8_t kPagePlotFile[];
extern const size_t kPagePlotFileSize;
extern const uint8_t kPageTablesFile[];
extern const size_t kPageTablesFileSize;
extern const uint8_t kPageCropsFile[];
extern const size_t kPageCropsFileSize;
extern const uint8_t kPageMainFile[];
extern const size_t kPageMainFileSize;

}  // namespace jackdaw

namespace jackdaw::sweep {

// HTML with the placeholders /*STYLE*/, /*DATA*/ and /*SCRIPT*/, in this order.
std::string_view PageTemplate();
std::string_view PageStyle();
// All scripts in the order in which they need each other.
std::string PageScript();

}  // namespace jackdaw::sweep

#endif  // JACKDAW_APPS_SWEEP_REPORT_PAGE_DATA_H_
