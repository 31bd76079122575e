// Tables.

// columns: [{title, isText}]; rows: arrays of text.
function fillTable(table, columns, rows) {
  const line = (cell, texts) => {
    const row = document.createElement("tr");
    texts.forEach((text, i) => {
      row.append(element(cell, columns[i].isText ? {class: "text"} : {}, text));
    });
    return row;
  };
  const head = document.createElement("thead"), body = document.createElement("tbody");
  head.append(line("th", columns.map((column) => column.title)));
  body.append(...rows.map((row) => line("td", row)));
  table.replaceChildren(head, body);
}

// Which comparisons belong to the chosen source.
function isOfScope(comparison, view) {
  if (view.source === MEAN) return comparison.scope !== "source";
  return comparison.scope === "source" && comparison.source === view.source;
}

const SCOPE_TEXTS = {
  "source": () => "this image",
  "mean of sources": (one) => `mean of ${one.num_sources} images`,
  "mean curve": () => "mean curve",
};

function comparisonRows(view) {
  return data.comparisons
    .filter((one) => isOfScope(one, view) && one.metric === view.metric &&
                     one.reference === view.reference)
    .map((one) => [
      data.codecs[one.codec].name,
      SCOPE_TEXTS[one.scope](one),
      `${number(one.bd_rate_percent, 2)} %`, `${number(one.worst_rate_percent, 2)} %`,
      number(one.bd_quality, 3),
      one.quality_low === undefined
        ? "" : `${number(one.quality_low, 2)} to ${number(one.quality_high, 2)}`]);
}

function showComparisons(table, view) {
  const {unit} = metricOf(view.metric);
  fillTable(table, [
    {title: "codec", isText: true}, {title: "of", isText: true}, {title: "BD-rate"},
    {title: "worst"}, {title: `BD [${unit}]`}, {title: `over [${unit}]`}], comparisonRows(view));
}

// Of all images: sizes and times are totals, rates all bits by all pixels, measures means.
function pointColumns(view, against) {
  const isMean = view.source === MEAN;
  return [
    {title: "codec", isText: true}, {title: "setting", isText: true},
    ...(isMean ? [{title: "images"}] : []),
    {title: isMean ? "bytes, total" : "bytes"},
    {title: isMean ? "bits per pixel, of all" : "bits per pixel"},
    {title: isMean ? "encode s, total" : "encode s"},
    {title: isMean ? "decode s, total" : "decode s"},
    ...against.map((metric) => ({title: isMean ? `${metric.title}, mean` : metric.title}))];
}

function showPoints(table, view) {
  const isMean = view.source === MEAN;
  const against = data.metrics.filter((metric) =>
    pointsOf(view.source).some((point) => point[view.reference]?.[metric.key] !== undefined));
  const rows = pointsOf(view.source)
    .filter((point) => !view.hidden.has(data.codecs[point.codec].name))
    .map((point) => [
      data.codecs[point.codec].name, settingText(point.codec, point.setting),
      ...(isMean ? [String(point.num_sources)] : []),
      String(isMean ? point.total_bytes : point.bytes), number(point.bits_per_pixel, 4),
      number(isMean ? point.total_encode_cpu_seconds : point.encode_cpu_seconds, 3),
      number(isMean ? point.total_decode_cpu_seconds : point.decode_cpu_seconds, 3),
      ...against.map((metric) => number(point[view.reference]?.[metric.key],
                                        metric.key.startsWith("ms_ssim") ? 5 : 2))]);
  fillTable(table, pointColumns(view, against), rows);
}

function showCodecs(table) {
  fillTable(table, [{title: "codec", isText: true}, {title: "version", isText: true}],
            data.codecs.map((codec) => [codec.name, codec.version]));
}
