#include "apps/train/train_quant_tables.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <random>
#include <stdexcept>

#include "apps/train/files/read_file.h"
#include "codec/jpeg/colour_space.h"
#include "codec/jpeg/jpeg_codec.h"
#include "codec/lossy/enc_chosen_image.h"
#include "codec/lossy/enc_lossy_input.h"
#include "codec/tables/enc_quant_tables.h"

namespace jackdaw::train {
namespace {

constexpr int kLambdasPerFile = 6;
constexpr double kMinLambda = 2, kMaxLambda = 250;
constexpr int kRounds = 4;

// The tables of one lossy file.
struct Sample {
  std::vector<tables::QuantTable> tables;
  std::vector<tables::QuantTableBase> bases;
};

// Counts cost and keeps what was decided in each slot.
class TrainCoder {
 public:
  int Bit(int bit, uint32_t p1_q16) {
    bits_ += 16 - std::log2(bit != 0 ? p1_q16 : 65536 - p1_q16);
    return bit;
  }
  void Observe(size_t slot, int bit) {
    if (sequences_ != nullptr) (*sequences_)[slot].push_back(static_cast<uint8_t>(bit));
  }
  // For each slot its decisions; kNewSample stands between those of two samples.
  using Sequences = std::vector<std::vector<uint8_t>>;
  static constexpr uint8_t kNewSample = 2;
  void KeepIn(Sequences* sequences) { sequences_ = sequences; }
  double bits() const { return bits_; }

 private:
  double bits_ = 0;
  Sequences* sequences_ = nullptr;
};

// Tables that a file of the lossy mode has, in the order of MakeLossySkeleton; empty when all steps
// stay.
std::vector<tables::QuantTable> TablesAt(const lossy::ChosenImage& image, const jpeg::Frame& frame,
                                         double lambda) {
  const std::vector<quant::FrequencyTable> steps = image.Steps(lossy::EqualKnobs(lambda));
  std::vector<tables::QuantTable> tables;
  bool same = true;
  for (size_t i = 0; i < steps.size(); ++i) {
    same = same && steps[i] == frame.components[i].quant;
    if (std::find(tables.begin(), tables.end(), steps[i]) == tables.end()) {
      tables.push_back(steps[i]);
    }
  }
  return same ? std::vector<tables::QuantTable>() : tables;
}

std::vector<Sample> MakeSamples(const std::vector<std::string>& paths) {
  std::mt19937 rng(1);
  std::vector<Sample> samples;
  for (const std::string& path : paths) {
    const Result<jpeg::SplitJpegResult> split = jpeg::SplitJpeg(ReadFile(path), {});
    if (!split.ok() || !lossy::CheckLossInput(split.value()).ok()) continue;
    const jpeg::Frame& frame = split.value().frame;
    const lossy::ChosenImage image(frame, split.value().planes, lossy::ColourModelOf(split.value()),
                                   lossy::Criterion::kSquares);
    for (int i = 0; i < kLambdasPerFile; ++i) {
      const double share = static_cast<double>(rng()) / 4294967296.0;
      const double lambda = kMinLambda * std::pow(kMaxLambda / kMinLambda, share);
      Sample sample{TablesAt(image, frame, lambda), {}};
      if (!sample.tables.empty()) samples.push_back(std::move(sample));
    }
  }
  for (size_t i = samples.size(); i > 1; --i) std::swap(samples[i - 1], samples[rng() % i]);
  return samples;
}

// Codes a sample, and chooses its bases when it has none.
tables::QuantTableState CodeSample(const tables::QuantTableState& start, Sample* sample,
                                   TrainCoder* coder) {
  tables::QuantTableModel model(start);
  const bool chooses = sample->bases.empty();
  for (size_t i = 0; i < sample->tables.size(); ++i) {
    if (chooses) sample->bases.push_back(tables::ChooseQuantBase(model, sample->tables[i]));
    tables::QuantTableBase base = sample->bases[i];
    tables::QuantTable table = sample->tables[i];
    if (!model.CodeTable(*coder, &base, &table)) std::fprintf(stderr, "odd table\n");
  }
  return model.state();
}

double SequenceBits(const std::vector<uint8_t>& sequence, entropy::BitSlot start) {
  double bits = 0;
  entropy::BitSlot slot = start;
  for (const uint8_t bit : sequence) {
    if (bit == TrainCoder::kNewSample) {
      slot = start;
      continue;
    }
    bits += 16 - std::log2(bit != 0 ? entropy::SlotP16(slot) : 65536 - entropy::SlotP16(slot));
    slot = entropy::UpdatedSlot(slot, bit);
  }
  return bits;
}

uint16_t StoredSlot(const std::vector<uint8_t>& sequence) {
  const auto ones = static_cast<double>(std::count(sequence.begin(), sequence.end(), 1));
  const auto zeros = static_cast<double>(std::count(sequence.begin(), sequence.end(), 0));
  const double stretched = std::log((ones + 0.4) / (zeros + 0.4)) * 256 / tables::kQuantStretchUnit;
  const int s = std::clamp(static_cast<int>(std::lround(stretched)), -127, 127);
  int best_rate = 0;
  double best_bits = 0;
  for (int rate = 0; rate < static_cast<int>(tables::kQuantSlotRates.size()); ++rate) {
    const uint16_t stored = static_cast<uint16_t>((s + 128) * 16 + rate);
    const double bits = SequenceBits(sequence, tables::QuantStartSlot(stored));
    if (rate != 0 && bits >= best_bits) continue;
    best_rate = rate;
    best_bits = bits;
  }
  return static_cast<uint16_t>((s + 128) * 16 + best_rate);
}

using StoredSlots = std::vector<uint16_t>;
using StoredMixers = std::vector<std::array<int16_t, tables::kNumQuantContexts>>;

StoredSlots LearnSlots(const tables::QuantTableState& start, std::vector<Sample>* samples) {
  TrainCoder::Sequences sequences(tables::kNumQuantSlots);
  std::vector<size_t> marked(tables::kNumQuantSlots);
  for (Sample& sample : *samples) {
    TrainCoder coder;
    coder.KeepIn(&sequences);
    CodeSample(start, &sample, &coder);
    for (size_t i = 0; i < tables::kNumQuantSlots; ++i) {
      if (sequences[i].size() == marked[i]) continue;
      sequences[i].push_back(TrainCoder::kNewSample);
      marked[i] = sequences[i].size();
    }
  }
  StoredSlots slots;
  for (const std::vector<uint8_t>& sequence : sequences) slots.push_back(StoredSlot(sequence));
  return slots;
}

// Weights go on from sample to sample; their mean over the second half is kept.
StoredMixers LearnMixers(const tables::QuantTableState& start, std::vector<Sample>* samples) {
  std::vector<std::array<double, tables::kNumQuantContexts>> sums(tables::kNumQuantMixers);
  tables::QuantTableState state = start;
  double bits = 0;
  for (size_t s = 0; s < samples->size(); ++s) {
    TrainCoder coder;
    state.weights = CodeSample(state, &(*samples)[s], &coder).weights;
    bits += coder.bits();
    if (s < samples->size() / 2) continue;
    for (size_t m = 0; m < tables::kNumQuantMixers; ++m) {
      for (size_t i = 0; i < tables::kNumQuantContexts; ++i) sums[m][i] += state.weights[m].w[i];
    }
  }
  const auto num_samples = static_cast<double>(samples->size());
  std::printf("%zu samples, %.2f bytes each\n", samples->size(), bits / 8 / num_samples);
  StoredMixers mixers(tables::kNumQuantMixers);
  const size_t num_taken = samples->size() - samples->size() / 2;
  const double scale = 65536.0 * static_cast<double>(num_taken);
  for (size_t m = 0; m < tables::kNumQuantMixers; ++m) {
    for (size_t i = 0; i < tables::kNumQuantContexts; ++i) {
      mixers[m][i] = static_cast<int16_t>(std::lround(sums[m][i] / scale));
    }
  }
  return mixers;
}

void WritePrior(const std::string& path, const StoredSlots& slots, const StoredMixers& mixers) {
  std::ofstream out(path);
  out << "// Generated by jackdaw-train quant-tables; part of the format, never to change.\n"
         "#include \"codec/tables/quant_tables_prior.h\"\n\nnamespace jackdaw::tables {\n\n"
         "const std::array<uint16_t, kNumQuantSlots> kQuantTableSlots = {";
  for (size_t i = 0; i < slots.size(); ++i) {
    out << (i == 0 ? "\n    " : i % 19 == 0 ? ",\n    " : ",") << slots[i];
  }
  out << "};\n\nconst std::array<std::array<int16_t, kNumQuantContexts>, kNumQuantMixers>\n"
         "    kQuantTableMixers = {{";
  for (size_t m = 0; m < mixers.size(); ++m) {
    out << (m == 0 ? "\n        {" : ",\n        {");
    for (size_t i = 0; i < tables::kNumQuantContexts; ++i)
      out << (i == 0 ? "" : ", ") << mixers[m][i];
    out << "}";
  }
  out << "}};\n\n}  // namespace jackdaw::tables\n";
  out.close();
  if (!out) throw std::runtime_error(path + ": cannot be written");
}

}  // namespace

void TrainQuantTables(const std::vector<std::string>& files, const std::string& output) {
  std::vector<Sample> samples = MakeSamples(files);
  if (samples.empty()) throw std::runtime_error("no file that a loss can be chosen for");
  StoredSlots slots(tables::kNumQuantSlots, 128 * 16);
  StoredMixers mixers(tables::kNumQuantMixers);
  for (auto& mixer : mixers) mixer.fill(1024);  // a quarter
  for (int round = 0; round < kRounds; ++round) {
    // Before anything is learned the base cannot be chosen by its cost, so it is chosen again once.
    if (round == 1) {
      for (Sample& sample : samples) sample.bases.clear();
    }
    slots = LearnSlots(tables::QuantStart(slots, mixers), &samples);
    mixers = LearnMixers(tables::QuantStart(slots, mixers), &samples);
  }
  WritePrior(output, slots, mixers);
}

}  // namespace jackdaw::train
