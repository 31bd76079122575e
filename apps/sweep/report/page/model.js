// The report's data, and the numbers that the views take from it.
const data = JSON.parse(document.getElementById("data").textContent);

const MEAN = -1;  // in place of a source's index: all of them

const COLOURS = ["#1f77b4", "#d62728", "#2ca02c", "#9467bd", "#ff7f0e", "#17becf", "#8c564b",
                 "#e377c2", "#7f7f7f", "#bcbd22", "#3949ab", "#00897b"];
const colourOf = (codec) => COLOURS[codec % COLOURS.length];

const metricOf = (key) => data.metrics.find((metric) => metric.key === key);

// As jackdaw::sweep::QualityOf; null for what was not measured.
function quality(metric, value) {
  if (value === undefined) return null;
  if (value === "inf") return Infinity;
  if (metric.startsWith("ms_ssim")) return -10 * Math.log10(1 - value);
  if (metric === "butteraugli") return -value;
  return value;
}

// The points of one source, or the means.
function pointsOf(source) {
  if (source === MEAN) return data.means;
  return data.points.filter((point) => point.source === source);
}

function qualityOf(point, view) {
  const values = point[view.reference];
  return values ? quality(view.metric, values[view.metric]) : null;
}

// [{codec, points: [{rate, quality, point}]}] in order of rising rate; what was not measured is
// left out.
function curvesOf(view) {
  const curves = data.codecs.map((_, codec) => ({codec, points: []}));
  for (const point of pointsOf(view.source)) {
    const value = qualityOf(point, view);
    if (value === null || view.hidden.has(data.codecs[point.codec].name)) continue;
    curves[point.codec].points.push({rate: point.bits_per_pixel, quality: value, point});
  }
  for (const curve of curves) curve.points.sort((a, b) => a.rate - b.rate);
  return curves.filter((curve) => curve.points.length > 0);
}

function settingText(codec, setting) {
  const {setting: name, settings} = data.codecs[codec];
  return name ? `${name} ${settings[setting]}` : "";
}

function number(value, digits) {
  if (value === null || value === undefined) return "";
  if (value === "inf" || value === Infinity) return "exact";
  return value.toFixed(digits);
}

// Elements without markup in text: names of files may be anything.
function element(name, attributes, text) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes || {})) made.setAttribute(key, value);
  if (text !== undefined) made.textContent = text;
  return made;
}

function fillSelect(select, options, chosen) {
  select.replaceChildren(...options.map(([value, text]) => element("option", {value}, text)));
  select.value = chosen;
  if (select.selectedIndex < 0) select.selectedIndex = 0;
}
