// Trained networks -> integer model file.
#ifndef JACKDAW_APPS_TRAIN_EXPORT_H_
#define JACKDAW_APPS_TRAIN_EXPORT_H_

#include <string>

#include "apps/train/prior_net.h"

namespace jackdaw::train {

// Writes a .jkw file (docs/format_prior.md). Weights are rounded to the finest step whose products
// cannot overflow. Throws std::runtime_error when a weight fits no step or the file cannot be
// written.
void ExportModel(PriorNet luma, PriorNet chroma, const std::string& path);

}  // namespace jackdaw::train

#endif  // JACKDAW_APPS_TRAIN_EXPORT_H_
