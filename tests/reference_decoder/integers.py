"""Integers that are limited or wrap."""


def clamp(value, low, high):
    return low if value < low else high if value > high else value


def limit(value, bound):
    """Within +-bound."""
    return -bound if value < -bound else bound if value > bound else value


def limit16(value):
    return clamp(value, -0x8000, 0x7FFF)


def wrap16(value):
    return (value + 0x8000) % 0x10000 - 0x8000


def wrap32(value):
    value &= 0xFFFFFFFF
    return value - (1 << 32) if value >> 31 else value
