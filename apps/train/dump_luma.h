// The first component of JPEGs as plain numbers, for fit_prediction.py.
#ifndef JACKDAW_APPS_TRAIN_DUMP_LUMA_H_
#define JACKDAW_APPS_TRAIN_DUMP_LUMA_H_

#include <string>
#include <vector>

namespace jackdaw::train {

// Writes FOLDER/NAME.bin for every JPEG file NAME.*, and returns of how many it could: int32 rows,
// columns; uint16 quant[64]; int16 levels[rows][columns][64]; all in natural order and the
// machine's byte order.
int DumpLuma(const std::vector<std::string>& files, const std::string& folder);

}  // namespace jackdaw::train

#endif  // JACKDAW_APPS_TRAIN_DUMP_LUMA_H_
