// The latents straight from their definition: whole planes, 64-bit sums, one position at a time.
#ifndef JACKDAW_TESTS_PRIOR_REFERENCE_LATENTS_H_
#define JACKDAW_TESTS_PRIOR_REFERENCE_LATENTS_H_

#include <cstdint>
#include <vector>

#include "models/prior/prior_data.h"

namespace jackdaw::test {

// values: [rows][columns][channels]. Positions outside count as zero.
struct ReferencePlane {
  int64_t rows = 0, columns = 0, channels = 0;
  std::vector<int32_t> values;

  ReferencePlane(int64_t rows, int64_t columns, int64_t channels);
  int32_t At(int64_t row, int64_t column, int64_t channel) const;
  int32_t& Set(int64_t row, int64_t column, int64_t channel);
};

// y and z, integers, of the embeddings of a grid of blocks.
ReferencePlane ReferenceY(const PriorLatentsData& latents, const ReferencePlane& embeddings);
ReferencePlane ReferenceZ(const PriorLatentsData& latents, const ReferencePlane& y);
// Means, then clamped log scales of y, Q12.
ReferencePlane ReferenceHyper(const PriorLatentsData& latents, const ReferencePlane& z);
// What y tells every block of the padded grid.
ReferencePlane ReferenceFeatures(const PriorLatentsData& latents, const ReferencePlane& y);

}  // namespace jackdaw::test

#endif  // JACKDAW_TESTS_PRIOR_REFERENCE_LATENTS_H_
