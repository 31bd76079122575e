// Evaluates a network of restoration (restoration_shape.h) on a part of a lattice of blocks or,
// where it is a fine one, of cells. Positions are either.
//
// Floating point by oneDNN: what comes out may differ between machines in the last bits, and
// depends on which positions are computed together no more than that. oneDNN is loaded when the
// first network is made. In a build without it the same functions exist and say that restoration is
// not built in.
#ifndef JACKDAW_MODELS_PIXELS_RESTORATION_NETWORK_H_
#define JACKDAW_MODELS_PIXELS_RESTORATION_NETWORK_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "jackdaw/result.h"
#include "models/pixels/restoration_file.h"

namespace jackdaw::restoration {

// Loads what networks are evaluated with, if it is not loaded yet. Thread-safe. Errors:
// kUnsupported where restoration is not built in, kIo where oneDNN cannot be loaded. May throw
// std::bad_alloc.
Status LoadRestoration();

// In positions.
struct Lattice {
  uint32_t width = 0, height = 0;
};

// Rows or columns begin to end - 1.
struct LatticeRange {
  uint32_t begin = 0, end = 0;
  uint32_t size() const { return end - begin; }
};

// The positions in some rows and columns of a lattice.
struct LatticeArea {
  LatticeRange rows, cols;
};

// What a network says about an area.
struct RestorationOutput {
  std::vector<float>
      corrections;             // [rows][cols][outputs]: r of restoration_shape.h, or what is added
  std::vector<float> details;  // [rows][cols][details]
};

// kFastest: convolutions in bfloat16 where the processor multiplies that (AVX-512 BF16), which
// takes half the time; results differ by about a hundredth of a correction.
enum class Precision : uint8_t { kFastest, kFloat32 };

class RestorationNetwork {
 public:
  // Writes the features of some positions of a row: [cols][features]. Any columns may be asked for.
  using FeatureRow = std::function<void(uint32_t row, LatticeRange cols, float* out)>;

  // style: the table_values() of the shape. weights need not outlive the call. Errors: as
  // LoadRestoration; kLimitExceeded, kInternal. May throw std::bad_alloc.
  static Result<RestorationNetwork> Make(const RestorationWeights& weights,
                                         std::span<const float> style, Lattice lattice,
                                         Precision precision = Precision::kFastest);
  RestorationNetwork(RestorationNetwork&&) noexcept;
  RestorationNetwork& operator=(RestorationNetwork&&) noexcept;
  ~RestorationNetwork();

  // Asks for the features of the area and of Halo() positions on every side that the lattice has,
  // row by row in ascending order. details: whether that part of *out is made. Runs on the calling
  // thread alone. Errors: kLimitExceeded, kInternal. May throw std::bad_alloc.
  // REQUIRES: the area is not empty and within the lattice.
  Status Compute(LatticeArea area, const FeatureRow& features, bool details,
                 RestorationOutput* out);

 private:
  struct Impl;
  explicit RestorationNetwork(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

// How many rows or columns away what is seen for a block may lie.
uint32_t Halo(const RestorationShape& shape);
// What Make allocates, and Compute for an area of so many rows and columns.
uint64_t ComputeBytes(const RestorationShape& shape, uint32_t num_rows, uint32_t num_cols,
                      bool details);

// The gains and offsets of every convolution for a style: [outputs] gains, then [outputs] offsets,
// one after the other in the order of Convolutions.
std::vector<std::vector<float>> GainsAndOffsets(const RestorationWeights& weights,
                                                std::span<const float> style);

}  // namespace jackdaw::restoration

#endif  // JACKDAW_MODELS_PIXELS_RESTORATION_NETWORK_H_
