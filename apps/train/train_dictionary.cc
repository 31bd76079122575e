#include "apps/train/train_dictionary.h"

#include <xxhash.h>
#include <zdict.h>

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <memory>
#include <stdexcept>
#include <unordered_map>

#include "apps/train/files/read_file.h"
#include "codec/container/enc_cutting.h"
#include "codec/container/enc_images.h"
#include "codec/container/enc_skeleton.h"
#include "codec/tables/enc_huffman_tables.h"

namespace jackdaw::train {
namespace {

constexpr size_t kDictionaryBytes = 65536;
constexpr unsigned kDictionaryId = 0x4A4B0001;
constexpr size_t kGram = 8;  // bytes that are looked up together
constexpr uint32_t kMinFiles = 3;
constexpr size_t kWindow = 200;  // bytes of dictionary chosen at a time

uint64_t GramAt(const Bytes& sample, size_t pos) {
  uint64_t gram = 0;
  std::memcpy(&gram, sample.data() + pos, kGram);
  return gram;
}

// In how many samples each gram occurs.
using GramCounts = std::unordered_map<uint64_t, uint32_t>;

GramCounts CountGrams(const std::vector<Bytes>& samples) {
  GramCounts counts;
  std::unordered_map<uint64_t, size_t> last;
  for (size_t s = 0; s < samples.size(); ++s) {
    for (size_t i = 0; i + kGram <= samples[s].size(); ++i) {
      const uint64_t gram = GramAt(samples[s], i);
      const auto [it, is_new] = last.try_emplace(gram, s);
      if (is_new || it->second != s) ++counts[gram];
      it->second = s;
    }
  }
  std::erase_if(counts, [](const auto& entry) { return entry.second < kMinFiles; });
  return counts;
}

struct Window {
  uint64_t score = 0;
  size_t sample = 0, begin = 0, end = 0;
};

// The run of shared grams of at most kWindow bytes with the greatest sum of counts.
Window BestWindow(const std::vector<Bytes>& samples, const GramCounts& counts) {
  Window best;
  std::vector<uint32_t> score;
  for (size_t s = 0; s < samples.size(); ++s) {
    if (samples[s].size() < kGram) continue;
    score.assign(samples[s].size() - kGram + 1, 0);
    for (size_t i = 0; i < score.size(); ++i) {
      const auto it = counts.find(GramAt(samples[s], i));
      if (it != counts.end()) score[i] = it->second;
    }
    uint64_t sum = 0;
    size_t begin = 0;
    for (size_t i = 0; i < score.size(); ++i) {
      if (score[i] == 0) {  // grams of fewer files, or already in: a window never spans them
        sum = 0;
        begin = i + 1;
        continue;
      }
      sum += score[i];
      if (i - begin >= kWindow - kGram + 1) sum -= score[begin++];
      if (sum > best.score) best = {sum, s, begin, i + kGram};
    }
  }
  return best;
}

// Greedy cover: windows in order of score; the best come last, where offsets are short.
Bytes ChooseContent(const std::vector<Bytes>& samples, size_t size) {
  GramCounts counts = CountGrams(samples);
  std::vector<Bytes> chosen;
  size_t total = 0;
  while (total < size) {
    const Window window = BestWindow(samples, counts);
    if (window.score == 0) break;
    const Bytes& sample = samples[window.sample];
    Bytes part(sample.begin() + static_cast<std::ptrdiff_t>(window.begin),
               sample.begin() + static_cast<std::ptrdiff_t>(window.end));
    for (size_t i = 0; i + kGram <= part.size(); ++i) counts.erase(GramAt(part, i));
    // A window that goes on where another one ended is joined to it: one long match, not two.
    const auto follows = std::find_if(chosen.begin(), chosen.end(), [&](const Bytes& other) {
      return other.size() >= kGram - 1 && part.size() >= kGram - 1 &&
             std::equal(part.begin(), part.begin() + kGram - 1, other.end() - (kGram - 1));
    });
    const auto precedes = std::find_if(chosen.begin(), chosen.end(), [&](const Bytes& other) {
      return other.size() >= kGram - 1 && part.size() >= kGram - 1 &&
             std::equal(other.begin(), other.begin() + kGram - 1, part.end() - (kGram - 1));
    });
    if (follows != chosen.end()) {
      follows->insert(follows->end(), part.begin() + kGram - 1, part.end());
      total += part.size() - (kGram - 1);
    } else if (precedes != chosen.end()) {
      precedes->insert(precedes->begin(), part.begin(), part.end() - (kGram - 1));
      total += part.size() - (kGram - 1);
    } else {
      total += part.size();
      chosen.push_back(std::move(part));
    }
  }
  Bytes content;
  for (auto it = chosen.rbegin(); it != chosen.rend(); ++it) {
    content.insert(content.end(), it->begin(), it->end());
  }
  if (content.size() > size) {
    content.erase(content.begin(), content.end() - static_cast<std::ptrdiff_t>(size));
  }
  return content;
}

Bytes MakeDictionary(const std::vector<Bytes>& samples) {
  constexpr size_t kTables = 512;  // room for zstd's entropy tables
  const Bytes content = ChooseContent(samples, kDictionaryBytes - kTables);
  Bytes all;
  std::vector<size_t> sizes;
  for (const Bytes& sample : samples) {
    all.insert(all.end(), sample.begin(), sample.end());
    sizes.push_back(sample.size());
  }
  Bytes dictionary(kDictionaryBytes);
  ZDICT_params_t params{};
  params.compressionLevel = 19;
  params.dictID = kDictionaryId;
  const size_t size = ZDICT_finalizeDictionary(dictionary.data(), dictionary.size(), content.data(),
                                               content.size(), all.data(), sizes.data(),
                                               static_cast<unsigned>(sizes.size()), params);
  if (ZDICT_isError(size) != 0) {
    throw std::runtime_error("zdict: " + std::string(ZDICT_getErrorName(size)));
  }
  dictionary.resize(size);
  return dictionary;
}

void CheckWritten(std::ofstream& out, const std::string& path) {
  out.close();
  if (!out) throw std::runtime_error(path + ": cannot be written");
}

void WriteDictionary(const std::string& path, const Bytes& dictionary) {
  std::ofstream out(path);
  out << "// Generated by jackdaw-train dictionary; part of the format, never to change.\n"
         "#include \"codec/container/dictionary.h\"\n\n#include <array>\n\n"
         "namespace jackdaw::container {\nnamespace {\n\nconstexpr std::array<uint8_t, "
      << dictionary.size() << "> kDictionary = {";
  for (size_t i = 0; i < dictionary.size(); ++i) {
    out << (i == 0 ? "\n    " : i % 24 == 0 ? ",\n    " : ",") << int{dictionary[i]};
  }
  out << "};\n\n}  // namespace\n\nByteSpan SkeletonDictionary() { return kDictionary; }\n\n"
         "}  // namespace jackdaw::container\n";
  CheckWritten(out, path);
  std::printf("dictionary: %zu bytes, XXH3-64 %016llx\n", dictionary.size(),
              static_cast<unsigned long long>(XXH3_64bits(dictionary.data(), dictionary.size())));
}

// Codes nothing: the model then only learns.
struct Learner {
  int Code(int bit, uint32_t) { return bit; }
};

void WritePrior(const std::string& path, const tables::HuffmanTablesModel<Learner>& model) {
  std::ofstream out(path);
  out << "// Generated by jackdaw-train dictionary; part of the format, never to change.\n"
         "#include \"codec/tables/huffman_prior.h\"\n\nnamespace jackdaw::tables {\n\n"
         "const std::array<uint16_t, kNumPriorSlots> kHuffmanPriorSlots = {";
  for (size_t i = 0; i < tables::kNumPriorSlots; ++i) {
    const tables::TableSlot slot = model.slots()[i];
    const uint32_t count = std::min<uint32_t>((slot & tables::kTableSlotCountMask) / 2, 15);
    out << (i == 0 ? "\n    " : i % 16 == 0 ? ",\n    " : ",") << ((slot >> 20) << 4 | count);
  }
  out << "};\n\nconst std::array<std::array<int16_t, kNumPriorInputs + 1>, kNumPriorMixers>\n"
         "    kHuffmanPriorMixers = {{";
  for (size_t i = 0; i < tables::kNumPriorMixers; ++i) {
    out << (i == 0 ? "\n        {" : ",\n        {");
    for (size_t j = 0; j <= tables::kNumPriorInputs; ++j) {
      const int32_t weight = model.mixers()[i][j] >> 16;
      out << (j == 0 ? "" : ", ") << weight;
    }
    out << "}";
  }
  out << "}};\n\n}  // namespace jackdaw::tables\n";
  CheckWritten(out, path);
}

void LearnTables(const Bytes& skeleton, tables::HuffmanTablesModel<Learner>* model) {
  for (size_t pos = 0; pos + 4 <= skeleton.size();) {
    const ByteSpan rest = ByteSpan(skeleton).subspan(pos);
    size_t segment_bytes = 0;
    if (rest[0] == 0xFF && rest[1] == 0xC4) {
      // Standard tables never come to the model.
      const container::TransformedSkeleton transformed = container::TransformSkeleton(
          rest.first(std::min<size_t>(rest.size(), 4 + ((size_t{rest[2]} << 8) | rest[3]))));
      auto segment = tables::ParseCodableDht(rest, &segment_bytes);
      if (segment && !transformed.tables.empty()) {
        if (!model->CodeSegment(&*segment, false)) std::fprintf(stderr, "odd segment\n");
      }
    }
    pos += segment_bytes == 0 ? 1 : segment_bytes;
  }
}

// Pictures written as text in XMP are not headers.
void DropTextImages(Bytes* sample) {
  static constexpr char kOpen[] = "<xmpGImg:image>", kClose[] = "</xmpGImg:image>";
  auto pos = sample->begin();
  while (true) {
    const auto begin = std::search(pos, sample->end(), kOpen, kOpen + sizeof kOpen - 1);
    const auto end = std::search(begin, sample->end(), kClose, kClose + sizeof kClose - 1);
    if (begin == sample->end() || end == sample->end()) return;
    pos = sample->erase(begin + (sizeof kOpen - 1), end);
  }
}

}  // namespace

void TrainDictionary(const std::vector<std::string>& paths, const std::string& folder) {
  std::vector<Bytes> samples;
  Learner learner;
  const auto model = std::make_unique<tables::HuffmanTablesModel<Learner>>(&learner);
  for (const std::string& path : paths) {
    const Bytes file = ReadFile(path);
    Result<jpeg::SplitJpegResult> split = jpeg::SplitJpeg(file, {});
    if (!split.ok()) continue;
    Bytes skeleton = std::move(split.value().skeleton);
    split.value().planes.clear();
    const container::Cuts cuts = container::CutEmbedded(skeleton, 2, {}, {});
    container::Cutting cutting = container::MakeCutting(skeleton, cuts, {}, {});
    for (const container::ModelledImage& image : cuts.images) {
      cutting.rest.insert(cutting.rest.end(), image.skeleton.begin(), image.skeleton.end());
    }
    LearnTables(cutting.rest, model.get());
    Bytes sample = container::TransformSkeleton(cutting.rest).stream;
    DropTextImages(&sample);
    samples.push_back(std::move(sample));
  }
  const Bytes dictionary = MakeDictionary(samples);
  WriteDictionary(folder + "/dictionary_data.cc", dictionary);
  WritePrior(folder + "/huffman_prior.cc", *model);
}

}  // namespace jackdaw::train
