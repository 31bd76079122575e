// Controls. The view is kept in the page's address (#source=...&metric=...), so that it can be
// linked to.
const byId = (id) => document.getElementById(id);
const view = {source: MEAN, metric: "psnr_luma_db", reference: "input", scale: "log",
              hidden: new Set()};
let marks = [];

// Measures and references that some point has.
const has = (reference, metric) => data.points.some((point) => {
  const values = point[reference];
  return values !== undefined && (metric === undefined || values[metric] !== undefined);
});

function readAddress() {
  const wanted = new URLSearchParams(location.hash.slice(1));
  const source = data.sources.findIndex((one) => one.name === wanted.get("source"));
  view.source = source < 0 ? MEAN : source;
  if (has("input", wanted.get("metric") ?? "")) view.metric = wanted.get("metric");
  if (["input", "pristine"].includes(wanted.get("reference")) && has(wanted.get("reference"))) {
    view.reference = wanted.get("reference");
  }
  if (["log", "linear"].includes(wanted.get("scale"))) view.scale = wanted.get("scale");
  view.hidden = new Set(wanted.getAll("hide"));
}

function writeAddress() {
  const address = new URLSearchParams({metric: view.metric, reference: view.reference,
                                       scale: view.scale});
  if (view.source !== MEAN) address.set("source", data.sources[view.source].name);
  for (const name of view.hidden) address.append("hide", name);
  history.replaceState(null, "", `#${address}`);
}

function update() {
  byId("tooltip").hidden = true;
  marks = drawPlot(byId("plot"), view);
  showComparisons(byId("comparisons"), view);
  showPoints(byId("points"), view);
}

function startControls() {
  fillSelect(byId("source"), [[MEAN, `mean of ${data.sources.length}`],
                              ...data.sources.map((source, i) => [i, source.name])], view.source);
  fillSelect(byId("metric"), data.metrics.filter((metric) => has("input", metric.key))
    .map((metric) => [metric.key, metric.title]), view.metric);
  const references = [["input", "the input JPEG"], ["pristine", "the pristine picture"]];
  fillSelect(byId("reference"), references.filter(([key]) => has(key)), view.reference);
  byId("scale").value = view.scale;
  byId("controls").addEventListener("change", () => {
    view.source = Number(byId("source").value);
    for (const id of ["metric", "reference", "scale"]) view[id] = byId(id).value;
    writeAddress();
    update();
    followSource(view.source);
  });
}

function startLegend() {
  data.codecs.forEach((codec, i) => {
    const label = element("label"), box = element("input", {type: "checkbox"});
    box.checked = !view.hidden.has(codec.name);
    box.addEventListener("change", () => {
      if (box.checked) view.hidden.delete(codec.name); else view.hidden.add(codec.name);
      writeAddress();
      update();
    });
    label.append(box, element("span", {class: "swatch", style: `background: ${colourOf(i)}`}),
                 element("span", {}, codec.name));
    byId("legend").append(label);
  });
}

function startTexts() {
  const total = data.sources.reduce((sum, source) => sum + source.jpeg_bytes, 0);
  byId("about").textContent = `${data.sources.length} images, ${total} bytes of JPEG; ` +
    `${data.points.length} points. Times are processor seconds.`;
  byId("anchor").textContent =
    `The anchor is ${data.anchor}. BD-rate: mean difference of size at ` +
    "equal quality, negative is smaller. Worst: the largest difference at any one quality. " +
    "Both are taken where both curves have points, and within the range of the measure.";
  byId("missing").hidden = data.missing_codecs.length === 0;
  byId("missing").textContent = "Not installed: " +
    data.missing_codecs.map(({name, needs}) => `${name} (needs ${needs})`).join(", ");
  byId("failures").hidden = data.failures.length === 0;
  byId("failures").textContent = data.failures.map((failure) =>
    [failure.source, failure.codec, failure.setting].filter(Boolean).join(", ") +
    `: ${failure.message}`).join("\n");
}

readAddress();
startTexts();
startControls();
startLegend();
startCrops();
followSource(view.source);
showCodecs(byId("codecs"));
update();
byId("plot").addEventListener("pointermove", (event) => {
  hover(byId("plot"), byId("tooltip"), marks, view, event);
});
byId("plot").addEventListener("pointerleave", () => { byId("tooltip").hidden = true; });
document.documentElement.dataset.ready = String(marks.length);
