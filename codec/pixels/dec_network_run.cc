#include "codec/pixels/dec_network_run.h"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <new>
#include <thread>
#include <utility>

namespace jackdaw::pixels {
namespace {

using restoration::Lattice;
using restoration::LatticeArea;
using restoration::LatticeRange;
using restoration::RestorationNetwork;
using restoration::RestorationOutput;
using restoration::RestorationShape;

// Areas that are computed together: large enough that what lies around them, which is computed,
// too, matters little, and no larger than takes tens of megabytes. Whole blocks also in cells.
struct AreaSize {
  uint32_t rows, cols;
};
constexpr AreaSize kAreaOfBlocks = {64, 192}, kAreaOfCells = {128, 512};

uint32_t CellsInBlock(const RestorationShape& shape) {
  const uint32_t across = restoration::kBlockSide / shape.cell;
  return across * across;
}

// The areas of a lattice, row by row.
class Areas {
 public:
  Areas(const RestorationShape& shape, Lattice lattice)
      : size_(shape.is_fine() ? kAreaOfCells : kAreaOfBlocks),
        lattice_(lattice),
        per_row_((lattice.width + size_.cols - 1) / size_.cols),
        count_(per_row_ * ((lattice.height + size_.rows - 1) / size_.rows)) {}

  uint32_t count() const { return count_; }
  AreaSize largest() const {
    return {std::min(size_.rows, lattice_.height), std::min(size_.cols, lattice_.width)};
  }
  LatticeArea Get(uint32_t index) const {
    return {Part(index / per_row_, size_.rows, lattice_.height),
            Part(index % per_row_, size_.cols, lattice_.width)};
  }

 private:
  static LatticeRange Part(uint32_t index, uint32_t size, uint32_t all) {
    return {index * size, std::min((index + 1) * size, all)};
  }
  AreaSize size_;
  Lattice lattice_;
  uint32_t per_row_, count_;
};

// The threads' loop: areas until there is none left.
Status ComputeAreas(const NetworkRun& run, std::atomic<uint32_t>* next, WorkMonitor* monitor) {
  Result<RestorationNetwork> network =
      RestorationNetwork::Make(*run.weights, run.style, run.lattice);
  if (!network.ok()) return network.error();
  const RestorationNetwork::FeatureRow features = run.make_features();
  const RestorationShape& shape = run.weights->shape;
  const Areas areas(shape, run.lattice);
  RestorationOutput output;
  for (;;) {
    const uint32_t index = next->fetch_add(1);
    if (index >= areas.count()) return OkStatus();
    const LatticeArea area = areas.Get(index);
    Status status = network.value().Compute(area, features, run.details, &output);
    if (!status.ok()) return status;
    run.take(area, output);
    const uint64_t positions = uint64_t{area.rows.size()} * area.cols.size();
    if (!Advance(monitor, positions / CellsInBlock(shape))) return OkStatus();
  }
}

Status ComputeOrNoMemory(const NetworkRun& run, std::atomic<uint32_t>* next, WorkMonitor* monitor) {
  try {
    return ComputeAreas(run, next, monitor);
  } catch (const std::bad_alloc&) {
    return Error{ErrorCode::kLimitExceeded, 0, "out of memory"};
  }
}

uint32_t NumThreads(const Areas& areas, int num_threads) {
  return std::min(static_cast<uint32_t>(num_threads), areas.count());
}

}  // namespace

Status RunNetwork(const NetworkRun& run, int num_threads, WorkMonitor* monitor) {
  std::atomic<uint32_t> next{0};
  std::mutex mutex;
  Status first = OkStatus();
  const auto body = [&] {
    Status status = ComputeOrNoMemory(run, &next, monitor);
    const std::lock_guard lock(mutex);
    if (first.ok()) first = std::move(status);
  };
  std::vector<std::thread> threads;
  const uint32_t wanted = NumThreads(Areas(run.weights->shape, run.lattice), num_threads);
  for (uint32_t i = 0; i < wanted; ++i) threads.emplace_back(body);
  for (std::thread& thread : threads) thread.join();
  return first;
}

uint64_t NetworkRunBytes(const RestorationShape& shape, Lattice lattice, bool details,
                         int num_threads) {
  const Areas areas(shape, lattice);
  const AreaSize largest = areas.largest();
  return NumThreads(areas, num_threads) *
         restoration::ComputeBytes(shape, largest.rows, largest.cols, details);
}

}  // namespace jackdaw::pixels
