#!/usr/bin/env python3
"""Trains the ablations of attention and prints what each is worth (docs/training.md).

usage: ablation.py JACKDAW_TRAIN WORK_DIR --minutes M --train PATH... --validation PATH...

Trainings that are finished are not repeated; interrupted ones go on. Rates are those of the model
that is trained in (attention-eval), so that modes which the product has no use for can be compared.
"""
import argparse
import csv
import io
import math
import os
import subprocess

# name, mode, gamma: tables alone is the anchor.
ABLATIONS = [
    ("tables", "tables", 2.0),
    ("weights, gamma 0", "weights", 0.0),
    ("weights, gamma 0.5", "weights", 0.5),
    ("weights, gamma 2", "weights", 2.0),
    ("weights, gamma 8", "weights", 8.0),
    ("scale", "scale", 2.0),
    ("both", "both", 2.0),
]


def bd_rate(curve, anchor):
    """Mean difference of rate at equal quality, in percent; places are (log rate, quality)."""

    def log_rate(places, quality):
        i = 1
        while i + 1 < len(places) and places[i][1] < quality:
            i += 1
        (r0, q0), (r1, q1) = places[i - 1], places[i]
        return r0 + (quality - q0) / max(q1 - q0, 1e-12) * (r1 - r0)

    low = max(curve[0][1], anchor[0][1])
    high = min(curve[-1][1], anchor[-1][1])
    if low >= high:
        return math.nan
    places = [low + (high - low) * (i + 0.5) / 100 for i in range(100)]
    mean = sum(log_rate(curve, q) - log_rate(anchor, q) for q in places) / 100
    return 100 * math.expm1(mean)


def curves_of(rows):
    """Curves by measure: quality is -log of what is lost."""
    curves = {}
    for measure in ("perceptual", "distortion"):
        places = [(math.log(float(r["bpp"])), -math.log(float(r[measure]))) for r in rows]
        curves[measure] = sorted(places)
    return curves


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("trainer")
    parser.add_argument("work")
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--train", nargs="+", required=True)
    parser.add_argument("--validation", nargs="+", required=True)
    arguments = parser.parse_args()
    os.makedirs(arguments.work, exist_ok=True)
    checkpoints = {}
    for name, mode, gamma in ABLATIONS:
        checkpoint = os.path.join(arguments.work, f"{mode}-{gamma:g}.pt")
        checkpoints[name] = checkpoint
        subprocess.run(
            [arguments.trainer, "attention", *arguments.train, "-o", checkpoint, "--resume",
             "--mode", mode, "--gamma", str(gamma), "--minutes", str(arguments.minutes)],
            check=True)
    text = subprocess.run(
        [arguments.trainer, "attention-eval", *checkpoints.values(), "--pictures",
         *arguments.validation],
        check=True, stdout=subprocess.PIPE, text=True).stdout
    rows = list(csv.DictReader(io.StringIO(text)))
    curves = {name: curves_of([r for r in rows if r["checkpoint"] == path])
              for name, path in checkpoints.items()}
    print("| | BD-rate, perceptual | BD-rate, distortion |\n|---|---|---|")
    for name, own in curves.items():
        values = [bd_rate(own[m], curves["tables"][m]) for m in ("perceptual", "distortion")]
        print(f"| {name} | " + " | ".join(f"{v:+.2f} %" for v in values) + " |")


if __name__ == "__main__":
    main()
