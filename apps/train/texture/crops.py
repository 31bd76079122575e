#!/usr/bin/env python3
"""Crops side by side, one row a picture: plain | restored | texture | pristine, as one PNG.

    crops.py build/apps/jackdaw/jackdaw kodak/*.png --texture texture.jkr --quality 20 -o crops.png

Each picture becomes a JPEG of that quality (4:2:0, by Pillow), and jackdaw decodes it in each way.
Without --texture there is no third column. Needs Pillow and NumPy.
"""
import argparse
import pathlib
import subprocess
import sys
import tempfile

import numpy as np
from PIL import Image, ImageDraw

GAP, LABEL = 4, 14  # pixels: between crops, and above the first row


def decode(jackdaw, jpeg, folder, options):
    output = folder / "decoded.png"
    output.unlink(missing_ok=True)
    subprocess.run([jackdaw, "decompress", "-q", *options, "--pixels", output, jpeg], check=True)
    return np.asarray(Image.open(output).convert("RGB"))


def busiest(luma, size):
    """Left and top, multiples of 8, of the window that differs most from what a blur leaves of it."""
    blurred = sum(np.roll(luma, (dy, dx), (0, 1)) for dy in (-1, 0, 1) for dx in (-1, 0, 1)) / 9
    # Roots: some texture everywhere rather than one edge.
    cost = np.pad(np.abs(luma - blurred) ** 0.5, ((1, 0), (1, 0))).cumsum(0).cumsum(1)
    sums = cost[size:, size:] - cost[:-size, size:] - cost[size:, :-size] + cost[:-size, :-size]
    sums = sums[::8, ::8]
    top, left = np.unravel_index(sums.argmax(), sums.shape)
    return 8 * int(left), 8 * int(top)


def crops_of(args, path, folder):
    pristine = np.asarray(Image.open(path).convert("RGB"))
    size = min(args.size, *pristine.shape[:2])
    jpeg = folder / "coded.jpg"
    Image.fromarray(pristine).save(jpeg, quality=args.quality, subsampling="4:2:0")
    left, top = args.at or busiest(pristine.mean(2), size)
    ways = {"plain": ["--plain"], "restored": []}
    if args.texture:
        ways["texture"] = [f"--texture={args.texture}"]
    shown = {name: decode(args.jackdaw, jpeg, folder, options) for name, options in ways.items()}
    shown["pristine"] = pristine
    return {name: Image.fromarray(samples[top:top + size, left:left + size])
            .resize((args.size * args.scale,) * 2, Image.NEAREST)
            for name, samples in shown.items()}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("jackdaw", help="the program")
    parser.add_argument("pictures", nargs="+", type=pathlib.Path, help="pristine ones")
    parser.add_argument("-o", "--output", required=True, help="a PNG file")
    parser.add_argument("--texture", help="a file of networks (.jkr)")
    parser.add_argument("--quality", type=int, default=20, help="of the JPEG files (default: 20)")
    parser.add_argument("--size", type=int, default=192, help="of a crop, pixels (default: 192)")
    parser.add_argument("--scale", type=int, default=2, help="times that it is shown (default: 2)")
    parser.add_argument("--at", type=lambda text: tuple(map(int, text.split(","))),
                        metavar="LEFT,TOP", help="of the crop (default: where texture is)")
    args = parser.parse_args()
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for path in args.pictures:
            rows.append(crops_of(args, path, pathlib.Path(folder)))
            print(path, file=sys.stderr)
    side = args.size * args.scale
    sheet = Image.new("RGB", (len(rows[0]) * (side + GAP) - GAP,
                              LABEL + len(rows) * (side + GAP) - GAP), "white")
    draw = ImageDraw.Draw(sheet)
    for column, name in enumerate(rows[0]):
        draw.text((column * (side + GAP) + 2, 1), name, "black")
    for y, row in enumerate(rows):
        for x, crop in enumerate(row.values()):
            sheet.paste(crop, (x * (side + GAP), LABEL + y * (side + GAP)))
    sheet.save(args.output)


if __name__ == "__main__":
    main()
