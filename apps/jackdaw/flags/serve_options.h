// What the command line of `jackdaw serve` asks for.
#ifndef JACKDAW_APPS_JACKDAW_FLAGS_SERVE_OPTIONS_H_
#define JACKDAW_APPS_JACKDAW_FLAGS_SERVE_OPTIONS_H_

#include <cstdint>
#include <string>
#include <vector>

namespace jackdaw::app {

// Beside the directory, -j, -q and --memory-limit, which other commands share.
struct ServeOptions {
  std::string address = "127.0.0.1";
  int port = 8080;                      // 0: any that is free
  std::vector<std::string> host_names;  // beside the address
  std::string log;                      // a file, or "-"; empty: none
  uint64_t cache_bytes = uint64_t{256} << 20;
  int max_connections = 512;
  int max_waiting = 64;
  bool with_hidden = false;
};

}  // namespace jackdaw::app

#endif  // JACKDAW_APPS_JACKDAW_FLAGS_SERVE_OPTIONS_H_
