"""Shows how many coefficients of a JPEG or .jkd file are not zero, for each frequency.

    python3 frequencies.py FILE
"""
import sys

import jackdaw
import numpy as np


def main(path):
    picture = jackdaw.coefficients(path)
    print(f"{picture.width} x {picture.height}, {len(picture.components)} components")
    for component in picture.components:
        share = (component.levels != 0).mean(axis=(0, 1))  # of the blocks, zigzag
        block = np.empty(64)
        block[list(jackdaw.ZIGZAG)] = share
        print(f"component {component.id}, {component.h} x {component.v}:")
        for row in block.reshape(8, 8):
            print("  " + " ".join(f"{value:4.0%}" for value in row))


if __name__ == "__main__":
    main(sys.argv[1])
