#include "apps/sweep/codecs/jackdaw_knob.h"

namespace jackdaw::sweep {

std::vector<double> JackdawKnob::Settings(int count) const {
  if (setting == "quality") return WholeSteps(20, 99, count);
  return EqualRatios(1000, 0.1, count);  // squared error that a bit may cost: falls as rate rises
}

std::optional<JackdawKnob> FindJackdawKnob(const Toolbox& toolbox, const std::string& command) {
  for (const char* setting : {"quality", "lambda"}) {
    const std::string option = std::string("--") + setting;
    if (HelpNames(toolbox, command, option)) return JackdawKnob{option, setting};
  }
  return std::nullopt;
}

}  // namespace jackdaw::sweep
