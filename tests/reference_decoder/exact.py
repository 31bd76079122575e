"""Logarithms and exponentials with more digits than any table needs."""

import decimal

_context = decimal.Context(prec=60)


def number(x):
    return decimal.Decimal(x)


def exp(x):
    return _context.exp(x)


def ln(x):
    return _context.ln(x)


def divide(a, b):
    return _context.divide(a, b)


def rounded(x):
    return int(x.to_integral_value(rounding=decimal.ROUND_HALF_UP))
