#include "archive/own_names.h"

#include <array>
#include <charconv>
#include <optional>

namespace jackdaw::archive {
namespace {

constexpr std::string_view kPrefix = ".jackdaw-";
constexpr std::string_view kSuffix = ".tmp";

// The finalizer of SplitMix64 (Steele, Lea, Flood 2014): a bijection in which each input bit
// changes half of the output bits.
uint64_t Mix(uint64_t x) {
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
  x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
  return x ^ (x >> 31);
}

uint64_t Proof(uint64_t pid, uint64_t random, uint64_t inode) {
  return Mix(Mix(Mix(pid) ^ random) ^ inode);
}

// 16 hexadecimal digits.
std::string Hex(uint64_t number) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string hex(16, '0');
  for (size_t i = hex.size(); i > 0; number >>= 4) hex[--i] = kDigits[number & 15];
  return hex;
}

// What all temporary names of a process begin with.
std::string Start(uint64_t pid, uint64_t random) {
  std::string name(kPrefix);
  name += std::to_string(pid);
  name += '-';
  return name.append(Hex(random));
}

// Takes a number off the front of `text`.
std::optional<uint64_t> TakeNumber(std::string_view* text, int base) {
  uint64_t value = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), value, base);
  if (error != std::errc()) return std::nullopt;
  text->remove_prefix(static_cast<size_t>(end - text->data()));
  return value;
}

}  // namespace

std::string TempName(uint64_t pid, uint64_t random, uint64_t inode) {
  std::string name = Start(pid, random);
  name += '-';
  name += Hex(Proof(pid, random, inode));
  return name.append(kSuffix);
}

std::string UnprovenTempName(uint64_t pid, uint64_t random) {
  return Start(pid, random).append(kSuffix);
}

bool IsTempNameOf(std::string_view name, uint64_t inode) {
  if (!IsUnfinishedName(name)) return false;
  std::string_view rest = name.substr(kPrefix.size());
  const std::optional<uint64_t> pid = TakeNumber(&rest, 10);
  if (!pid.has_value() || !rest.starts_with('-')) return false;
  rest.remove_prefix(1);
  const std::optional<uint64_t> random = TakeNumber(&rest, 16);
  // Whatever else may be wrong with the name shows when it is made again.
  return random.has_value() && name == TempName(*pid, *random, inode);
}

bool IsUnfinishedName(std::string_view name) {
  return name.size() >= kPrefix.size() + kSuffix.size() && name.starts_with(kPrefix) &&
         name.ends_with(kSuffix);
}

bool IsOwnName(std::string_view name) {
  if (IsUnfinishedName(name)) return true;
  if (!name.starts_with(kCatalogueName)) return false;
  name.remove_prefix(kCatalogueName.size());
  if (name.starts_with(kRebuiltEnding)) name.remove_prefix(kRebuiltEnding.size());
  constexpr std::array<std::string_view, 4> kOfSqlite = {"", "-journal", "-wal", "-shm"};
  for (const std::string_view ending : kOfSqlite) {
    if (name == ending) return true;
  }
  return false;
}

}  // namespace jackdaw::archive
