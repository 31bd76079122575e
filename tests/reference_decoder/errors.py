"""What a reader reports."""


class FormatError(Exception):
    """The bytes are not a valid .jkd file, or use something this decoder does not support."""


def require(condition, message):
    if not condition:
        raise FormatError(message)
