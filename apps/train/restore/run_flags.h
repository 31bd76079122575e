// Flags that all trainings on pictures have.
#ifndef JACKDAW_APPS_TRAIN_RESTORE_RUN_FLAGS_H_
#define JACKDAW_APPS_TRAIN_RESTORE_RUN_FLAGS_H_

#include <CLI/CLI.hpp>

namespace jackdaw::train {

template <class Options>
void AddRunFlags(CLI::App* command, Options* o) {
  command->add_option("--seed", o->seed)->capture_default_str();
  command->add_option("--threads", o->threads)->capture_default_str();
  command->add_option("--report-every", o->report_seconds, "seconds")->capture_default_str();
  command->add_option("--save-every", o->save_seconds, "seconds")->capture_default_str();
  command->add_option("--max-pixels", o->max_pixels, "JPEG pictures are halved to this size")
      ->capture_default_str();
}

}  // namespace jackdaw::train

#endif  // JACKDAW_APPS_TRAIN_RESTORE_RUN_FLAGS_H_
