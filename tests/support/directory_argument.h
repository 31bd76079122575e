// The command line of programs that take one directory and no options.
#ifndef JACKDAW_TESTS_SUPPORT_DIRECTORY_ARGUMENT_H_
#define JACKDAW_TESTS_SUPPORT_DIRECTORY_ARGUMENT_H_

#include <cstdio>
#include <filesystem>
#include <string_view>

namespace jackdaw::test {

// The exit status of `run` with the directory; or prints `usage`: 0 where --help or -h asks for it,
// 2 where there is another number of arguments, or an option.
inline int RunOnDirectory(int argc, char** argv, const char* usage,
                          int (*run)(const std::filesystem::path&)) {
  const std::string_view word = argc == 2 ? argv[1] : "";
  const bool asks = word == "--help" || word == "-h";
  if (asks || word.empty() || word.front() == '-') {
    std::fputs(usage, asks ? stdout : stderr);
    return asks ? 0 : 2;
  }
  return run(word);
}

}  // namespace jackdaw::test

#endif  // JACKDAW_TESTS_SUPPORT_DIRECTORY_ARGUMENT_H_
