#include "apps/jackdaw/flags/markup.h"

#include <sstream>
#include <utility>

namespace jackdaw::app {
namespace {

constexpr std::string_view kVerbatimIndent = "    ";

std::vector<std::string> Words(std::string_view text) {
  std::istringstream stream{std::string(text)};
  std::vector<std::string> words;
  for (std::string word; stream >> word;) words.push_back(word);
  return words;
}

// Paragraphs, which empty lines separate; their line breaks stay.
std::vector<std::string> Paragraphs(std::string_view text) {
  std::vector<std::string> paragraphs(1);
  std::istringstream stream{std::string(text)};
  for (std::string line; std::getline(stream, line);) {
    if (line.empty()) {
      paragraphs.emplace_back();
    } else {
      paragraphs.back() += line + '\n';
    }
  }
  std::erase(paragraphs, "");
  return paragraphs;
}

// man(7) wants each sentence to start a line. A word ends one when it ends in a full stop, and the
// next word starts with a capital letter or a mark.
bool EndsSentence(const std::string& word, const std::string& next) {
  const bool stops = word.ends_with('.') || word.ends_with(".)");
  return stops && ((next[0] >= 'A' && next[0] <= 'Z') || next[0] == '`' || next[0] == '*');
}

// A line that begins with a dot would be a macro.
std::string Protected(std::string line) {
  if (line.starts_with('.')) line.insert(0, "\\&");
  return line;
}

// A line of roff as lines that a terminal shows whole.
std::string Folded(const std::string& line) {
  constexpr size_t kWidth = 80;
  std::string folded;
  size_t width = 0;  // of the last line
  for (const std::string& word : Words(line)) {
    if (width > 0 && width + 1 + word.size() > kWidth) {
      folded += '\n' + Protected(word);
      width = word.size();
    } else {
      folded += (width > 0 ? " " : "") + word;
      width += (width > 0 ? 1 : 0) + word.size();
    }
  }
  return folded + '\n';
}

// Without the indent.
std::string RoffVerbatim(const std::string& paragraph) {
  std::string roff = ".nf\n";
  std::istringstream stream{paragraph};
  for (std::string line; std::getline(stream, line);) {
    roff += Protected(RoffEscape(std::string_view(line).substr(kVerbatimIndent.size()))) + '\n';
  }
  return roff + ".fi\n";
}

std::string RoffParagraph(const std::string& paragraph) {
  const std::vector<std::string> words = Words(paragraph);
  std::string text;
  for (size_t i = 0; i < words.size(); ++i) {
    text += words[i];
    const bool is_last = i + 1 == words.size();
    text += is_last || EndsSentence(words[i], words[i + 1]) ? '\n' : ' ';
  }
  std::string roff;
  std::istringstream stream{text};
  for (std::string line; std::getline(stream, line);) roff += Folded(RoffLine(line));
  return roff;
}

}  // namespace

std::vector<std::string> WrapText(std::string_view text, size_t width) {
  std::string plain;
  for (const char c : text) {
    if (c != '`' && c != '*') plain += c;
  }
  std::vector<std::string> lines;
  for (const std::string& word : Words(plain)) {
    if (lines.empty() || lines.back().size() + 1 + word.size() > width) {
      lines.push_back(word);
    } else {
      lines.back() += ' ' + word;
    }
  }
  return lines;
}

std::string RoffText(std::string_view text) {
  std::string roff;
  for (const std::string& paragraph : Paragraphs(text)) {
    if (!roff.empty()) roff += ".PP\n";
    roff +=
        paragraph.starts_with(kVerbatimIndent) ? RoffVerbatim(paragraph) : RoffParagraph(paragraph);
  }
  return roff;
}

std::string RoffLine(std::string_view text) {
  std::string roff;
  char open = 0;  // the mark that has begun and not ended
  for (const char c : text) {
    const bool is_mark = c == '`' || c == '*';
    const bool is_hyphen = c == '-' && open == 0;  // of the prose
    const bool is_inner_mark = is_mark && open != 0 && open != c;
    if (is_hyphen || is_inner_mark) {
      roff += c;
    } else if (!is_mark) {
      roff += RoffEscape(std::string_view(&c, 1));
    } else if (open == 0) {
      roff += c == '`' ? "\\fB" : "\\fI";
      open = c;
    } else {
      roff += "\\fR";
      open = 0;
    }
  }
  return Protected(std::move(roff));
}

std::string RoffEscape(std::string_view text) {
  std::string roff;
  for (const char c : text) {
    if (c == '\\') {
      roff += "\\e";
    } else if (c == '-') {
      roff += "\\-";
    } else if (c == '\'') {
      roff += "\\(aq";
    } else {
      roff += c;
    }
  }
  return roff;
}

}  // namespace jackdaw::app
