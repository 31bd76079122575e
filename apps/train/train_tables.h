// jackdaw-train tables: the rates that step tables are chosen by, learned from the prior
// (docs/training.md, "The step tables").
//
// Alternates: tables by the rates so far, at lambdas log-uniform in 1..600; what the prior spends
// under these tables and under others around them; rates fitted to that.
#ifndef JACKDAW_APPS_TRAIN_TRAIN_TABLES_H_
#define JACKDAW_APPS_TRAIN_TRAIN_TABLES_H_

#include <string>
#include <vector>

#include "apps/train/table_fit.h"

namespace jackdaw::train {

struct TableOptions {
  std::vector<std::string> shards;
  std::string output;  // tables.bin; OUTPUT.csv is the log, OUTPUT.steps.csv the mean tables
  int rounds = 3;
  int images = 820;  // of training, per round
  int held_out = 48;
  int crop = 48;  // luma blocks each way
  int runs = 8;   // tables per image and round
  FitOptions fit;
};

// Throws std::runtime_error.
void TrainTables(const TableOptions& options);

}  // namespace jackdaw::train

#endif  // JACKDAW_APPS_TRAIN_TRAIN_TABLES_H_
