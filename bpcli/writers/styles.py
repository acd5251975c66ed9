"""The styles of what is printed: good and bad news, and of numbers their sign and magnitude.

Blue is above zero, orange below, grey small, bold largest. Blue and orange are told apart by every common kind of
colour blindness. All shades are of middling lightness and from the fixed part of the 256 colours, so that each has a
contrast of at least 3:1 on black, on white and on both backgrounds of Solarized.

The sixteen colours that every terminal has are as its theme wants them: only bright red and bright magenta stand out
from every common theme's background. There, numbers above zero have the colour of all text, those below are red.
"""

from __future__ import annotations

from bisect import bisect
from functools import cache
from math import isfinite

from rich.style import Style

PLAIN = Style()
QUIET = Style.parse("color(244)")
LOUD = Style.parse("bold reverse color(196)")
WRONG = Style.parse("bold color(196)")
GOOD = Style.parse("bold color(28)")
CAUTION = Style.parse("color(136)")
BOLD = Style.parse("bold")
POSITIVE = tuple(map(Style.parse, ("color(244)", "color(67)", "color(32)", "bold color(32)")))
NEGATIVE = tuple(map(Style.parse, ("color(244)", "color(137)", "color(166)", "bold color(166)")))
STEPS = (0.1, 0.4, 0.8)
"""The parts of the largest magnitude at which the next shade begins."""
SIXTEEN = {196: "bright_red", 166: "bright_red", 137: "bright_red", 136: "bright_magenta"}
"""Of sixteen colours the one that takes a shade's place; what is not here has the colour of all text."""


def shade(value: float, largest: float) -> Style:
    """The style of one entry of a matrix whose largest magnitude is ``largest``."""
    if not isfinite(value):
        return LOUD
    if value == 0:
        return QUIET
    part = abs(value) / largest
    return (POSITIVE if value > 0 else NEGATIVE)[bisect(STEPS, part)]


@cache
def in_sixteen(style: Style) -> Style:
    """The same style on a terminal of sixteen colours; one of theirs stays."""
    if style.color is None or style.color.number is None or style.color.number < 16:
        return style
    return style + Style(color=SIXTEEN.get(style.color.number, "default"))
