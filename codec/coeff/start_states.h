// Where the adaptive states of a slice begin.
#ifndef JACKDAW_CODEC_COEFF_START_STATES_H_
#define JACKDAW_CODEC_COEFF_START_STATES_H_

#include <cstddef>
#include <memory>

namespace jackdaw::coeff {

// States: an array of a type of state by component class. A state of the learned presets is 1.5 MB,
// and most pictures have two of the three classes, so states are made one by one.
template <class States>
class StartStates {
 public:
  using State = typename States::value_type;

  virtual ~StartStates() = default;
  // REQUIRES: component_class < number of classes.
  virtual std::unique_ptr<State> Make(size_t component_class) const = 0;
};

// The state that a component set is coded with. A coder that has LearnedState(class) gives a state
// to go on with, and keeps what it learns; else *own holds the one that `start` makes.
template <class Coder, class States, class State = typename States::value_type>
State& StateInUse(Coder& coder, const StartStates<States>& start, size_t component_class,
                  std::unique_ptr<State>* own) {
  if constexpr (requires { coder.LearnedState(component_class); }) {
    return coder.LearnedState(component_class);
  } else {
    *own = start.Make(component_class);
    return **own;
  }
}

}  // namespace jackdaw::coeff

#endif  // JACKDAW_CODEC_COEFF_START_STATES_H_
