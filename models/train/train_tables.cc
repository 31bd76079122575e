#include "models/train/train_tables.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <stdexcept>

#include "models/train/table_image.h"

namespace jackdaw::train {

namespace {

constexpr std::array<double, 5> kTestLambdas = {6, 16, 40, 100, 250};
constexpr double kMinLambda = 4, kMaxLambda = 400;

double Unit(std::mt19937_64* random) { return static_cast<double>((*random)() >> 11) * 0x1p-53; }

// Train and held-out crops from different images of all shards.
struct Data {
  std::vector<TableImage> train, held_out;
};

Data ReadData(const TableOptions& o, std::mt19937_64* random) {
  std::vector<Image> images;
  for (const std::string& shard : o.shards) {
    std::vector<Image> more = ReadShard(shard);
    std::move(more.begin(), more.end(), std::back_inserter(images));
  }
  const auto wanted = static_cast<size_t>(o.images + o.held_out);
  if (images.size() < wanted) {
    throw std::runtime_error("fewer images in the shards than --images and --held-out ask for");
  }
  Data data;
  for (size_t i = 0; i < wanted; ++i) {
    std::swap(images[i], images[i + (*random)() % (images.size() - i)]);
    const bool held_out = i < static_cast<size_t>(o.held_out);
    (held_out ? data.held_out : data.train).emplace_back(images[i], o.crop, random);
  }
  return data;
}

std::vector<FrequencyTable> TablesAt(const TableImage& image,
                                     const std::vector<ClassCurves>& curves, double lambda) {
  std::vector<FrequencyTable> tables;
  for (size_t c = 0; c < curves.size(); ++c) {
    tables.push_back(QuantizerAt(curves[c], lambda / image.classes()[c].weight).steps);
  }
  return tables;
}

std::vector<ClassCurves> CurvesOf(const TableImage& image, const RateModel* model) {
  std::vector<ClassCurves> curves;
  for (const TableClass& c : image.classes()) curves.push_back(image.Curves(c, model));
  return curves;
}

// Steps around the chosen ones, never below the input's: each frequency on its own, or all moved
// together, as what a frequency costs depends on what is known of the others.
FrequencyTable Vary(const FrequencyTable& chosen, const FrequencyTable& quant, bool together,
                    std::mt19937_64* random) {
  constexpr double kOctaves = 0.5, kShareOfInput = 0.15, kShareKept = 0.2;
  FrequencyTable varied = chosen;
  const double all = std::exp2(kOctaves * (2 * Unit(random) - 1));
  for (size_t k = 0; k < kBlockSize; ++k) {
    const double kind = Unit(random);
    double ratio = together ? all : std::exp2(kOctaves * (2 * Unit(random) - 1));
    if (!together && kind < kShareOfInput) ratio = 0;
    if (!together && kind > 1 - kShareKept) ratio = 1;
    const long largest = std::max<long>(quant[k], 255);
    varied[k] =
        static_cast<uint16_t>(std::clamp<long>(std::lround(chosen[k] * ratio), quant[k], largest));
  }
  return varied;
}

void Append(const TableClass& table_class, const FrequencyTable& steps, const ClassCosts& costs,
            double lambda, RateGroup* group) {
  const double class_lambda = lambda / table_class.weight;
  RatePlace place{.chroma = table_class.chroma, .bits_per_block = table_class.bits_per_block};
  for (size_t k = 0; k < kBlockSize; ++k) {
    place.frequency = k;
    place.quant = table_class.quant_class.quant[k];
    const LevelStatistics& statistics = costs[k].sample.statistics;
    const RateInputs inputs = MakeRateInputs(place, steps[k], statistics, class_lambda);
    group->inputs.insert(group->inputs.end(), inputs.begin(), inputs.end());
    group->entropy_bits.push_back(static_cast<float>(statistics.entropy_bits));
    group->distortion.push_back(static_cast<float>(costs[k].sample.distortion / class_lambda));
    group->cost.push_back(static_cast<float>(costs[k].bits + costs[k].distortion / class_lambda));
  }
}

// Adds a group per class of an image, at a lambda of its own.
void Record(const TableImage& image, const RateModel* model, int runs, std::mt19937_64* random,
            std::vector<RateGroup>* groups) {
  const double lambda = kMinLambda * std::pow(kMaxLambda / kMinLambda, Unit(random));
  const std::vector<FrequencyTable> chosen = TablesAt(image, CurvesOf(image, model), lambda);
  std::vector<RateGroup> made(chosen.size());
  for (int run = 0; run < runs; ++run) {
    std::vector<FrequencyTable> tables = chosen;
    for (size_t c = 0; run > 0 && c < tables.size(); ++c) {
      tables[c] = Vary(chosen[c], image.classes()[c].quant_class.quant, run == 1, random);
    }
    const std::vector<ClassCosts> costs = image.Costs(ShippedPrior(), tables, lambda);
    for (size_t c = 0; c < tables.size(); ++c) {
      Append(image.classes()[c], tables[c], costs[c], lambda, &made[c]);
    }
  }
  std::move(made.begin(), made.end(), std::back_inserter(*groups));
}

// Means over held-out images.
struct Point {
  double bits = 0, distortion = 0;  // per pixel; errors as lambda weighs them
  double ln_cost = 0;               // ln of J = D + lambda R
};

class Log {
 public:
  explicit Log(const std::string& output)
      : points_(output + ".csv"), steps_(output + ".steps.csv") {
    points_ << "round,lambda,bits_per_pixel,distortion,cost,gain_percent,entropy_regret,regret\n";
    steps_ << "round,lambda,chroma,mean ln(step / quant) per frequency in zigzag order\n";
  }

  // Tables of `model` on held-out images, at all lambdas.
  void Measure(int round, const std::vector<TableImage>& images, const RateModel* model,
               const Regret& regret) {
    std::vector<std::vector<ClassCurves>> curves;
    for (const TableImage& image : images) curves.push_back(CurvesOf(image, model));
    for (size_t l = 0; l < kTestLambdas.size(); ++l) {
      std::array<std::array<double, kBlockSize>, 2> ln_steps{};
      std::array<double, 2> num_classes{};
      Point mean;
      for (size_t i = 0; i < images.size(); ++i) {
        const std::vector<FrequencyTable> tables = TablesAt(images[i], curves[i], kTestLambdas[l]);
        Add(images[i], tables, kTestLambdas[l], 1.0 / static_cast<double>(images.size()), &mean);
        for (size_t c = 0; c < tables.size(); ++c) {
          const TableClass& table_class = images[i].classes()[c];
          ++num_classes[table_class.chroma];
          for (size_t k = 0; k < kBlockSize; ++k) {
            ln_steps[table_class.chroma][k] +=
                std::log(static_cast<double>(tables[c][k]) / table_class.quant_class.quant[k]);
          }
        }
      }
      if (round == 0) first_ln_cost_[l] = mean.ln_cost;
      Write(round, l, mean, regret);
      for (size_t chroma = 0; chroma < 2; ++chroma) {
        steps_ << round << ',' << kTestLambdas[l] << ',' << chroma;
        for (const double ln : ln_steps[chroma]) {
          steps_ << ',' << ln / std::max(num_classes[chroma], 1.0);
        }
        steps_ << '\n';
      }
    }
    points_.flush();
    steps_.flush();
  }

 private:
  static void Add(const TableImage& image, const std::vector<FrequencyTable>& tables, double lambda,
                  double share, Point* mean) {
    const std::vector<ClassCosts> costs = image.Costs(ShippedPrior(), tables, lambda);
    double bits = 0, distortion = 0;
    for (size_t c = 0; c < costs.size(); ++c) {
      const double weight = image.classes()[c].weight;
      for (const FrequencyCost& cost : costs[c]) {
        bits += cost.bits;
        distortion += cost.distortion * weight;
      }
    }
    mean->bits += share * bits / image.num_pixels();
    mean->distortion += share * distortion / image.num_pixels();
    mean->ln_cost += share * std::log((distortion + lambda * bits) / image.num_pixels());
  }

  void Write(int round, size_t l, const Point& p, const Regret& regret) {
    const double gain = 100 * (1 - std::exp(p.ln_cost - first_ln_cost_[l]));
    points_ << round << ',' << kTestLambdas[l] << ',' << p.bits << ',' << p.distortion << ','
            << p.distortion + kTestLambdas[l] * p.bits << ',' << gain << ',' << regret.entropy
            << ',' << regret.learned << '\n';
    std::printf("round %d lambda %g: %.4f bits per pixel, distortion %.3f, J %.2f %% lower\n",
                round, kTestLambdas[l], p.bits, p.distortion, gain);
    std::fflush(stdout);
  }

  std::ofstream points_, steps_;
  std::array<double, kTestLambdas.size()> first_ln_cost_{};
};

void Save(const RateModel& model, const std::string& path) {
  const Bytes file = SerializeRateModel(model);
  const Result<RateModel> back = ParseRateModel(file);
  if (!back.ok())
    throw std::runtime_error("what was learned does not fit: " + back.error().message);
  std::ofstream out(path, std::ios::binary);
  out.write(reinterpret_cast<const char*>(file.data()), static_cast<std::streamsize>(file.size()));
  if (!out.flush()) throw std::runtime_error("cannot write " + path);
}

}  // namespace

void TrainTables(const TableOptions& o) {
  torch::set_num_threads(1);
  std::mt19937_64 random(o.fit.seed);
  const Data data = ReadData(o, &random);
  Log log(o.output);
  log.Measure(0, data.held_out, nullptr, {});  // round 0: entropy
  RateFit fit(o.fit.seed);
  std::vector<RateGroup> groups;
  RateModel model;
  for (int round = 1; round <= o.rounds; ++round) {
    for (const TableImage& image : data.train) {
      Record(image, round > 1 ? &model : nullptr, o.runs, &random, &groups);
    }
    const Regret regret = fit.Fit(groups, o.runs, o.fit);
    model = fit.Model();
    log.Measure(round, data.held_out, &model, regret);
    Save(model, o.output);
  }
}

}  // namespace jackdaw::train
