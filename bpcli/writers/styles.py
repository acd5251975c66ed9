"""The styles of what is printed: good and bad news, and of numbers their sign and magnitude.

Blue is above zero, orange below, grey small, bold largest. Blue and orange are told apart by every common kind of
colour blindness. All shades are of middling lightness, so that they read on black as on white, and are in the palette
of 256-colour terminals.
"""

from __future__ import annotations

from bisect import bisect
from math import isfinite

from rich.style import Style

PLAIN = Style()
QUIET = Style.parse("dim")
LOUD = Style.parse("bold reverse red")
WRONG = Style.parse("bold red")
GOOD = Style.parse("bold green")
CAUTION = Style.parse("yellow")
BOLD = Style.parse("bold")
POSITIVE = tuple(map(Style.parse, ("color(245)", "color(67)", "color(32)", "bold color(32)")))
NEGATIVE = tuple(map(Style.parse, ("color(245)", "color(137)", "color(166)", "bold color(166)")))
STEPS = (0.1, 0.4, 0.8)
"""The parts of the largest magnitude at which the next shade begins."""


def shade(value: float, largest: float) -> Style:
    """The style of one entry of a matrix whose largest magnitude is ``largest``."""
    if not isfinite(value):
        return LOUD
    if value == 0:
        return QUIET
    part = abs(value) / largest
    return (POSITIVE if value > 0 else NEGATIVE)[bisect(STEPS, part)]
