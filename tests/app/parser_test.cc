#include "apps/jackdaw/flags/parser.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "apps/jackdaw/flags/attention.h"
#include "apps/jackdaw/flags/texture.h"

namespace jackdaw::app {
namespace {

using Args = std::vector<const char*>;

ParsedOptions Parse(const Args& args) {
  std::vector<const char*> argv = {"jackdaw"};
  argv.insert(argv.end(), args.begin(), args.end());
  return ParseOptions(static_cast<int>(argv.size()), argv.data());
}

// The options of a command line that must be right.
Options Good(const Args& args) {
  ParsedOptions parsed = Parse(args);
  EXPECT_TRUE(parsed.options.has_value());
  return parsed.options.value_or(Options{});
}

using Strings = std::vector<std::string>;

TEST(ParserTest, DefaultsOfCompress) {
  const Options options = Good({"compress", "a.jpg"});
  EXPECT_EQ(options.command, Command::kCompress);
  EXPECT_EQ(options.inputs, Strings{"a.jpg"});
  EXPECT_GE(options.num_threads, 1);
  EXPECT_EQ(options.memory_limit, uint64_t{1} << 30);
  EXPECT_EQ(options.preset, kStandardPreset);
  EXPECT_TRUE(options.verify);
  EXPECT_FALSE(options.lossy || options.force || options.skip_existing || options.json ||
               options.quiet || options.store_name || options.remove_original);
}

TEST(ParserTest, FormsOfAFlag) {
  for (const Args& args : std::vector<Args>{{"compress", "-j", "3", "a"},
                                            {"compress", "-j3", "a"},
                                            {"compress", "a", "--threads=3"},
                                            {"compress", "--threads", "3", "--", "a"}}) {
    const Options options = Good(args);
    EXPECT_EQ(options.num_threads, 3);
    EXPECT_EQ(options.inputs, Strings{"a"});
  }
  const Options options = Good({"compress", "-fqj2", "--", "-x", "info", "[a,b]", "--json"});
  EXPECT_TRUE(options.force && options.quiet && !options.json);
  EXPECT_EQ(options.inputs, (Strings{"-x", "info", "./[a,b]", "--json"}));
  // The name of a command is a path behind one.
  EXPECT_EQ(Good({"verify", "info", "compress"}).inputs, (Strings{"info", "compress"}));
}

TEST(ParserTest, Losses) {
  const Options size = Good({"transcode", "--target-size", "5K", "-o", "b", "a"});
  EXPECT_TRUE(size.lossy);
  EXPECT_EQ(size.loss_target, LossTarget::kSize);
  EXPECT_EQ(size.loss_value, 5120);
  const Options quality = Good({"compress", "--quality=62.5", "--verify", "a"});
  EXPECT_EQ(quality.loss_target, LossTarget::kQuality);
  EXPECT_EQ(quality.loss_value, 62.5);
  EXPECT_TRUE(quality.verify_lossy);
}

TEST(ParserTest, ValuesThatMayBeLeftOut) {
  const Options plain = Good({"compress", "--json", "a"});
  EXPECT_TRUE(plain.json && !plain.json_lines);
  EXPECT_EQ(plain.inputs, Strings{"a"});
  const Options lines = Good({"verify", "a", "--json=lines"});
  EXPECT_TRUE(lines.json && lines.json_lines);
  EXPECT_EQ(Good({"info", "--nice", "a"}).nice, 10);
  EXPECT_EQ(Good({"info", "--nice=3", "a"}).nice, 3);
}

TEST(ParserTest, LongRuns) {
  const Options options =
      Good({"compress", "--files-from", "-", "-0", "--shard", "2/16", "--exclude", "a", "--exclude",
            "b/", "--include", "*.dng", "--journal", "j", "--resume", "--hard-links=skip"});
  EXPECT_EQ(options.files_from, "-");
  EXPECT_TRUE(options.null && options.resume && options.inputs.empty());
  EXPECT_EQ(options.shard.index, 2u);
  EXPECT_EQ(options.shard.count, 16u);
  EXPECT_EQ(options.exclude.size(), 2u);
  EXPECT_EQ(options.include.size(), 1u);
  EXPECT_EQ(options.hard_links, HardLinks::kSkip);
  // What a killed run left is looked at, not an error.
  EXPECT_TRUE(options.skip_existing);
  EXPECT_FALSE(Good({"compress", "--journal", "j", "--resume", "-f", "a"}).skip_existing);
  EXPECT_TRUE(Good({"compress", "--update", "a"}).skip_existing);
  EXPECT_TRUE(Good({"compress", "--force", "--keep-both", "a"}).force);
}

TEST(ParserTest, Sweeps) {
  const Options options = Good({"sweep", "--codecs", "a,b", "--codecs", "c", "--settings", "a=1,2",
                                "--settings", "b=3", "--bd-range", "25:45.5", "--bd-range",
                                "ssimulacra2=50:85", "--source-quality", "70", "x.png"});
  EXPECT_EQ(options.inputs, Strings{"x.png"});
  EXPECT_EQ(options.sweep.codecs, (Strings{"a", "b", "c"}));
  EXPECT_EQ(options.sweep.settings.at("a"), (std::vector<double>{1, 2}));
  EXPECT_EQ(options.sweep.settings.at("b"), std::vector<double>{3});
  EXPECT_EQ(options.sweep.ranges.at("psnr").low, 25);
  EXPECT_EQ(options.sweep.ranges.at("psnr").high, 45.5);
  EXPECT_EQ(options.sweep.ranges.at("ssimulacra2").high, 85);
  EXPECT_EQ(options.sweep.source_quality, 70);
}

TEST(ParserTest, Trees) {
  const Options check = Good({"check", "--sizes", "--update", "-v", "--catalogue", "c", "tree"});
  EXPECT_EQ(check.command, Command::kCheck);
  EXPECT_EQ(check.inputs, Strings{"tree"});
  EXPECT_EQ(check.archive.depth, CheckDepth::kSizes);
  EXPECT_TRUE(check.archive.update && check.verbose && !check.archive.rebuild);
  EXPECT_EQ(check.archive.catalogue, "c");
  EXPECT_EQ(Good({"check", "tree"}).archive.depth, CheckDepth::kQuick);
  const Options list = Good({"list", "-rs", "saved", "tree"});
  EXPECT_EQ(list.archive.sort, "saved");
  EXPECT_TRUE(list.archive.reverse);
}

TEST(ParserTest, FormatsOfList) {
  const Options document = Good({"list", "--json", "tree"});
  EXPECT_TRUE(document.json && !document.json_lines);
  EXPECT_EQ(document.inputs, Strings{"tree"});
  const Options lines = Good({"list", "tree", "--json=lines"});
  EXPECT_TRUE(lines.json && lines.json_lines);
  EXPECT_EQ(Good({"list", "--", "--json"}).inputs, Strings{"--json"});
  EXPECT_EQ(Parse({"list", "--json=words", "tree"}).exit_code, kExitUsage);
}

TEST(ParserTest, UsageErrors) {
  for (const Args& args : std::vector<Args>{{},
                                            {"bogus"},
                                            {"--bogus"},
                                            {"compress"},
                                            {"compress", "--bogus", "a"},
                                            {"info", "--force", "a"},
                                            {"compress", "a", "--quality"},
                                            {"compress", "--quality", "50", "--quality", "60", "a"},
                                            {"compress", "--quality", "101", "a"},
                                            {"compress", "--quality", "50", "--lambda", "3", "a"},
                                            {"compress", "--force", "--skip-existing", "a"},
                                            {"compress", "--verify", "--no-verify", "a"},
                                            {"compress", "--preset", "slowest", "a"},
                                            {"compress", "--memory-limit", "100", "a"},
                                            {"compress", "--memory-limit", "much", "a"},
                                            {"compress", "--shard", "3/2", "a"},
                                            {"compress", "--shard", "0/2", "a"},
                                            {"compress", "--json=xml", "a"},
                                            {"compress", "--resume", "a"},
                                            {"compress", "--null", "a"},
                                            {"compress", "--files-from", "-", "-"},
                                            {"compress", "--files-from", "l", "-o", "-"},
                                            {"compress", "--force", "--update", "a"},
                                            {"compress", "--dry-run", "--journal", "j", "a"},
                                            {"compress", "--exclude", "/", "a"},
                                            {"info", "--journal", "j", "a"},
                                            {"compress", "-", "a"},
                                            {"compress", "-q", "80", "a.jpg"},
                                            {"transcode", "a"},
                                            {"transcode", "--target-size", "5X", "-o", "b", "a"},
                                            {"decompress", "--pixels", "a.tiff", "a"},
                                            {"check"},
                                            {"check", "a", "b"},
                                            {"check", "-"},
                                            {"check", "--deep", "--sizes", "a"},
                                            {"check", "--update", "--rebuild", "a"},
                                            {"list", "--reverse", "a"},
                                            {"sweep", "--settings", "cjpeg", "a"},
                                            {"sweep", "--bd-range", "45:25", "a"}}) {
    const ParsedOptions parsed = Parse(args);
    EXPECT_FALSE(parsed.options.has_value());
    EXPECT_EQ(parsed.exit_code, kExitUsage);
  }
}

TEST(ParserTest, HelpComesBeforeMistakes) {
  for (const Args& args : std::vector<Args>{
           {"--help"}, {"-h"}, {"--version"}, {"compress", "--help"}, {"transcode", "-h"}}) {
    const ParsedOptions parsed = Parse(args);
    EXPECT_FALSE(parsed.options.has_value());
    EXPECT_EQ(parsed.exit_code, kExitOk);
  }
}

TEST(ParserTest, AttentionIsOffOnOrAFile) {
  EXPECT_FALSE(Good({"transcode", "-o", "b", "a"}).transcode.attention.on);
  for (const char* command : {"compress", "transcode", "encode"}) {
    Options options = Good({command, "--quality", "80", "--attention=on", "-o", "b", "a"});
    EXPECT_TRUE(options.transcode.attention.on && options.attention_file.empty());
    EXPECT_FALSE(LoadAttention(&options).ok());  // none is built in
    options = Good({command, "--quality", "80", "--attention=off", "-o", "b", "a"});
    EXPECT_FALSE(options.transcode.attention.on);
    EXPECT_TRUE(LoadAttention(&options).ok());
  }
  Options options = Good({"transcode", "--attention", "/dev/null", "-o", "b", "a"});
  EXPECT_EQ(options.attention_file, "/dev/null");
  EXPECT_FALSE(LoadAttention(&options).ok());  // a device
  EXPECT_FALSE(Parse({"transcode", "--attention", "no/such/file", "-o", "b", "a"}).options);
}

TEST(ParserTest, TextureMayBeAFile) {
  EXPECT_FALSE(Good({"decompress", "--pixels", "png", "a"}).texture);
  Options options = Good({"decompress", "--pixels", "png", "--texture", "a"});
  EXPECT_TRUE(options.texture && options.texture_file.empty());
  EXPECT_EQ(options.inputs, (std::vector<std::string>{"a"}));
  EXPECT_TRUE(LoadTexture(&options).ok() && options.texture_weights.empty());
  options = Good({"sweep", "--texture=/dev/null", "a"});
  EXPECT_EQ(options.texture_file, "/dev/null");
  EXPECT_FALSE(LoadTexture(&options).ok());  // a device
  options = Good({"decompress", "--pixels", "png", "--plain", "a"});
  EXPECT_TRUE(LoadTexture(&options).ok());
  EXPECT_FALSE(Parse({"decompress", "--texture=x", "a"}).options);
  EXPECT_FALSE(Parse({"decompress", "--pixels", "png", "--plain", "--texture=x", "a"}).options);
}

TEST(ParserTest, Refine) {
  EXPECT_EQ(Good({"encode", "--refine", "20", "a"}).transcode.refine, 20);
  EXPECT_FALSE(Parse({"encode", "--refine", "-1", "a"}).options);
}

}  // namespace
}  // namespace jackdaw::app
