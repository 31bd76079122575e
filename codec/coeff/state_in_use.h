// The adaptive state that a component set is coded with.
#ifndef JACKDAW_CODEC_COEFF_STATE_IN_USE_H_
#define JACKDAW_CODEC_COEFF_STATE_IN_USE_H_

#include <cstddef>
#include <memory>

namespace jackdaw::coeff {

// States: an array of State by component class. A coder that has LearnedState(class) gives a state
// to go on with, and keeps what it learns; else *own holds a copy of the class's entry in `start`.
template <class Coder, class States, class State = typename States::value_type>
State& StateInUse(Coder& coder, const States& start, size_t component_class,
                  std::unique_ptr<State>* own) {
  if constexpr (requires { coder.LearnedState(component_class); }) {
    return coder.LearnedState(component_class);
  } else {
    *own = std::make_unique<State>(start[component_class]);
    return **own;
  }
}

}  // namespace jackdaw::coeff

#endif  // JACKDAW_CODEC_COEFF_STATE_IN_USE_H_
