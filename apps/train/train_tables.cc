#include "apps/train/train_tables.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <stdexcept>

#include "apps/train/table_image.h"
#include "codec/lossy/enc_chosen_image.h"

namespace jackdaw::train {

namespace {

constexpr std::array<double, 6> kTestLambdas = {2, 6, 16, 40, 100, 250};
constexpr double kMinLambda = 1, kMaxLambda = 600;

double Unit(std::mt19937_64* random) { return static_cast<double>((*random)() >> 11) * 0x1p-53; }

// Train and held-out crops from different images of all shards.
struct Data {
  std::vector<TableImage> train, held_out;
};

Data ReadData(const TableOptions& o, std::mt19937_64* random) {
  std::vector<TrainingImage> images;
  for (const std::string& shard : o.shards) {
    std::vector<TrainingImage> more = ReadShard(shard);
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

// Lambda of tables at the lambda asked for, with learned rates or plain entropy.
double TableLambda(const lossy::RateModel* model, double lambda) {
  return model != nullptr ? lossy::kTableLambda * lambda : lambda;
}

std::vector<lossy::ClassCurves> CurvesOf(const TableImage& image, const lossy::RateModel* model) {
  std::vector<lossy::ClassCurves> curves;
  for (const TableClass& c : image.classes()) {
    curves.push_back(c.curves);
    if (model != nullptr) lossy::MoveLambdas(*model, c.contexts, &curves.back());
  }
  return curves;
}

// What log2 lambda of each frequency is moved by, so that costs tell which way is better: all by
// the same, along a slope over the frequencies, or each on its own.
std::array<double, jpeg::kBlockSize> DrawMoves(int run, std::mt19937_64* random) {
  constexpr double kOctaves = 1.2;
  std::array<double, jpeg::kBlockSize> moves{};
  if (run == 0) return moves;
  const double all = kOctaves * (2 * Unit(random) - 1), slope = kOctaves * (2 * Unit(random) - 1);
  for (size_t k = 0; k < jpeg::kBlockSize; ++k) {
    const int natural = jpeg::kZigzagToNatural[k];
    const double height = ((natural & 7) + (natural >> 3)) / 7.0 - 1;
    const double own = kOctaves * (2 * Unit(random) - 1);
    moves[k] = run == 1 ? all : run == 2 ? slope * height : own;
  }
  return moves;
}

// Adds a group per class of an image, at a lambda of its own.
void Record(const TableImage& image, const lossy::RateModel* model, int runs,
            std::mt19937_64* random, std::vector<RateGroup>* groups) {
  const double lambda = kMinLambda * std::pow(kMaxLambda / kMinLambda, Unit(random));
  const std::vector<lossy::ClassCurves> curves = CurvesOf(image, model);
  std::vector<RateGroup> made(curves.size());
  for (int run = 0; run < runs; ++run) {
    std::vector<quant::Quantizer> quantizers(curves.size());
    std::vector<std::array<const lossy::RatePoint*, jpeg::kBlockSize>> points(curves.size());
    for (size_t c = 0; c < curves.size(); ++c) {
      const std::array<double, jpeg::kBlockSize> moves = DrawMoves(run, random);
      const double class_lambda = TableLambda(model, lambda) / image.classes()[c].weight;
      for (size_t k = 0; k < jpeg::kBlockSize; ++k) {
        points[c][k] =
            &lossy::PointAt(curves[c].frequencies[k], class_lambda * std::exp2(moves[k]));
        quantizers[c].steps[k] = points[c][k]->step;
        quantizers[c].dead_zones_q8[k] = points[c][k]->dead_zone_q8;
      }
    }
    const std::vector<ClassCosts> costs = image.Costs(prior::ShippedPrior(), quantizers, lambda);
    for (size_t c = 0; c < curves.size(); ++c) {
      const double class_lambda = lossy::kTableLambda * lambda / image.classes()[c].weight;
      for (size_t k = 0; k < jpeg::kBlockSize; ++k) {
        const lossy::RatePoint& point = *points[c][k];
        const FrequencyCost& cost = costs[c][k];
        if (run == 0) {
          const lossy::RateContext& context = image.classes()[c].contexts[k];
          const lossy::RateInputs inputs =
              lossy::MakeRateInputs(context.place, context.statistics, class_lambda);
          made[c].inputs.insert(made[c].inputs.end(), inputs.begin(), inputs.end());
        }
        made[c].entropy_bits.push_back(static_cast<float>(point.bits));
        made[c].distortion.push_back(static_cast<float>(point.distortion / class_lambda));
        made[c].cost.push_back(static_cast<float>(cost.bits + cost.distortion / class_lambda));
      }
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
    points_ << "round,lambda,bits_per_pixel,distortion,cost,gain_percent,error_of_entropy,error\n";
    steps_ << "round,lambda,chroma,mean ln(step / quant) per frequency in zigzag order\n";
  }

  // Tables of `model` on held-out images, at all lambdas.
  void Measure(int round, const std::vector<TableImage>& images, const lossy::RateModel* model,
               const FitErrors& errors) {
    std::vector<std::vector<lossy::ClassCurves>> curves;
    for (const TableImage& image : images) curves.push_back(CurvesOf(image, model));
    for (size_t l = 0; l < kTestLambdas.size(); ++l) {
      std::array<std::array<double, jpeg::kBlockSize>, 2> ln_steps{};
      std::array<double, 2> num_classes{};
      Point mean;
      for (size_t i = 0; i < images.size(); ++i) {
        std::vector<quant::Quantizer> tables;
        for (size_t c = 0; c < curves[i].size(); ++c) {
          const double lambda = TableLambda(model, kTestLambdas[l]) / images[i].classes()[c].weight;
          tables.push_back(lossy::QuantizerAt(curves[i][c], lambda));
        }
        Add(images[i], tables, kTestLambdas[l], 1.0 / static_cast<double>(images.size()), &mean);
        for (size_t c = 0; c < tables.size(); ++c) {
          const TableClass& table_class = images[i].classes()[c];
          ++num_classes[table_class.chroma];
          for (size_t k = 0; k < jpeg::kBlockSize; ++k) {
            ln_steps[table_class.chroma][k] += std::log(static_cast<double>(tables[c].steps[k]) /
                                                        table_class.quant_class.quant[k]);
          }
        }
      }
      if (round == 0) first_ln_cost_[l] = mean.ln_cost;
      Write(round, l, mean, errors);
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
  // lambda: as asked. Costs are counted at that of tables.
  static void Add(const TableImage& image, const std::vector<quant::Quantizer>& tables,
                  double lambda, double share, Point* mean) {
    const std::vector<ClassCosts> costs = image.Costs(prior::ShippedPrior(), tables, lambda);
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
    mean->ln_cost +=
        share * std::log((distortion + lossy::kTableLambda * lambda * bits) / image.num_pixels());
  }

  void Write(int round, size_t l, const Point& p, const FitErrors& errors) {
    const double gain = 100 * (1 - std::exp(p.ln_cost - first_ln_cost_[l]));
    points_ << round << ',' << kTestLambdas[l] << ',' << p.bits << ',' << p.distortion << ','
            << p.distortion + lossy::kTableLambda * kTestLambdas[l] * p.bits << ',' << gain << ','
            << errors.entropy << ',' << errors.learned << '\n';
    std::printf("round %d lambda %g: %.4f bits per pixel, distortion %.3f, J %.2f %% lower\n",
                round, kTestLambdas[l], p.bits, p.distortion, gain);
    std::fflush(stdout);
  }

  std::ofstream points_, steps_;
  std::array<double, kTestLambdas.size()> first_ln_cost_{};
};

void Save(const lossy::RateModel& model, const std::string& path) {
  const Bytes file = lossy::SerializeRateModel(model);
  const Result<lossy::RateModel> back = lossy::ParseRateModel(file);
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
  lossy::RateModel model;
  for (int round = 1; round <= o.rounds; ++round) {
    for (const TableImage& image : data.train) {
      Record(image, round > 1 ? &model : nullptr, o.runs, &random, &groups);
    }
    const FitErrors errors = fit.Fit(groups, o.runs, o.fit);
    model = fit.Model();
    log.Measure(round, data.held_out, &model, errors);
    Save(model, o.output);
  }
}

}  // namespace jackdaw::train
