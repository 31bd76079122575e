#include "apps/sweep/sweep.h"

#include <optional>
#include <utility>

#include "apps/sweep/pictures/crop_region.h"
#include "apps/sweep/pictures/png_pixels.h"
#include "apps/sweep/system/files.h"
#include "apps/sweep/system/temp_dir.h"

namespace jackdaw::sweep {
namespace {

std::vector<CodecResult> PlanCodecs(const SweepSpec& spec, const CodecList& codecs) {
  std::vector<CodecResult> plan;
  for (const auto& codec : codecs) {
    const auto own = spec.own_settings.find(codec->info().name);
    plan.push_back({codec->info(), own != spec.own_settings.end() && !own->second.empty()
                                       ? own->second
                                       : codec->Settings(spec.num_rates)});
  }
  return plan;
}

size_t CountPoints(const std::vector<CodecResult>& codecs) {
  size_t count = 0;
  for (const CodecResult& codec : codecs) count += codec.settings.size();
  return count;
}

std::string SettingName(const CodecResult& codec, size_t setting) {
  if (codec.info.setting.empty()) return {};
  return codec.info.setting + " " + SettingText(codec.settings[setting]);
}

// The pictures that a source's points are cut out beside.
std::string CropKeyText(const SourceBytes& bytes, ReferenceKind kind) {
  const CodecInfo reference{std::string("crop of ") + ReferenceKey(kind), "", "", true};
  return PointKeyText(bytes.hash, reference, kCropSide, "");
}

}  // namespace

Sweep::Sweep(SweepSpec spec, CodecList codecs, MetricTools tools)
    : spec_(std::move(spec)),
      codecs_(std::move(codecs)),
      tools_(std::move(tools)),
      cache_(spec_.cache_directory),
      num_points_(CountPoints(PlanCodecs(spec_, codecs_))),
      store_(spec_.sources, num_points_, spec_.temp_directory) {
  results_.codecs = PlanCodecs(spec_, codecs_);
  results_.metric_tools = tools_.Description();
  for (const SourceSpec& source : spec_.sources) {
    SourceResult result;
    result.name = source.name;
    for (const CodecResult& codec : results_.codecs) {
      result.points.emplace_back(codec.settings.size());
    }
    results_.sources.push_back(std::move(result));
  }
}

Sweep::Place Sweep::PlaceOf(size_t job) const {
  Place place{job / num_points_, 0, job % num_points_};
  while (place.setting >= results_.codecs[place.codec].settings.size()) {
    place.setting -= results_.codecs[place.codec].settings.size();
    ++place.codec;
  }
  return place;
}

std::string Sweep::KeyText(const Place& place, const SourceBytes& bytes) const {
  const CodecResult& codec = results_.codecs[place.codec];
  return PointKeyText(bytes.hash, codec.info, codec.settings[place.setting], results_.metric_tools);
}

bool Sweep::WantsCrops(const Place& place) const { return place.source < spec_.num_crop_sources; }

JobOutcome Sweep::RunJob(size_t job) {
  const Place place = PlaceOf(job);
  const CodecResult& codec = results_.codecs[place.codec];
  JobOutcome outcome;
  outcome.label = store_.spec(place.source).name + ", " + codec.info.name;
  const std::string setting = SettingName(codec, place.setting);
  if (!setting.empty()) outcome.label += ", " + setting;

  bool source_is_bad = false;
  Result<Measured> measured = Measure(place, &source_is_bad);
  if (measured.ok()) {
    outcome.was_cached = measured.value().was_cached;
    Keep(place, std::move(measured).value());
  } else {
    outcome.status = measured.error();
    outcome.is_repeat = !KeepFailure(place, measured.error(), source_is_bad);
    if (source_is_bad) outcome.label = store_.spec(place.source).name;
  }
  store_.JobDone(place.source);
  return outcome;
}

Result<Sweep::Measured> Sweep::Measure(const Place& place, bool* source_is_bad) {
  const Result<const SourceBytes*> bytes = store_.Bytes(place.source);
  *source_is_bad = !bytes.ok();
  if (!bytes.ok()) return bytes.error();
  Describe(place.source, *bytes.value());
  std::optional<Measured> found = FindInCache(place, *bytes.value());
  if (found) return std::move(*found);
  const Result<const LoadedSource*> loaded = store_.Load(place.source);
  *source_is_bad = !loaded.ok();
  if (!loaded.ok()) return loaded.error();
  return MeasureAnew(place, *bytes.value(), *loaded.value());
}

void Sweep::Describe(size_t source, const SourceBytes& bytes) {
  const std::lock_guard<std::mutex> lock(mutex_);
  SourceResult& result = results_.sources[source];
  result.width_px = bytes.header.width_px;
  result.height_px = bytes.header.height_px;
  result.jpeg_bytes = bytes.jpeg.size();
  result.has_pristine = !bytes.pristine_file.empty();
}

std::optional<Sweep::Measured> Sweep::FindInCache(const Place& place,
                                                  const SourceBytes& bytes) const {
  const std::string key = KeyText(place, bytes);
  const std::optional<PointResult> point = cache_.Load(key);
  if (!point || point->against_pristine.has_value() == bytes.pristine_file.empty()) {
    return std::nullopt;
  }
  Measured measured{*point, true, {}};
  if (!WantsCrops(place)) return measured;
  const auto input = cache_.LoadCrop(CropKeyText(bytes, ReferenceKind::kInput));
  const auto crop = cache_.LoadCrop(key);
  if (!input || !crop) return std::nullopt;
  measured.crops.input = *input;
  measured.crops.points[{place.codec, place.setting}] = *crop;
  if (bytes.pristine_file.empty()) return measured;
  const auto pristine = cache_.LoadCrop(CropKeyText(bytes, ReferenceKind::kPristine));
  if (!pristine) return std::nullopt;
  measured.crops.pristine = *pristine;
  return measured;
}

Result<Sweep::Measured> Sweep::MeasureAnew(const Place& place, const SourceBytes& bytes,
                                           const LoadedSource& source) const {
  const Result<TempDir> scratch = TempDir::Create(spec_.temp_directory);
  if (!scratch.ok()) return scratch.error();
  const Codec& codec = *codecs_[place.codec];
  const double setting = results_.codecs[place.codec].settings[place.setting];

  const Result<EncodedFile> encoded =
      codec.Encode(source.encoder_input, setting, scratch.value().path());
  if (!encoded.ok()) return encoded.error();
  Result<DecodedPicture> decoded = codec.Decode(encoded.value().bytes, scratch.value().path());
  if (!decoded.ok()) return decoded.error();
  const Image image = ToRgb(std::move(decoded.value().image));
  const std::string png_path = scratch.value().path() + "/decoded.png";
  if (tools_.any()) {
    const Result<std::vector<uint8_t>> png = EncodePng(image);
    if (!png.ok()) return png.error();
    const Status written = WriteWholeFile(png_path, png.value());
    if (!written.ok()) return written.error();
  }

  Measured measured{{}, false, {}};
  PointResult& point = measured.point;
  point.bytes = encoded.value().bytes.size();
  point.encode_cpu_seconds = encoded.value().cpu_seconds;
  point.decode_cpu_seconds = decoded.value().cpu_seconds;
  const Result<MetricValues> input = source.input.Compare(image, png_path, tools_);
  if (!input.ok()) return input.error();
  point.against_input = input.value();
  if (codec.info().is_lossless && image.samples != source.input.image().samples) {
    return Error{ErrorCode::kInternal, 0, "is meant to be lossless, but pixels differ"};
  }
  if (source.pristine) {
    const Result<MetricValues> pristine = source.pristine->Compare(image, png_path, tools_);
    if (!pristine.ok()) return pristine.error();
    point.against_pristine = pristine.value();
  }
  if (WantsCrops(place)) {
    const Status made = MakeCrops(place, bytes, source, image, &measured.crops);
    if (!made.ok()) return made.error();
  }
  const Status stored = cache_.Store(KeyText(place, bytes), point);
  if (!stored.ok()) return stored.error();
  return measured;
}

Status Sweep::MakeCrops(const Place& place, const SourceBytes& bytes, const LoadedSource& source,
                        const Image& decoded, Crops* crops) const {
  const Region region = ChooseCrop(source.input.image());
  const auto make = [&](const Image& image, const std::string& key,
                        std::vector<uint8_t>* png) -> Status {
    Result<std::vector<uint8_t>> encoded = EncodePng(CropImage(image, region));
    if (!encoded.ok()) return encoded.error();
    *png = std::move(encoded).value();
    return cache_.StoreCrop(key, *png);
  };
  Status made =
      make(source.input.image(), CropKeyText(bytes, ReferenceKind::kInput), &crops->input);
  if (made.ok() && source.pristine) {
    made = make(source.pristine->image(), CropKeyText(bytes, ReferenceKind::kPristine),
                &crops->pristine);
  }
  if (!made.ok()) return made;
  return make(decoded, KeyText(place, bytes), &crops->points[{place.codec, place.setting}]);
}

void Sweep::Keep(const Place& place, Measured measured) {
  const std::lock_guard<std::mutex> lock(mutex_);
  SourceResult& source = results_.sources[place.source];
  source.points[place.codec][place.setting] = measured.point;
  Crops& crops = measured.crops;
  if (!crops.input.empty()) source.crops.input = std::move(crops.input);
  if (!crops.pristine.empty()) source.crops.pristine = std::move(crops.pristine);
  source.crops.points.merge(crops.points);
}

bool Sweep::KeepFailure(const Place& place, const Error& error, bool source_is_bad) {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (source_is_bad && !bad_sources_.insert(place.source).second) return false;
  const CodecResult& codec = results_.codecs[place.codec];
  Failure failure{store_.spec(place.source).name, codec.info.name,
                  SettingName(codec, place.setting), error.message};
  if (source_is_bad) failure.codec = failure.setting = "";
  results_.failures.push_back(std::move(failure));
  return true;
}

SweepResults Sweep::TakeResults() { return std::move(results_); }

}  // namespace jackdaw::sweep
