#!/usr/bin/env bash
# jackdaw transcode: what djpeg, ImageMagick and Chromium make of its files, of all kinds of inputs.
# Without one of the last two that part is passed over.
# Usage: transcode_viewers_test.sh PATH-TO-JACKDAW
golden=$(readlink -f "$(dirname "${BASH_SOURCE[0]}")/golden")
# shellcheck source=tests/system/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

# What all viewers must find at quality 30; a picture that is wrong has less than half.
min_psnr=24

make_inputs() {
  in_case inputs
  mkdir in
  make_jpeg in/420.jpg 1
  make_jpeg in/444.jpg 2 -sample 1x1
  make_jpeg in/422.jpg 3 -sample 2x1
  make_jpeg in/440.jpg 4 -sample 1x2
  make_jpeg in/411.jpg 5 -sample 4x1
  make_jpeg in/grey.jpg 6 -grayscale
  make_jpeg in/rgb.jpg 7 -rgb
  make_jpeg in/progressive.jpg 8 -progressive
  make_jpeg in/restarts.jpg 9 -restart 1
  make_jpeg in/wide_tables.jpg 10 -quality 2 2>/dev/null  # a caution
  local size
  for size in 1x1 7x5 17x9; do
    make_ppm "$size.ppm" "${size%x*}" "${size#*x}"
    cjpeg -quality 90 "$size.ppm" >"in/$size.jpg"
  done
  expect_status 0 "$jackdaw" decompress -o in/cmyk.jpg "$golden/f2_v0_2_cmyk.jkd"
  expect_status 0 "$jackdaw" decompress -o in/arithmetic.jpg "$golden/f2_v0_2_arithmetic.jkd"
}

# The folders exact and lossy-*: the inputs again.
make_outputs() {
  in_case inputs
  expect_status 0 "$jackdaw" transcode -o exact in
  expect_status 0 "$jackdaw" transcode --quality 30 -o lossy-smaller in
  expect_status 0 "$jackdaw" transcode --quality 30 --baseline -o lossy-baseline in
  expect_status 0 "$jackdaw" transcode --quality 30 --progressive -o lossy-progressive in
}

test_djpeg() {
  case_name=djpeg
  local file output
  for file in in/*.jpg; do
    for output in {exact,lossy-*}/"${file##*/}"; do
      djpeg -pnm "$output" >out.pnm 2>.djpeg || fail "$output: cannot be decoded"
      check "$output: no warnings" test ! -s .djpeg
      djpeg -pnm "$file" >in.pnm
      if [[ $output == exact/* ]]; then
        check "$output: same pixels" cmp in.pnm out.pnm
      else
        check "$output: same size" cmp <(head -n 2 in.pnm) <(head -n 2 out.pnm)
      fi
    done
  done
}

# imagemagick ARG...: as version 6 or 7 is called.
find_imagemagick() {
  local name
  for name in magick convert; do
    if "$name" -version 2>/dev/null | grep -q '^Version: ImageMagick'; then
      imagemagick=$(command -v "$name")
      return
    fi
  done
  return 1
}

test_imagemagick() {
  case_name=imagemagick
  find_imagemagick || { echo "ImageMagick is not installed: passed over"; return; }
  local file output distortion
  for file in in/*.jpg; do
    for output in {exact,lossy-*}/"${file##*/}"; do
      distortion=$("$imagemagick" -regard-warnings "$file" "$output" -metric RMSE -compare \
        -format '%[distortion]' info: 2>.magick) || fail "$output: $(cat .magick)"
      awk -v rmse="$distortion" -v least="$min_psnr" -v exact="${output%%/*}" \
        'BEGIN { exit !(rmse != "" && rmse <= (exact == "exact" ? 0 : 10 ^ (-least / 20))) }' ||
        fail "$output: RMSE $distortion of 1"
    done
  done
}

# A page that shows all inputs and outputs and compares them once they are loaded. Browsers cannot
# read arithmetic coding, so that input is left out.
viewer_page() {
  local file output
  echo '<!doctype html><body>'
  for file in in/*.jpg {exact,lossy-*}/*.jpg; do
    [[ $file == in/arithmetic.jpg ]] && continue
    printf '<img title="%s" src="data:image/jpeg;base64,%s">\n' "$file" "$(base64 -w 0 "$file")"
  done
  echo "<script>const minPsnr = $min_psnr;"
  cat <<'END'
const images = new Map([...document.images].map((image) => [image.title, image]));
const pixels = (image) => {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [image.naturalWidth, image.naturalHeight];
  const context = canvas.getContext("2d");
  context.drawImage(image, 0, 0);
  return context.getImageData(0, 0, canvas.width, canvas.height).data;
};
// What is wrong with an output; nothing if it is as it should be.
const problem = (title, image) => {
  const before = images.get(title.replace(/^.*\//, "in/"));
  if (image.naturalWidth === 0) return "does not show";
  if (before === undefined) return "";
  if (image.naturalWidth !== before.naturalWidth ||
      image.naturalHeight !== before.naturalHeight) return "another size";
  const [a, b] = [pixels(before), pixels(image)];
  const squares = a.reduce((sum, value, i) => sum + (value - b[i]) ** 2, 0);
  // One in four values is alpha, the same in both.
  const psnr = 10 * Math.log10(255 ** 2 / (squares / (a.length * 3 / 4)));
  return psnr >= (title.startsWith("exact/") ? Infinity : minPsnr) ? "" : `${psnr} dB`;
};
addEventListener("load", () => {
  const wrong = [...images].map(([title, image]) => [title, problem(title, image)])
    .filter(([, text]) => text !== "").map((pair) => pair.join(": "));
  const result = document.createElement("pre");
  result.id = "result";
  result.textContent = wrong.length > 0 ? wrong.join("; ") : `${images.size} are as they should be`;
  document.body.append(result);
});
</script>
END
}

test_chromium() {
  case_name=chromium
  local name browser=
  for name in chromium chromium-browser google-chrome; do
    if browser=$(command -v "$name"); then break; fi
  done
  [[ -n $browser ]] || { echo "Chromium is not installed: passed over"; return; }
  viewer_page >page.html
  timeout 300 "$browser" --headless --no-sandbox --disable-gpu --user-data-dir="$work/profile" \
    --host-resolver-rules='MAP * ~NOTFOUND' --dump-dom "file://$PWD/page.html" 2>.browser \
    >dom.html || fail "the browser failed"
  local num_images
  num_images=$(grep -c '<img' page.html)
  if ! grep -q "<pre id=\"result\">$num_images are as they should be</pre>" dom.html; then
    fail "$(grep -o '<pre id="result">.*' dom.html || cat .browser)"
  fi
}

make_inputs
make_outputs
test_djpeg
test_imagemagick
test_chromium
finish
