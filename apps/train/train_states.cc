#include "apps/train/train_states.h"

#include <algorithm>
#include <cstddef>
#include <type_traits>

#include "codec/coeff/fast/adaptive_state.h"
#include "codec/coeff/fast/fast_slice_coder.h"
#include "codec/coeff/prior/contexts_and_prior.h"
#include "codec/coeff/prior/prior_state.h"
#include "codec/coeff/slices/coeff_header.h"
#include "codec/coeff/slices/slice_coder.h"
#include "codec/coeff/slices/state_file.h"

namespace jackdaw::train {
namespace {

// A coder without output: states learn in place, and every decision is counted in its slot.
template <class States>
class TrainOps {
 public:
  static constexpr bool kDecodes = false;

  // Both must outlive this.
  TrainOps(States* states, SlotCounts* counts) : states_(*states), counts_(*counts) {
    counts->clear();
    for (const auto& state : *states) {
      coeff::ForEachTable(state, [&](const auto& table) {
        tables_.push_back(&table);
        counts->emplace_back(table.slots.size());
      });
    }
  }

  int Bit(int bit, uint32_t) { return bit; }
  int RandomBit(int bit, uint32_t) { return bit; }
  typename States::value_type& LearnedState(size_t component_class) {
    return states_[component_class];
  }
  template <class Table>
  void Observe(const Table& table, size_t slot, int bit) {
    const auto it = std::find(tables_.begin(), tables_.end(), static_cast<const void*>(&table));
    SlotCount& count = counts_[static_cast<size_t>(it - tables_.begin())][slot];
    ++count.total;
    count.ones += static_cast<uint32_t>(bit);
  }

 private:
  States& states_;
  SlotCounts& counts_;
  std::vector<const void*> tables_;  // to know them by their address
};

}  // namespace

template <class States>
void TrainStates(const jpeg::Frame& frame, const std::vector<jpeg::CoeffPlane>& planes,
                 States* states, SlotCounts* counts) {
  const coeff::CoeffHeader header = coeff::AnalysePlanes(frame, planes, 1);
  const coeff::SliceLayout layout = coeff::MakeSliceLayout(header, frame, 0);
  TrainOps<States> coder(states, counts);
  const coeff::UntrainedStates<States> unused;  // the coder keeps states of its own
  if constexpr (std::is_same_v<States, coeff::AdaptiveStates>) {
    coeff::FastSliceCoder<TrainOps<States>>(coder, frame, layout, unused, planes).Run();
  } else {
    coeff::SliceCoder<TrainOps<States>, coeff::ContextsAndPrior>(coder, frame, layout, unused,
                                                                 planes)
        .Run();
  }
}

template void TrainStates(const jpeg::Frame&, const std::vector<jpeg::CoeffPlane>&,
                          coeff::AdaptiveStates*, SlotCounts*);
template void TrainStates(const jpeg::Frame&, const std::vector<jpeg::CoeffPlane>&,
                          coeff::PriorAdaptiveStates*, SlotCounts*);

}  // namespace jackdaw::train
