"""Document numbers: a prefix and a zero-padded counter, as IV-010."""

import re


def format_number(prefix: str, padding: int, n: int) -> str:
    """Write number n of a series."""
    return f"{prefix}{n:0{padding}d}"


def parse_number(number: str, prefix: str, padding: int) -> int | None:
    """Read which n of the series a number is, or None when it lies outside the series."""
    match = re.fullmatch(re.escape(prefix) + r"([0-9]{1,15})", number)
    if match is None:
        return None
    n = int(match[1])
    return n if n > 0 and format_number(prefix, padding, n) == number else None
