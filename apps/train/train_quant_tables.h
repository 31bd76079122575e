// The start of the probabilities of quantization tables, as quant_tables_prior.cc: part of the
// format, made only for a new version (docs/format.md §4.5).
#ifndef JACKDAW_APPS_TRAIN_TRAIN_QUANT_TABLES_H_
#define JACKDAW_APPS_TRAIN_TRAIN_QUANT_TABLES_H_

#include <string>
#include <vector>

namespace jackdaw::train {

// From the tables that the lossy mode chooses for JPEG files, each at six values of lambda from 2
// to 250. Throws std::runtime_error.
void TrainQuantTables(const std::vector<std::string>& files, const std::string& output);

}  // namespace jackdaw::train

#endif  // JACKDAW_APPS_TRAIN_TRAIN_QUANT_TABLES_H_
