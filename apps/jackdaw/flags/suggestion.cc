#include "apps/jackdaw/flags/suggestion.h"

#include <algorithm>
#include <cstddef>

namespace jackdaw::app {
namespace {

// Letters to insert, leave out or replace, and neighbours to swap, until the words are equal (the
// restricted distance of Damerau and Levenshtein).
size_t EditDistance(const std::string& a, const std::string& b) {
  std::vector<std::vector<size_t>> d(a.size() + 1, std::vector<size_t>(b.size() + 1));
  for (size_t i = 0; i <= a.size(); ++i) d[i][0] = i;
  for (size_t j = 0; j <= b.size(); ++j) d[0][j] = j;
  for (size_t i = 1; i <= a.size(); ++i) {
    for (size_t j = 1; j <= b.size(); ++j) {
      const size_t differs = a[i - 1] == b[j - 1] ? 0 : 1;
      d[i][j] = std::min({d[i - 1][j] + 1, d[i][j - 1] + 1, d[i - 1][j - 1] + differs});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        d[i][j] = std::min(d[i][j], d[i - 2][j - 2] + 1);
      }
    }
  }
  return d[a.size()][b.size()];
}

}  // namespace

std::string DidYouMean(const std::string& typed, const std::vector<std::string>& names) {
  // No name is so long; and the table above grows with the product.
  constexpr size_t kMaxTyped = 40;
  if (typed.size() > kMaxTyped) return {};
  const std::string* best = nullptr;
  // A third of the letters may be wrong: fewer mistakes leave a word that others could be, too.
  size_t best_distance = typed.size() / 3 + 1;
  for (const std::string& name : names) {
    // "--skip" is the start of "--skip-existing".
    const bool is_start = typed.size() >= 5 && name.starts_with(typed);
    const size_t distance = is_start ? 0 : EditDistance(typed, name);
    if (distance >= best_distance) continue;
    best = &name;
    best_distance = distance;
  }
  return best == nullptr ? std::string() : "; did you mean " + *best + "?";
}

}  // namespace jackdaw::app
