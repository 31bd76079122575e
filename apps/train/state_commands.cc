#include "apps/train/state_commands.h"

#include <cstdio>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

#include "apps/train/dump_luma.h"
#include "apps/train/fit_expectation.h"
#include "apps/train/train_dictionary.h"
#include "apps/train/train_quant_tables.h"
#include "apps/train/train_start.h"

namespace jackdaw::train {
namespace {

const std::map<std::string, StartPreset> kPresets = {{"fast", StartPreset::kFast},
                                                     {"default", StartPreset::kDefault}};

void AddStart(CLI::App& app) {
  static StartOptions o;
  CLI::App* start = app.add_subcommand("start", "start state of the adaptive coder");
  start->add_option("preset", o.preset, "fast or default")
      ->required()
      ->transform(CLI::CheckedTransformer(kPresets));
  start->add_option("paths", o.paths, "JPEG files or folders; none: the untrained start")
      ->check(CLI::ExistingPath);
  start->add_option("-o,--output", o.output, "state file to write")->required();
  start->add_option("--seed", o.seed, "of the order of files")->capture_default_str();
  start->callback([] { TrainStart(o); });
}

// A command that makes an output from JPEG files.
using Maker = void (*)(const std::vector<std::string>& files, const std::string& output);
struct FileOptions {
  std::vector<std::string> files;
  std::string output;
};
void AddFileCommand(CLI::App& app, const char* name, const char* help, const char* output_help,
                    FileOptions* o, Maker make) {
  CLI::App* command = app.add_subcommand(name, help);
  command->add_option("files", o->files, "JPEG files")->required()->check(CLI::ExistingFile);
  command->add_option("-o,--output", o->output, output_help)->required();
  command->callback([o, make] { make(o->files, o->output); });
}

void Dump(const std::vector<std::string>& files, const std::string& folder) {
  const int written = DumpLuma(files, folder);
  std::printf("%d of %zu files written\n", written, files.size());
  if (written == 0) throw std::runtime_error("no file could be read and written");
}

}  // namespace

void AddStateCommands(CLI::App& app) {
  AddStart(app);
  static FileOptions dictionary, quant_tables, expectation, dump;
  AddFileCommand(app, "dictionary", "zstd dictionary and Huffman table prior, as source files",
                 "folder of dictionary_data.cc and huffman_prior.cc", &dictionary, TrainDictionary);
  AddFileCommand(app, "quant-tables", "prior of chosen quantization tables, as a source file",
                 "quant_tables_prior.cc", &quant_tables, TrainQuantTables);
  AddFileCommand(app, "expectation", "weights of the expected size of a level, as a source file",
                 "expectation.cc", &expectation, FitExpectation);
  AddFileCommand(app, "dump-luma", "first components as numbers, for fit_prediction.py",
                 "folder of the numbers", &dump, Dump);
}

}  // namespace jackdaw::train
