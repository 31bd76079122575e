// The knob of jackdaw's lossy commands.
#ifndef JACKDAW_APPS_SWEEP_CODECS_JACKDAW_KNOB_H_
#define JACKDAW_APPS_SWEEP_CODECS_JACKDAW_KNOB_H_

#include <optional>
#include <string>
#include <vector>

#include "apps/sweep/codecs/toolbox.h"

namespace jackdaw::sweep {

struct JackdawKnob {
  std::string option;   // "--quality" or "--lambda"
  std::string setting;  // the same without dashes
  std::vector<double> Settings(int count) const;
};

// What `jackdaw COMMAND` of this program has, quality before lambda; empty when it has neither.
std::optional<JackdawKnob> FindJackdawKnob(const Toolbox& toolbox, const std::string& command);

}  // namespace jackdaw::sweep

#endif  // JACKDAW_APPS_SWEEP_CODECS_JACKDAW_KNOB_H_
