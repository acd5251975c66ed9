"""How numbers that are put into formulas look on a screen: with ×, in colours, indented."""

from __future__ import annotations

import re
from types import MappingProxyType

from msgspec.structs import replace
from rich.console import Console, RenderableType
from rich.style import Style
from rich.text import Text

from bpcli.rules.expression import Expression
from bpcli.rules.notation import TEXT
from bpcli.writers.explanation.digits import Digits
from bpcli.writers.explanation.parts import Elided
from bpcli.writers.styles import NEGATIVE, POSITIVE, QUIET

TIMES = {kind: replace(TEXT.spellings[kind], template="{} × {}") for kind in ("times", "dot", "weighted")}
BOARD = replace(TEXT, spellings=MappingProxyType({**TEXT.spellings, **TIMES}), sign=lambda _: " × ")
"""Plain text with a sign for every product, since numbers stand in it."""
NUMBER = re.compile(r"(?<![\w.\[,])-?\d+(?:\.\d+)?(?:e[+-]?\d+)?(?![\w\],.]*\])(?![\w(])")
"""A number that is no index and no part of a name."""

INDENT = 2


def leaf_text(e: Expression, digits: Digits) -> str:
    """A number; of what is left out of a sum also how many addends that is."""
    text = digits.text(e)
    return f"[{e.count} more: {text}]" if isinstance(e, Elided) else text


def coloured(text: str) -> Text:
    """The text with its numbers in the colour of their sign."""
    line = Text(text)
    for match in NUMBER.finditer(text):
        value = float(match[0])
        style = QUIET if value == 0 else (POSITIVE if value > 0 else NEGATIVE)[2]
        line.stylize(style, *match.span())
    return line


def print_indented(renderable: RenderableType, console: Console) -> None:
    """Print it two blanks from the left, without blanks at the end of its lines."""
    options = console.options.update(max_width=console.width - INDENT)
    for segments in console.render_lines(renderable, options, pad=False):
        line = Text.assemble(" " * INDENT, *((segment.text, segment.style or Style()) for segment in segments))
        line.rstrip()
        console.print(line, crop=False, soft_wrap=True)
