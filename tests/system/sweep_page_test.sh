#!/usr/bin/env bash
# The report of jackdaw sweep in a browser: it draws, its controls work, it loads nothing.
# Usage: sweep_page_test.sh PATH-TO-JACKDAW
# shellcheck source=tests/system/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

browser=
for name in chromium chromium-browser google-chrome; do
  if browser=$(command -v "$name"); then break; fi
done
[[ -n $browser ]] || { echo "Chromium is not installed"; exit 77; }

# dom PAGE [ADDRESS-PART]: the page's elements after its scripts have run.
dom() {
  timeout 100 "$browser" --headless --no-sandbox --disable-gpu --user-data-dir="$work/profile" \
    --host-resolver-rules='MAP * ~NOTFOUND' --virtual-time-budget=5000 --dump-dom \
    "file://$1${2:-}" 2>"$work/.browser"
}

# Works the controls as a person would, and writes what went wrong into the page.
checks() {
  cat <<END
<script>
const numExact = $num_exact_points, numRateCodecs = ${#rate_codecs[@]};
END
  cat <<'END'
const wrong = [];
const expect = (what, ok) => { if (!ok) wrong.push(what); };
const rows = (id) => document.querySelectorAll(`#${id} tbody tr`).length;
const numMarks = () => document.querySelectorAll("#plot .mark").length;
const choose = (id, value) => {
  byId(id).value = value;
  byId(id).dispatchEvent(new Event("change", {bubbles: true}));
};
const all = numMarks();
expect("marks of the mean", all === data.means.length);
expect("a row for each", rows("points") === all);
expect("curves", document.querySelectorAll("#plot .curve").length === numRateCodecs);
expect("lines for lossless codecs", document.querySelectorAll("#plot .lossless").length === numExact);
// Of all but the anchor, by the mean of the images and by the mean curve.
expect("comparisons", rows("comparisons") === 2 * (numRateCodecs - 1));
expect("codecs", rows("codecs") === data.codecs.length);
choose("source", 1);
expect("marks of one image", numMarks() === all);
expect("comparisons of one image", rows("comparisons") === numRateCodecs - 1);
expect("the address", location.hash.includes("source="));
expect("cut-outs of that image", data.crops[byId("crop-source").value].source === 1);
const before = byId("plot").innerHTML;
choose("scale", "linear");
expect("another scale", byId("plot").innerHTML !== before);
choose("metric", "ms_ssim");
expect("another measure", byId("plot").textContent.includes("MS-SSIM"));
choose("reference", "pristine");
expect("no lossless line against the pristine picture", !document.querySelector("#plot .lossless"));
document.querySelector("#legend input").click();
expect("a codec hidden", numMarks() === all - 1);
document.querySelector("#legend input").click();
expect("and back", numMarks() === all);
// Marks are drawn in the order of the codecs.
const cjpegMark = marks.findIndex((mark) => data.codecs[mark.codec].name === "cjpeg");
const mark = document.querySelectorAll("#plot .mark")[cjpegMark].getBoundingClientRect();
byId("plot").dispatchEvent(new PointerEvent("pointermove", {
  clientX: mark.x + mark.width / 2, clientY: mark.y + mark.height / 2}));
expect("a tooltip", !byId("tooltip").hidden && byId("tooltip").textContent.includes("cjpeg"));
byId("plot").dispatchEvent(new PointerEvent("pointerleave"));
expect("no tooltip", byId("tooltip").hidden);
const image = (side) => byId(`crop-image-${side}`);
expect("cut-outs", image("left").src.startsWith("data:image/png") &&
                   image("right").src !== image("left").src);
byId("crop-divide").value = 25;
byId("crop-divide").dispatchEvent(new Event("input"));
expect("the divider", image("left").style.clipPath.includes("75%"));
expect("nothing was loaded", performance.getEntriesByType("resource")
  .every((entry) => entry.name.startsWith("data:")));
Promise.all(["left", "right"].map((side) => image(side).decode())).then(() => {
  expect("a picture", image("left").naturalWidth === 160);
}, () => wrong.push("cut-outs cannot be decoded")).then(() => {
  document.body.append(element("pre", {id: "wrong"},
                               wrong.length === 0 ? "all is well" : wrong.join("; ")));
});
</script>
END
}

case_name=page
mkdir "$work/bin" "$work/in"
ln -s "$(command -v cjpeg)" "$work/bin/cjpeg"
find_sweep_codecs
# Large enough for MS-SSIM.
make_ppm "$work/in/<b>&1.ppm" 200 170
make_ppm "$work/in/<b>&2.ppm" 170 200
expect_status 0 env PATH="$work/bin" "$jackdaw" sweep --rates 3 --source-quality 80 --crops 2 \
  -o "$work/out" "$work/in"

page=$work/out/sweep.html
num_points=$(jq '.means | length' "$work/out/sweep.json")
check "points" test "$num_points" = "$(num_sweep_points 1 3)"
# More than the lossless codecs: with its highest quality the transcoder loses nothing either.
num_exact_points=$(jq '[.means[] | select(.input.psnr_luma_db == "inf")] | length' \
  "$work/out/sweep.json")
check "lossless codecs" test "$num_exact_points" -ge ${#exact_codecs[@]}
dom "$page" >"$work/plain.html" || fail "the browser failed"
check "ready" grep -q "data-ready=\"$num_points\"" "$work/plain.html"
dom "$page" '#source=%3Cb%3E%261&metric=psnr_rgb_db&scale=linear&hide=cjpeg' >"$work/linked.html"
check "a link to a view" grep -q "data-ready=\"$((num_points - 3))\"" "$work/linked.html"
dom "$page" '#source=nothing&metric=bogus&reference=toString&scale=7' >"$work/nonsense.html"
check "nonsense in a link" grep -q "data-ready=\"$num_points\"" "$work/nonsense.html"

{ cat "$page"; checks; } >"$work/checked.html"
dom "$work/checked.html" >"$work/result.html"
if ! grep -q '<pre id="wrong">all is well</pre>' "$work/result.html"; then
  fail "$(grep -o '<pre id="wrong">.*' "$work/result.html" || cat "$work/.browser")"
fi
finish
