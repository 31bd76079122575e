#include "apps/train/crop.h"

#include <algorithm>
#include <cmath>

#include "apps/train/guide.h"

namespace jackdaw::train {

namespace {

// ITU-T T.81 annex K, natural order.
constexpr std::array<std::array<uint8_t, 64>, 2> kStandard = {
    {{16, 11, 10, 16, 24,  40,  51,  61,  12, 12, 14, 19, 26,  58,  60,  55,
      14, 13, 16, 24, 40,  57,  69,  56,  14, 17, 22, 29, 51,  87,  80,  62,
      18, 22, 37, 56, 68,  109, 103, 77,  24, 35, 55, 64, 81,  104, 113, 92,
      49, 64, 78, 87, 103, 121, 120, 101, 72, 92, 95, 98, 112, 100, 103, 99},
     {17, 18, 24, 47, 99, 99, 99, 99, 18, 21, 26, 66, 99, 99, 99, 99, 24, 26, 56, 99, 99, 99,
      99, 99, 47, 66, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99,
      99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99}}};

using Table = std::array<float, 64>;  // zigzag

// The usual scaling of the standard tables by quality 1 .. 100.
Table QualityTable(int quality, bool chroma) {
  const int scale = quality < 50 ? 5000 / quality : 200 - 2 * quality;
  Table table;
  for (size_t k = 0; k < 64; ++k) {
    const int base = kStandard[chroma ? 1 : 0][static_cast<size_t>(kNatural[k])];
    table[k] = static_cast<float>(std::clamp((base * scale + 50) / 100, 1, 255));
  }
  return table;
}

// How one component's blocks become a crop's: source position and sign of each zigzag position.
struct Mapping {
  std::array<int, 64> source{};
  std::array<float, 64> sign{};
  Table from_quant{}, quant{};  // in the crop's order; equal unless requantized
  bool requantize = false;
};

Mapping MakeMapping(const Component& component, const Augmentation& a, bool chroma) {
  std::array<int, 64> zigzag{};  // natural -> zigzag
  for (int k = 0; k < 64; ++k) zigzag[static_cast<size_t>(kNatural[static_cast<size_t>(k)])] = k;
  Mapping m;
  const Table coarse = a.quality > 0 ? QualityTable(a.quality, chroma) : Table{};
  m.requantize = a.quality > 0;
  for (size_t k = 0; k < 64; ++k) {
    int u = kNatural[k] & 7, v = kNatural[k] >> 3;
    if (a.transpose) std::swap(u, v);
    m.source[k] = zigzag[static_cast<size_t>(8 * v + u)];
    m.sign[k] = ((a.mirror && (u & 1) != 0) != (a.flip && (v & 1) != 0)) ? -1.0F : 1.0F;
    m.from_quant[k] = component.quant[static_cast<size_t>(m.source[k])];
    // A requantized crop gets the table in its own orientation.
    m.quant[k] = m.requantize ? std::max(coarse[k], m.from_quant[k]) : m.from_quant[k];
  }
  return m;
}

void MapBlock(const Mapping& m, const int16_t* block, std::array<float, 64>* out) {
  for (size_t k = 0; k < 64; ++k) {
    float level = static_cast<float>(block[m.source[k]]) * m.sign[k];
    if (m.requantize) {
      const float ratio = m.from_quant[k] / m.quant[k];
      level = std::copysign(std::floor(std::abs(level) * ratio + 0.5F), level);
    }
    (*out)[k] = level;
  }
}

// Position in the source of block (row, col) of a height x width crop (source orientation).
struct Place {
  int row, col;
};
Place SourceBlock(const Augmentation& a, int row, int col, int height, int width) {
  if (a.transpose) std::swap(row, col);
  return {a.flip ? height - 1 - row : row, a.mirror ? width - 1 - col : col};
}

void FillGuide(const TargetLayout& layout, int row, int col, const Augmentation& a, int64_t index,
               Batch* batch) {
  const Mapping map = MakeMapping(*layout.luma, a, false);
  int rh = layout.ratio_h, rv = layout.ratio_v;
  const auto out_h = static_cast<int>(batch->guide.size(1)),
             out_w = static_cast<int>(batch->guide.size(2));
  // In the source's orientation: the crop's luma blocks.
  const int src_h = (a.transpose ? out_w : out_h) * rv, src_w = (a.transpose ? out_h : out_w) * rh;
  if (a.transpose) std::swap(rh, rv);
  const GuideResampler resampler(rh, rv);
  std::vector<float> luma(static_cast<size_t>(64 * rh * rv));
  std::array<float, 64> block, natural;
  float* out = batch->guide[index].data_ptr<float>();
  for (int r = 0; r < out_h; ++r) {
    for (int c = 0; c < out_w; ++c, out += 64) {
      std::fill(luma.begin(), luma.end(), 0.0F);
      for (int b = 0; b < rh * rv; ++b) {
        const int br = b / rh, bc = b % rh;
        const Place p = SourceBlock(a, r * rv + br, c * rh + bc, src_h, src_w);
        const int sr = row * layout.ratio_v + p.row, sc = col * layout.ratio_h + p.col;
        if (sr >= static_cast<int>(layout.luma->height) ||
            sc >= static_cast<int>(layout.luma->width)) {
          continue;
        }
        MapBlock(map, layout.luma->Block(sr, sc), &block);
        for (size_t k = 0; k < 64; ++k) {
          const int u = kNatural[k] & 7, v = kNatural[k] >> 3;
          luma[static_cast<size_t>((8 * br + v) * 8 * rh + 8 * bc + u)] = block[k] * map.quant[k];
        }
      }
      resampler.Run(luma.data(), natural.data());
      for (size_t k = 0; k < 64; ++k) out[k] = natural[static_cast<size_t>(kNatural[k])];
    }
  }
  float* quant = batch->luma_quant[index].data_ptr<float>();
  std::copy(map.quant.begin(), map.quant.end(), quant);
}

}  // namespace

bool FindTarget(const TrainingImage& image, Target target, TargetLayout* layout) {
  const auto& c = image.components;
  *layout = {};
  if (c.empty()) return false;
  if (target == Target::kLuma) {
    layout->lanes = {&c[0]};
    return true;
  }
  if (c.size() < 3 || c[1].width != c[2].width || c[1].height != c[2].height) return false;
  if (c[1].h == 0 || c[1].v == 0 || c[0].h % c[1].h != 0 || c[0].v % c[1].v != 0) return false;
  layout->lanes = {&c[1], &c[2]};
  layout->luma = &c[0];
  layout->ratio_h = static_cast<int>(c[0].h / c[1].h);
  layout->ratio_v = static_cast<int>(c[0].v / c[1].v);
  return layout->ratio_h >= 1 && layout->ratio_v >= 1 && layout->ratio_h <= kMaxGuideRatio &&
         layout->ratio_v <= kMaxGuideRatio;
}

bool CanRequantize(const TargetLayout& layout, int quality) {
  const Component& first = layout.luma != nullptr ? *layout.luma : *layout.lanes[0];
  const Table coarse = QualityTable(quality, false);
  float ratio = 0;
  for (size_t k = 0; k < 15; ++k) ratio += coarse[k] / first.quant[k] / 15;
  return ratio >= 2.5F;
}

void FillCrop(const TargetLayout& layout, const SlotOrder& order, int row, int col,
              const Augmentation& a, int64_t index, Batch* batch) {
  const bool chroma = layout.luma != nullptr;
  std::vector<Mapping> maps;
  for (const Component* lane : layout.lanes) maps.push_back(MakeMapping(*lane, a, chroma));
  const auto out_h = static_cast<int>(batch->levels.size(1)),
             out_w = static_cast<int>(batch->levels.size(2));
  const int src_h = a.transpose ? out_w : out_h, src_w = a.transpose ? out_h : out_w;
  float* out = batch->levels[index].data_ptr<float>();
  std::vector<std::array<float, 64>> blocks(layout.lanes.size());
  for (int r = 0; r < out_h; ++r) {
    for (int c = 0; c < out_w; ++c) {
      const Place p = SourceBlock(a, r, c, src_h, src_w);
      for (size_t lane = 0; lane < blocks.size(); ++lane) {
        MapBlock(maps[lane], layout.lanes[lane]->Block(row + p.row, col + p.col), &blocks[lane]);
      }
      for (const Slot& slot : order.slots) {
        *out++ = blocks[static_cast<size_t>(slot.lane)][static_cast<size_t>(slot.zigzag)];
      }
    }
  }
  float* quant = batch->quant[index].data_ptr<float>();
  for (const Slot& slot : order.slots) {
    *quant++ = maps[static_cast<size_t>(slot.lane)].quant[static_cast<size_t>(slot.zigzag)];
  }
  if (chroma) FillGuide(layout, row, col, a, index, batch);
}

}  // namespace jackdaw::train
