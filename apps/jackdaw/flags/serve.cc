// Flags of serve alone.
#include "apps/jackdaw/flags/groups.h"
#include "apps/jackdaw/system/text.h"

namespace jackdaw::app {
namespace {

const std::vector<Command> kServe = {Command::kServe};

std::string HostProblem(const std::string& text) {
  const bool is_name = !text.empty() && text.find_first_of(" /@?#") == std::string::npos;
  return is_name ? "" : "must be a name without a scheme or path, such as photos.example.com";
}

std::vector<Flag> AddressFlags() {
  return {
      {.name = "address",
       .commands = kServe,
       .value = Text("ADDRESS", {}, {"127.0.0.1", "0.0.0.0", "::1", "::"}),
       .help = "Address to listen on (default: 127.0.0.1, this machine alone)",
       .manual =
           R"(Address to listen on. The default is *127.0.0.1*, which only this machine reaches;
*0.0.0.0* or *::* is reached from everywhere. There is no password: whoever reaches the server sees
all files.)",
       .set = [](Options& o, const FlagValue& v) { o.serve.address = v.text; }},
      {.name = "port",
       .commands = kServe,
       .value = Integer("PORT", 0, 65535),
       .help = "Port to listen on (default: 8080; 0: any that is free)",
       .manual =
           R"(Port to listen on. The default is 8080. With 0, the system chooses one that is free;
the first line that is printed names it.)",
       .set = [](Options& o, const FlagValue& v) { o.serve.port = v.AsInt(); }},
      {.name = "host",
       .commands = kServe,
       .value = Text("NAME", HostProblem),
       .repeatable = true,
       .help = "Name by which clients call the server, e.g. behind a proxy; may be repeated",
       .manual =
           R"(Name by which clients call the server, as in the field *Host* of their requests. May be
repeated. On *127.0.0.1* only *localhost*, the address itself and these names are answered, so that no
page of a stranger in your browser can read your files under a name of its own; elsewhere any name is,
unless there are names. Behind a proxy, give the name that it passes on.)",
       .set = [](Options& o,
                 const FlagValue& v) { o.serve.host_names.push_back(Lowercase(v.text)); }},
      {.name = "hidden",
       .commands = kServe,
       .help = "Serve names that start with a dot, too",
       .manual =
           R"(Serve files and directories whose names start with a dot, too, but no catalogues and no
unfinished files.)",
       .set = [](Options& o, const FlagValue&) { o.serve.with_hidden = true; }},
      {.name = "log",
       .commands = kServe,
       .value = File("FILE"),
       .help = "Append a line for each request to FILE, or - for standard output",
       .manual = R"(Append a line for each request to *FILE*, or to standard output with `-`, in the
combined format of web servers with the seconds that the reply took at the end. After SIGHUP the file
is opened anew.)",
       .set = [](Options& o, const FlagValue& v) { o.serve.log = v.text; }},
  };
}

// Below this, two photographs of a camera throw each other out.
constexpr double kMinCache = 1 << 20;
constexpr double kMaxCache = 1e15;

std::vector<Flag> LimitFlags() {
  return {
      {.name = "cache-size",
       .commands = kServe,
       .value = Size("SIZE", kMinCache, kMaxCache),
       .help = "Memory for decoded files, e.g. 512M or 4G (default: 256M)",
       .manual = R"(Memory for decoded originals, so that they are not decoded again for the next
client. A quarter as much comes on top for thumbnails; and clients that are slow to take a file may
hold as much again. The default is 256M, the minimum 1M.)",
       .set = [](Options& o, const FlagValue& v) { o.serve.cache_bytes = v.AsUint64(); }},
      {.name = "connections",
       .commands = kServe,
       .value = Integer("N", 1, 10000),
       .help = "Number of connections that are served at once (default: 512)",
       .manual = R"(Number of connections that are served at once. As many more wait, while idle and
slow ones are closed for them; further ones are answered 503. The default is 512.)",
       .set = [](Options& o, const FlagValue& v) { o.serve.max_connections = v.AsInt(); }},
      {.name = "queue",
       .commands = kServe,
       .value = Integer("N", 1, 10000),
       .help = "Number of files that may wait to be decoded (default: 64)",
       .manual = R"(Number of files that may wait to be decoded. Requests that need one more are
answered 503, and asked to come again. The default is 64.)",
       .set = [](Options& o, const FlagValue& v) { o.serve.max_waiting = v.AsInt(); }},
  };
}

constexpr const char* kManual =
    R"(Files have the names of their originals: */2026/photo.jpg* is what *2026/photo.jpg.jkd* restores, with
its size, its time, the hash of its content as entity tag, ranges and conditional requests. Only `GET`
and `HEAD` are answered. `?thumb=256` (also 64, 128, 512 and 1024) is a small copy of a JPEG file. A
path that ends in a slash is a page of thumbnails. */metrics* counts for Prometheus.

Names that start with a dot are not served, unless `--hidden` says so. Links that lead out of the
directory are never followed. There is neither encryption nor a password: that is the task of a proxy
in front of it. The server therefore listens on *127.0.0.1* only, unless `--address` says otherwise.

At most `--queue` files wait to be decoded; requests that need one more are answered 503, to come
again. Slow and idle clients are closed when others wait. SIGINT and SIGTERM end the
server after the replies that it has begun; SIGHUP opens the log anew.)";

}  // namespace

FlagGroup ServeFlags() {
  FlagGroup group{.title = "serve", .help_heading = "Server", .manual = kManual, .flags = {}};
  for (const std::vector<Flag>& part : {AddressFlags(), LimitFlags()}) {
    group.flags.insert(group.flags.end(), part.begin(), part.end());
  }
  return group;
}

}  // namespace jackdaw::app
