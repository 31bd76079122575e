// Two cut-outs of one place, side by side under a divider.

// [[key, text, url]] of one source's cut-outs.
function cropChoices(crops) {
  const choices = [["input", "input JPEG", crops.input]];
  if (crops.pristine) choices.push(["pristine", "pristine", crops.pristine]);
  for (const {codec, setting, url} of crops.points) {
    const point = data.points.find((one) => one.source === crops.source && one.codec === codec &&
                                            one.setting === setting);
    const text = `${data.codecs[codec].name}, ${settingText(codec, setting)}, ` +
                 `${point.bits_per_pixel.toFixed(3)} bits per pixel`;
    choices.push([`${codec}/${setting}`, text, url]);
  }
  return choices;
}

function showCrops() {
  const find = (id) => document.getElementById(id);
  const left = find("crop-left"), right = find("crop-right"), source = find("crop-source");
  const crops = data.crops[source.value];
  const urls = new Map(cropChoices(crops).map(([key, , url]) => [key, url]));
  find("crop-image-left").src = urls.get(left.value);
  find("crop-image-right").src = urls.get(right.value);
  const part = find("crop-divide").value;
  find("crop-image-left").style.clipPath = `inset(0 ${100 - part}% 0 0)`;
  find("crop-image-right").style.clipPath = `inset(0 0 0 ${part}%)`;
  find("crop-line").style.left = `${part}%`;
}

function chooseCropSource() {
  const choices = cropChoices(data.crops[document.getElementById("crop-source").value]);
  const options = choices.map(([key, text]) => [key, text]);
  // What was chosen of another picture is shown of this one, if there is such a cut-out.
  const keep = (id, otherwise) => {
    const before = document.getElementById(id).value;
    const isThere = options.some(([key]) => key === before);
    fillSelect(document.getElementById(id), options, isThere ? before : otherwise);
  };
  keep("crop-left", options[0][0]);
  keep("crop-right", options[options.length - 1][0]);
  showCrops();
}

// The picture that the page shows; none of them, if it has no cut-outs.
function followSource(source) {
  if (data.crops.length === 0) return;
  const index = data.crops.findIndex((crops) => crops.source === source);
  const isThere = source === MEAN || index >= 0;
  document.getElementById("crop-view").hidden = !isThere;
  document.getElementById("crop-missing").hidden = isThere;
  if (index < 0) return;
  document.getElementById("crop-source").value = index;
  chooseCropSource();
}

function startCrops() {
  const box = document.getElementById("crops");
  if (data.crops.length === 0) {
    box.replaceChildren(element("p", {}, "None were asked for."));
    return;
  }
  const options = data.crops.map((crops, i) => [i, data.sources[crops.source].name]);
  fillSelect(document.getElementById("crop-source"), options, 0);
  document.getElementById("crop-source").addEventListener("change", () => {
    document.getElementById("crop-view").hidden = false;
    document.getElementById("crop-missing").hidden = true;
    chooseCropSource();
  });
  for (const id of ["crop-left", "crop-right", "crop-divide"]) {
    document.getElementById(id).addEventListener("input", showCrops);
  }
  // The divider also follows the pointer over the picture.
  document.getElementById("crop-view").addEventListener("pointermove", (event) => {
    const box2 = document.getElementById("crop-view").getBoundingClientRect();
    document.getElementById("crop-divide").value = 100 * (event.clientX - box2.left) / box2.width;
    showCrops();
  });
  chooseCropSource();
}
