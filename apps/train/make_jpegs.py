#!/usr/bin/env python3
"""make_jpegs.py PICTURES OUT [SEED]: JPEG files to train on, from uncompressed pictures.

Six files a picture: half at quality 98 to 100, where tables have steps of 1 and noise is kept, the
others at 40 to 97; a third compressed twice, of which half as cameras do it: a fine table first, then
one whose low frequencies have three times its steps. Sampling and encoder settings are drawn too.
The same seed gives the same files (default: 1). Needs Pillow and cjpeg of libjpeg-turbo.
"""
import io
import os
import random
import subprocess
import sys

from PIL import Image

FILES_PER_PICTURE = 6
LOW_FREQUENCIES = 15  # the first of the zigzag order
SAMPLINGS = {"444": ("4:4:4", "1x1"), "422": ("4:2:2", "2x1"), "420": ("4:2:0", "2x2")}
# Position in a table's rows of the first places of the zigzag order.
ZIGZAG = [0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4]


def pillow(image, **options):
    out = io.BytesIO()
    image.save(out, "JPEG", **options)
    return out.getvalue()


def decoded(jpeg):
    return Image.open(io.BytesIO(jpeg)).convert("RGB")


def cjpeg(image, quality, sampling, dct):
    ppm = io.BytesIO()
    image.save(ppm, "PPM")
    command = ["cjpeg", "-quality", str(quality), "-sample", SAMPLINGS[sampling][1], "-dct", dct]
    return subprocess.run(command, input=ppm.getvalue(), capture_output=True, check=True).stdout


def camera_tables(image, quality):
    """The tables of a quality, and the same with a third of the steps at low frequencies."""
    tables = Image.open(io.BytesIO(pillow(image, quality=quality))).quantization
    coarse = [list(tables[i]) for i in sorted(tables)]
    fine = [list(table) for table in coarse]
    for low, high in zip(fine, coarse):
        for place in ZIGZAG[:LOW_FREQUENCIES]:
            low[place] = max(1, round(high[place] / 3))
            high[place] = 3 * low[place]
    return fine, coarse


def make(image, index, draw):
    """One file and what its name says about it."""
    high = index % 2 == 0
    quality = draw.choice([98, 99, 100]) if high else draw.randint(40, 97)
    sampling = draw.choice(["444", "444", "444", "422", "420"] if high else ["444", "422", "420", "420"])
    options = {"subsampling": SAMPLINGS[sampling][0], "optimize": draw.random() < 0.5}
    if index // 2 == 0:  # a third
        if draw.random() < 0.5:
            fine, coarse = camera_tables(image, quality)
            first = decoded(pillow(image, qtables=fine, **options))
            return pillow(first, qtables=coarse, **options), f"q{quality}_{sampling}_camera"
        before = draw.randint(60, 100)
        first = decoded(pillow(image, quality=before, subsampling=draw.choice([0, 2])))
        return pillow(first, quality=quality, **options), f"q{quality}_{sampling}_after{before}"
    if draw.random() < 0.5:
        return pillow(image, quality=quality, **options), f"q{quality}_{sampling}_pillow"
    dct = draw.choice(["int", "float", "fast" if quality < 98 else "float"])
    return cjpeg(image, quality, sampling, dct), f"q{quality}_{sampling}_cjpeg-{dct}"


def main():
    if len(sys.argv) not in (3, 4):
        sys.exit(__doc__)
    folder, out = sys.argv[1:3]
    draw = random.Random(int(sys.argv[3]) if len(sys.argv) == 4 else 1)
    os.makedirs(out, exist_ok=True)
    names = sorted(os.listdir(folder))
    for number, name in enumerate(names, 1):
        image = Image.open(os.path.join(folder, name)).convert("RGB")
        for index in range(FILES_PER_PICTURE):
            jpeg, how = make(image, index, draw)
            path = os.path.join(out, f"{os.path.splitext(name)[0]}_{index}_{how}.jpg")
            with open(path, "wb") as file:
                file.write(jpeg)
        print(f"\r{number}/{len(names)}", end="", file=sys.stderr)
    print(file=sys.stderr)


if __name__ == "__main__":
    main()
