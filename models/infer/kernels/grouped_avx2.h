// Dense layers over bytes with AVX2. The products of a group of runs are added in 16 bits, which
// the layer has proven to fit (GroupedBytes), and only their sums are made 32 bits wide: half as
// many multiplications as with a sum for each run.
//
// A template over a function of the including file's unnamed namespace, so that each file has its
// own copies.
#ifndef JACKDAW_MODELS_INFER_KERNELS_GROUPED_AVX2_H_
#define JACKDAW_MODELS_INFER_KERNELS_GROUPED_AVX2_H_

#include <immintrin.h>

#include "models/infer/byte_kernels.h"

namespace jackdaw::infer {

template <__m256i (*Load)(const void*)>
struct GroupedAvx2 {
  // What a tile has of a panel, or of half of one. Runs count from the first of the layer.
  struct Job {
    const int8_t* weights;  // of run 0
    const int8_t* apart;
    const uint16_t* apart_run;
    size_t num_apart;
    const int32_t* bias;
    int first, end;    // runs
    const uint8_t* a;  // of the first run
    size_t a_pitch;
    int32_t* out;
    size_t out_pitch;
  };

  static void Dense(const PackedBytes& layer, int columns, const uint8_t* a, size_t a_pitch,
                    size_t num_rows, int32_t* out, size_t out_pitch) {
    const GroupedBytes& grouped = layer.grouped;
    const int runs = columns / kByteRun;
    Job job = {grouped.weights,        nullptr, nullptr, 0,   layer.bias, layer.first_run,
               layer.first_run + runs, a,       a_pitch, out, out_pitch};
    for (int panel = 0; panel * kPanel < layer.rows; ++panel) {
      SetApart(grouped, panel, &job);
      if (layer.rows - panel * kPanel > kPanel / 2) {
        Rows<2>(job, num_rows);
      } else {
        Rows<1>(job, num_rows);
      }
      job.weights += static_cast<size_t>(layer.columns) * kPanel;
      job.bias += kPanel;
      job.out += kPanel;
    }
  }

 private:
  static constexpr size_t kRunBytes = size_t{kByteRun} * kPanel;  // of a panel
  // Sums of tiles, and 16-bit ones of their group: with weights, a run and a constant they fill 16
  // registers.
  static constexpr size_t kTileSums = 6;

  // Runs that are kept apart and within those of the job.
  static void SetApart(const GroupedBytes& grouped, int panel, Job* job) {
    uint32_t begin = grouped.apart_begin[panel], end = grouped.apart_begin[panel + 1];
    while (begin < end && grouped.apart_run[begin] < job->first) ++begin;
    while (begin < end && grouped.apart_run[end - 1] >= job->end) --end;
    job->apart = grouped.apart + begin * kRunBytes;
    job->apart_run = grouped.apart_run + begin;
    job->num_apart = end - begin;
  }

  // All rows of one place of the outputs, in tiles of about equal height.
  template <int kVectors>
  static void Rows(Job job, size_t num_rows) {
    constexpr size_t kMaxRows = kTileSums / kVectors;
    for (size_t tiles = (num_rows + kMaxRows - 1) / kMaxRows; tiles > 0; --tiles) {
      const size_t rows = num_rows / tiles;
      switch (rows) {
        case 1:
          Tile<1, kVectors>(job);
          break;
        case 2:
          Tile<2, kVectors>(job);
          break;
        case 3:
          Tile<3, kVectors>(job);
          break;
        case 4:
          Tile<(kMaxRows > 3 ? 4 : 1), kVectors>(job);
          break;
        case 5:
          Tile<(kMaxRows > 3 ? 5 : 1), kVectors>(job);
          break;
        default:
          Tile<(kMaxRows > 3 ? 6 : 1), kVectors>(job);
          break;
      }
      job.a += rows * job.a_pitch;
      job.out += rows * job.out_pitch;
      num_rows -= rows;
    }
  }

  static __m256i Broadcast(const uint8_t* x) {
    int run;
    __builtin_memcpy(&run, x, sizeof(run));
    return _mm256_set1_epi32(run);
  }

  // The compiler must not add in another order, which would take more registers than there are.
  static __m256i InOrder(__m256i sum) {
    __asm__("" : "+x"(sum));
    return sum;
  }

  template <int kRows, int kVectors>
  struct Sums {
    __m256i sum[kRows][kVectors];

    // Adds kRuns runs of one group.
    template <int kRuns>
    inline __attribute__((always_inline)) void Add(const int8_t* weights, const uint8_t* a,
                                                   size_t a_pitch) {
      __m256i group[kRows][kVectors];
      for (int run = 0; run < kRuns; ++run) {
        __m256i w[kVectors];
        for (int v = 0; v < kVectors; ++v) w[v] = Load(weights + 32 * v);
        for (int r = 0; r < kRows; ++r) {
          const __m256i x = Broadcast(a + static_cast<size_t>(r) * a_pitch);
          for (int v = 0; v < kVectors; ++v) {
            const __m256i pairs = _mm256_maddubs_epi16(x, w[v]);
            group[r][v] = InOrder(run == 0 ? pairs : _mm256_add_epi16(group[r][v], pairs));
          }
        }
        weights += kRunBytes;
        a += kByteRun;
      }
      for (int r = 0; r < kRows; ++r) {
        for (int v = 0; v < kVectors; ++v) {
          sum[r][v] =
              _mm256_add_epi32(sum[r][v], _mm256_madd_epi16(group[r][v], _mm256_set1_epi16(1)));
        }
      }
    }
  };

  template <int kRows, int kVectors>
  static void Tile(const Job& job) {
    Sums<kRows, kVectors> sums;
    for (int v = 0; v < kVectors; ++v) {
      const __m256i bias = Load(job.bias + 8 * v);
      for (int r = 0; r < kRows; ++r) sums.sum[r][v] = bias;
    }
    const int8_t* weights = job.weights + static_cast<size_t>(job.first) * kRunBytes;
    const uint8_t* a = job.a;
    for (int run = job.first; run < job.end;) {
      // A part of a group that fits does, too.
      const int group_rest = kGroupRuns - run % kGroupRuns, job_rest = job.end - run;
      const int rest = group_rest < job_rest ? group_rest : job_rest;
      const int count = rest == kGroupRuns ? rest : rest >= 2 ? 2 : 1;
      if (count == kGroupRuns) {
        sums.template Add<kGroupRuns>(weights, a, job.a_pitch);
      } else if (count == 2) {
        sums.template Add<2>(weights, a, job.a_pitch);
      } else {
        sums.template Add<1>(weights, a, job.a_pitch);
      }
      run += count;
      weights += static_cast<size_t>(count) * kRunBytes;
      a += count * kByteRun;
    }
    for (size_t i = 0; i < job.num_apart; ++i) {
      sums.template Add<1>(job.apart + i * kRunBytes,
                           job.a + (job.apart_run[i] - job.first) * kByteRun, job.a_pitch);
    }
    for (int r = 0; r < kRows; ++r) {
      int32_t* out = job.out + static_cast<size_t>(r) * job.out_pitch;
      for (int v = 0; v < kVectors; ++v) {
        _mm256_storeu_si256(reinterpret_cast<__m256i*>(out + 8 * v), sums.sum[r][v]);
      }
    }
  }
};

}  // namespace jackdaw::infer

#endif  // JACKDAW_MODELS_INFER_KERNELS_GROUPED_AVX2_H_
