// The rate-distortion plot.
const PLOT = {width: 960, height: 520, left: 64, right: 20, top: 16, bottom: 48};
const HOVER_DISTANCE = 60;  // in the plot's units

function svgElement(name, attributes, text) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  if (text !== undefined) made.textContent = text;
  return made;
}

// 1, 2 or 5 times a power of ten, about a tenth to a fifth of the range.
function tickStep(range) {
  const power = 10 ** Math.floor(Math.log10(range / 5));
  const ratio = range / 5 / power;
  return power * (ratio < 1.5 ? 1 : ratio < 3.5 ? 2 : ratio < 7.5 ? 5 : 10);
}

function linearTicks(low, high) {
  const step = tickStep(high - low);
  const ticks = [];
  for (let i = Math.ceil(low / step); i * step <= high; ++i) ticks.push(i * step);
  return ticks;
}

function logTicks(low, high) {
  const ticks = [];
  for (let power = Math.floor(Math.log10(low)); 10 ** power <= high; ++power) {
    for (const digit of [1, 1.5, 2, 3, 5, 7]) {
      const tick = digit * 10 ** power;
      if (tick >= low && tick <= high) ticks.push(tick);
    }
  }
  return ticks;
}

// Data to plot units, both axes, with some room around.
function makeScales(curves, isLog) {
  const rates = curves.flatMap((curve) => curve.points.map((point) => point.rate));
  const finite = curves.flatMap((curve) => curve.points.map((point) => point.quality))
    .filter(Number.isFinite);
  const along = isLog ? Math.log : (x) => x;
  const back = isLog ? Math.exp : (x) => x;
  const widen = (values) => {
    const low = Math.min(...values), high = Math.max(...values);
    const margin = (high - low || Math.abs(high) || 1) * 0.04;
    return [low - margin, high + margin];
  };
  const [x0, x1] = widen(rates.map(along));
  const [y0, y1] = widen(finite.length > 0 ? finite : [0, 1]);
  const x = (rate) => PLOT.left +
    (along(rate) - x0) / (x1 - x0) * (PLOT.width - PLOT.left - PLOT.right);
  const y = (value) => PLOT.height - PLOT.bottom -
    (value - y0) / (y1 - y0) * (PLOT.height - PLOT.top - PLOT.bottom);
  const xTicks = isLog ? logTicks(back(x0), back(x1)) : linearTicks(x0, x1);
  return {x, y, xTicks, yTicks: linearTicks(y0, y1)};
}

const tickText = (value) => String(Number(value.toPrecision(6)));

function drawAxes(svg, scales, view) {
  const bottom = PLOT.height - PLOT.bottom, right = PLOT.width - PLOT.right;
  for (const tick of scales.xTicks) {
    const x = scales.x(tick);
    svg.append(svgElement("line", {class: "grid", x1: x, x2: x, y1: PLOT.top, y2: bottom}));
    svg.append(svgElement("text", {x, y: bottom + 18, "text-anchor": "middle"}, tickText(tick)));
  }
  for (const tick of scales.yTicks) {
    const y = scales.y(tick);
    svg.append(svgElement("line", {class: "grid", x1: PLOT.left, x2: right, y1: y, y2: y}));
    svg.append(svgElement("text", {x: PLOT.left - 8, y: y + 4, "text-anchor": "end"},
                          tickText(tick)));
  }
  const metric = metricOf(view.metric);
  svg.append(svgElement("text", {x: (PLOT.left + right) / 2, y: PLOT.height - 8,
                                 "text-anchor": "middle"}, "bits per pixel"));
  svg.append(svgElement("text", {transform: `translate(14 ${(PLOT.top + bottom) / 2}) rotate(-90)`,
                                 "text-anchor": "middle"}, `${metric.title} [${metric.unit}]`));
}

// Draws, and returns what can be picked: [{x, y, codec, point, rate, quality}].
function drawPlot(svg, view) {
  svg.replaceChildren();
  const curves = curvesOf(view);
  if (curves.length === 0) return [];
  const scales = makeScales(curves, view.scale === "log");
  drawAxes(svg, scales, view);
  const marks = [];
  for (const {codec, points} of curves) {
    const stroke = colourOf(codec);
    const finite = points.filter((point) => Number.isFinite(point.quality));
    const path = finite.map((point) => `${scales.x(point.rate)},${scales.y(point.quality)}`);
    if (path.length > 1) svg.append(svgElement("polyline", {class: "curve", stroke,
                                                            points: path.join(" ")}));
    for (const {rate, quality: value, point} of points) {
      const x = scales.x(rate);
      const isExact = !Number.isFinite(value);
      const y = isExact ? PLOT.top + 6 : scales.y(value);
      // No distortion at all: a line at its rate.
      if (isExact) svg.append(svgElement("line", {class: "lossless", stroke, x1: x, x2: x,
                                                  y1: y, y2: PLOT.height - PLOT.bottom}));
      svg.append(svgElement("circle", {class: "mark", cx: x, cy: y, r: 4, fill: stroke}));
      marks.push({x, y, codec, point, rate, quality: value});
    }
  }
  return marks;
}

function tooltipText(mark, view) {
  const {codec, point} = mark;
  const name = [data.codecs[codec].name, settingText(codec, point.setting)].filter(Boolean);
  const metric = metricOf(view.metric);
  const bytes = point.bytes === undefined ? "" : `${point.bytes} bytes, `;
  return [name.join(", "), `${bytes}${mark.rate.toFixed(4)} bits per pixel`,
          `${metric.title}: ${number(mark.quality, 3)} ${metric.unit}`,
          `encode ${number(point.encode_cpu_seconds, 3)} s, ` +
          `decode ${number(point.decode_cpu_seconds, 3)} s`].join("\n");
}

// Shows the values of the mark next to the pointer.
function hover(svg, tooltip, marks, view, event) {
  for (const old of svg.querySelectorAll(".picked")) old.remove();
  const box = svg.getBoundingClientRect();
  const unit = PLOT.width / box.width;
  const x = (event.clientX - box.left) * unit, y = (event.clientY - box.top) * unit;
  let nearest = null, least = HOVER_DISTANCE;
  for (const mark of marks) {
    const distance = Math.hypot(mark.x - x, mark.y - y);
    if (distance < least) [nearest, least] = [mark, distance];
  }
  tooltip.hidden = nearest === null;
  if (nearest === null) return;
  svg.append(svgElement("circle", {class: "picked", cx: nearest.x, cy: nearest.y, r: 6,
                                   fill: colourOf(nearest.codec)}));
  tooltip.textContent = tooltipText(nearest, view);
  const left = Math.min(nearest.x / unit + 12, box.width - tooltip.offsetWidth);
  tooltip.style.left = `${Math.max(0, left)}px`;
  tooltip.style.top = `${nearest.y / unit + 12}px`;
}
