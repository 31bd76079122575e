#include "apps/jackdaw/options.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <thread>

namespace jackdaw::app {
namespace {

// Below this not even a small photo fits, and the option is surely a slip (bytes meant as MiB).
constexpr uint64_t kMinMemoryLimit = uint64_t{1} << 20;

constexpr const char* kFooter =
    "A file argument of - means standard input. Exit status: 0 all good, 1 some file failed, 2 "
    "usage error.\nThe manual page jackdaw(1) has the details.";

void AddThreadsOption(CLI::App* sub, Options* options) {
  sub->add_option("-j,--threads", options->num_threads, "Threads; 0 (the default) is all cores")
      ->type_name("N")
      ->check(CLI::Range(0, 1024).description(""));
}

void AddCommonOptions(CLI::App* sub, Options* options) {
  sub->add_option("PATH", options->inputs, "Files, directories (searched recursively), or -")
      ->required();
  AddThreadsOption(sub, options);
  sub->add_option("--memory-limit", options->memory_limit,
                  "Working memory of all files at once, e.g. 512M or 4G (default 1G)")
      ->type_name("SIZE")
      ->transform(CLI::AsSizeValue(false).description(""));
  sub->add_flag("--json", options->json, "Machine-readable result on standard output");
  sub->add_flag("-q,--quiet", options->quiet, "No progress and no summary, only errors");
}

CLI::Option* AddOutputPath(CLI::App* sub, Options* options) {
  return sub
      ->add_option("-o,--output", options->output,
                   "Output file for one input file, else a directory that mirrors the inputs")
      ->type_name("PATH");
}

void AddReplaceOptions(CLI::App* sub, Options* options) {
  CLI::Option* force = sub->add_flag("-f,--force", options->force, "Replace existing outputs");
  sub->add_flag("--skip-existing", options->skip_existing,
                "Pass over inputs whose output exists already, without an error")
      ->excludes(force);
}

void AddOutputOptions(CLI::App* sub, Options* options, const char* original) {
  AddOutputPath(sub, options);
  AddReplaceOptions(sub, options);
  sub->add_flag("--remove-original", options->remove_original,
                fmt::format("Remove each {} once its output is on disk and was read back and "
                            "found to be exact",
                            original));
}

// An option that sets what a loss is to meet; `group` lets only one of them be given.
void AddTarget(CLI::Option_group* group, Options* options, LossTarget target, const char* name,
               const char* type_name, double lowest, double highest, const char* text) {
  group
      ->add_option_function<double>(
          name,
          [options, target](double value) {
            options->lossy = true;
            options->loss_target = target;
            options->loss_value = value;
          },
          text)
      ->type_name(type_name)
      ->check(CLI::Range(lowest, highest).description(""));
}

void AddLossTargets(CLI::App* sub, Options* options) {
  constexpr double kSmallest = 1e-6, kLargest = 1e15;
  CLI::Option_group* group = sub->add_option_group("Loss (one of these; none keeps all pixels)");
  AddTarget(group, options, LossTarget::kQuality, "--quality", "0..100", 0, 100,
            "About the loss of cjpeg's -quality; 100 keeps all pixels");
  AddTarget(group, options, LossTarget::kLambda, "--lambda", "X", 0, 1e6,
            "Squared error that a bit may cost");
  AddTarget(group, options, LossTarget::kBitsPerPixel, "--target-bpp", "X", kSmallest, kLargest,
            "Bits per pixel of the whole file, at most");
  AddTarget(group, options, LossTarget::kPsnr, "--target-psnr", "DB", kSmallest, kLargest,
            "Luma PSNR against the input, at least");
  AddTarget(group, options, LossTarget::kSize, "--target-size", "BYTES", 1, kLargest,
            "Size of the file, at most");
  group->require_option(0, 1);
}

void AddCompress(CLI::App* app, Options* options) {
  CLI::App* sub = app->add_subcommand("compress", "JPEG files to .jkd files, beside them");
  AddCommonOptions(sub, options);
  AddOutputOptions(sub, options, "JPEG");
  CLI::Option* no_verify = sub->add_flag_callback(
      "--no-verify", [options] { options->verify = false; },
      "Do not decode each result to check it");
  sub->add_flag("--verify", options->verify_lossy, "Decode results with a loss, too, to check them")
      ->excludes(no_verify);
  sub->add_option_function<std::string>(
         "--preset",
         [options](const std::string& name) {
           options->preset = FindPreset(name).value_or(kStandardPreset);
         },
         fmt::format(
             "Compression preset: fast, default for smaller files, or parallel, as default with "
             "a prior that needs no neighbours (without this option: {})",
             PresetName(kStandardPreset)))
      ->type_name("NAME")
      ->check(CLI::IsMember({"fast", "default", "parallel"}).description(""));
  AddLossTargets(sub, options);
  sub->add_flag("--store-name", options->store_name, "Store the file's name in the .jkd");
  sub->add_option("--slices", options->num_slices,
                  "Cut each image into this many slices (0, the default: by its size)")
      ->type_name("N")
      ->check(CLI::Range(0, 65535).description(""));
}

void AddDecompress(CLI::App* app, Options* options) {
  CLI::App* sub = app->add_subcommand("decompress", ".jkd files back to the exact JPEG files");
  AddCommonOptions(sub, options);
  AddOutputOptions(sub, options, ".jkd");
  sub->add_option_function<std::string>(
         "--pixels",
         [options](const std::string& value) { options->pixels = ParsePixelTarget(value); },
         "Write the picture itself: a .png, .ppm or .pgm file, or only png, ppm or pgm for one "
         "such "
         "file per input; takes JPEG files, too")
      ->type_name("OUT")
      ->check([](const std::string& value) -> std::string {
        if (ParsePixelTarget(value)) return {};
        return "must be png, ppm or pgm, or a file name that ends in one of them: " + value;
      });
}

void AddVerify(CLI::App* app, Options* options) {
  CLI::App* sub = app->add_subcommand("verify", "Decode .jkd files and check them; write nothing");
  AddCommonOptions(sub, options);
  sub->add_flag("--against-original", options->against_original,
                "Also compare with the original where it lies beside the .jkd");
}

void AddInfo(CLI::App* app, Options* options) {
  CLI::App* sub = app->add_subcommand("info", "Tell what is in JPEG or .jkd files");
  AddCommonOptions(sub, options);
  sub->add_flag("--deep", options->deep, "Decode .jkd files, and show the images inside them");
}

void AddSweep(CLI::App* app, Options* options) {
  CLI::App* sub = app->add_subcommand(
      "sweep", "Compare rates and distortions of Jackdaw and other encoders on pictures");
  sub->add_option("PATH", options->inputs, "JPEG, PNG or PPM files, or directories (recursively)")
      ->required();
  sub->add_option("-o,--output", options->output,
                  "Directory for sweep.csv, sweep.json, sweep.html (default jackdaw-sweep)")
      ->type_name("DIR");
  sub->add_flag("-f,--force", options->force, "Replace existing outputs");
  AddThreadsOption(sub, options);
  AddSweepOptions(sub, &options->sweep);
  sub->add_flag("-q,--quiet", options->quiet, "No progress and no summary, only errors");
}

void AddTranscode(CLI::App* app, Options* options) {
  CLI::App* sub = app->add_subcommand("transcode", "JPEG files to smaller plain JPEG files");
  AddCommonOptions(sub, options);
  AddOutputPath(sub, options);
  AddReplaceOptions(sub, options);
  AddLossTargets(sub, options);
  CLI::Option* progressive = sub->add_flag_callback(
      "--progressive", [options] { options->transcode.scans = ScanChoice::kProgressive; },
      "Progressive output (without this and --baseline: whichever is smaller)");
  sub->add_flag_callback(
         "--baseline", [options] { options->transcode.scans = ScanChoice::kBaseline; },
         "Sequential output")
      ->excludes(progressive);
  sub->add_flag("--strip", options->transcode.strip,
                "Leave out Exif, comments and the like, and what follows the image");
}

// CLI11 takes an argument "[a,b]" for a list; such a path is kept whole by writing it "./[a,b]".
std::vector<std::string> ProtectBrackets(int argc, const char* const* argv) {
  std::vector<std::string> args;
  for (int i = 1; i < argc; ++i) {
    std::string arg = argv[i];
    if (arg.size() >= 2 && arg.front() == '[' && arg.back() == ']') arg.insert(0, "./");
    args.push_back(std::move(arg));
  }
  return args;
}

// Rules of --pixels. Empty when all is well.
std::string FindPixelContradiction(const Options& options) {
  if (!options.pixels.has_value()) return {};
  if (options.remove_original) {
    return "--remove-original does not go with --pixels, which do not bring the file back";
  }
  if (options.pixels->path.empty()) return {};
  if (!options.output.empty()) {
    return "--pixels names an output file already; with -o, give it png, ppm or pgm";
  }
  if (options.inputs.size() > 1) {
    return "--pixels FILE takes exactly one input file; for more, give it png, ppm or pgm";
  }
  return {};
}

// Rules that span several options. Empty when all is well.
std::string FindContradiction(const Options& options) {
  const bool from_stdin =
      std::find(options.inputs.begin(), options.inputs.end(), "-") != options.inputs.end();
  const bool writes = WritesFiles(options.command);
  const bool to_stdout =
      writes && (options.output == "-" || (from_stdin && options.output.empty()));
  if (options.memory_limit < kMinMemoryLimit) return "--memory-limit must be at least 1M";
  if (from_stdin && options.inputs.size() > 1) return "- must be the only input";
  if (options.output == "-" && options.inputs.size() > 1) {
    return "-o - takes exactly one input file";
  }
  if (to_stdout && options.json) return "--json needs -o FILE when the output is standard output";
  if (options.command == Command::kTranscode && options.output.empty() && !from_stdin) {
    return "transcode needs -o: a file, a directory or -";
  }
  if (options.lossy && options.command == Command::kCompress) {
    if (options.remove_original) return "--remove-original works only without a loss";
    if (options.preset != Preset::kDefault) return "a loss needs the preset default";
  }
  if (options.remove_original && (from_stdin || to_stdout)) {
    return "--remove-original works only from file to file";
  }
  return {};
}

}  // namespace

const char* CommandName(Command command) {
  switch (command) {
    case Command::kCompress:
      return "compress";
    case Command::kDecompress:
      return "decompress";
    case Command::kVerify:
      return "verify";
    case Command::kInfo:
      return "info";
    case Command::kSweep:
      return "sweep";
    case Command::kTranscode:
      return "transcode";
  }
  return "";
}

bool WritesFiles(Command command) {
  return command == Command::kCompress || command == Command::kDecompress ||
         command == Command::kTranscode;
}

int UsageError(const std::string& message) {
  fmt::print(stderr, "jackdaw: {}\nRun with --help for more information.\n", message);
  return kExitUsage;
}

ParsedOptions ParseOptions(int argc, const char* const* argv) {
  CLI::App app("Makes existing JPEG files smaller; the exact original bytes come back.", "jackdaw");
  app.footer(kFooter);
  app.require_subcommand(1);
  app.set_version_flag(
      "--version", fmt::format("jackdaw {}.{}.{}", kVersionMajor, kVersionMinor, kVersionPatch));
  Options options;
  AddCompress(&app, &options);
  AddDecompress(&app, &options);
  AddVerify(&app, &options);
  AddInfo(&app, &options);
  AddSweep(&app, &options);
  AddTranscode(&app, &options);

  std::vector<std::string> args = ProtectBrackets(argc, argv);
  std::reverse(args.begin(), args.end());  // CLI11 wants them so
  try {
    app.parse(args);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) return {std::nullopt, app.exit(error)};
    return {std::nullopt, UsageError(error.what())};
  }
  for (Command command : {Command::kCompress, Command::kDecompress, Command::kVerify,
                          Command::kInfo, Command::kSweep, Command::kTranscode}) {
    if (app.got_subcommand(CommandName(command))) options.command = command;
  }
  if (options.num_threads == 0) {
    options.num_threads = static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
  }
  std::string contradiction = FindPixelContradiction(options);
  if (!contradiction.empty()) return {std::nullopt, UsageError(contradiction)};
  if (options.pixels.has_value() && !options.pixels->path.empty()) {
    options.output = options.pixels->path;
  }
  contradiction = FindContradiction(options);
  if (!contradiction.empty()) return {std::nullopt, UsageError(contradiction)};
  return {std::move(options), kExitOk};
}

}  // namespace jackdaw::app
