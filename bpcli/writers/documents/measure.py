r"""How wide mathematics in LaTeX is, roughly and never too little: what fits a line is decided before TeX sees it.

A text is read as a row of boxes. Of some the inside can be set on several lines: brackets, fractions, roots.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from types import MappingProxyType

from msgspec import Struct
from msgspec.structs import replace

PRODUCT, SUM, RELATION = 1, 2, 3
"""Signs that a line may begin with, from the last choice to the first."""
TOKEN = re.compile(
    r"\\begin\{\w+\}(?:\{[a-z]+\})?|\\end\{\w+\}|\\(?:left|right)(?:\\[a-zA-Z]+|\\?.)|\\[a-zA-Z]+|\\.|.", re.DOTALL
)
SIGNS = MappingProxyType(
    {"=": (RELATION, 13.5), "+": (SUM, 12.5), "-": (SUM, 12.5), r"\odot": (PRODUCT, 12.5), r"\cdot": (PRODUCT, 7.5)}
)
"""How a line may be broken before them, and their width with the room at both sides."""
WIDTHS: Mapping[str, float] = MappingProxyType(
    {" ": 0.0, r"\,": 1.7, ".": 2.8, r"\quad": 10.0, r"\infty": 10.0, r"\sum": 14.5}
    | {r"\log": 15.0, r"\min": 18.0, r"\max": 20.0, r"\tanh": 22.0}
    | dict.fromkeys(("'", r"\lvert", r"\rvert"), 3.0)
    | dict.fromkeys(("(", ")"), 4.0)
    | dict.fromkeys((",", r"\lVert", r"\rVert"), 5.0)
    | dict.fromkeys((r"\top", r"\Pi", r"\Delta"), 8.4)
    | dict.fromkeys(("<", ">", r"\le", r"\cdots"), 13.5)
)
"""In points, at a size of 10."""
DIGIT, SMALL_LETTER, CAPITAL, OTHER = 5.0, 5.8, 9.6, 6.7
SCRIPT = 0.75
"""What stands above or below is smaller."""
BRACKETS, BAR, ROOT, GAP = 13.0, 3.0, 10.5, 10.0
"""What brackets, a fraction and a root add to their inside, and what parts the columns of an array."""
STAND_INS = ("\ue000", "\uf8ff")
"""Characters from the first to the last of these mean nothing of their own: they stand for matrices. A line may be
broken before one that another one is multiplied with."""
LIMITS = (r"\sum", r"\max")
"""What has its script below it in a line of its own."""


class Box(Struct, frozen=True):
    """A piece of mathematics. Where it has ``insides``, these stand in the gaps of its ``frame``."""

    text: str
    width: float
    sign: int = 0
    frame: tuple[str, ...] = ()
    insides: tuple[Row, ...] = ()


Row = tuple[Box, ...]


def width(row: Row) -> float:
    """The width of boxes in a line, in points."""
    return sum(box.width for box in row)


def text_of(row: Row) -> str:
    """The boxes as LaTeX again."""
    return "".join(box.text for box in row).strip()


NONE: Mapping[str, float] = MappingProxyType({})


def measured(text: str, widths: Mapping[str, float] = NONE) -> Row:
    """The boxes that a text is made of, with these ``widths`` of the stand-ins in it."""
    return _of_symbols(text) if not widths else _row(_Tokens(text, widths), "")


@lru_cache(maxsize=1024)
def _of_symbols(text: str) -> Row:
    return _row(_Tokens(text, NONE), "")


def is_stand_in(text: str) -> bool:
    """Whether a box is a matrix, with what stands above it."""
    return STAND_INS[0] <= text[:1] <= STAND_INS[1]


class _Tokens:
    """Tokens that are taken one after another."""

    def __init__(self, text: str, widths: Mapping[str, float]) -> None:
        self.all, self.widths = TOKEN.findall(text), widths
        self.at = 0

    def __iter__(self) -> Iterator[str]:
        while self.at < len(self.all):
            self.at += 1
            yield self.all[self.at - 1]

    def skip(self, wanted: str) -> bool:
        """Take the next one if it is this."""
        found = self.at < len(self.all) and self.all[self.at] == wanted
        self.at += found
        return found

    def since(self, start: int) -> str:
        """What was taken from there on."""
        return "".join(self.all[start : self.at])


def _row(tokens: _Tokens, closing: str) -> Row:
    """The boxes up to what closes them."""
    boxes: list[Box] = []
    opens = True
    for token in tokens:
        if closing and token.startswith(closing):
            break
        start = tokens.at - 1
        if token in "^_" and boxes:
            added = width(_argument(tokens)) * SCRIPT
            boxes.append(_with_script(boxes.pop(), tokens.since(start), added))
            continue
        box = _box(token, tokens)
        sign = PRODUCT if is_stand_in(token) and boxes and is_stand_in(_last(boxes).text) else box.sign
        boxes.append(replace(box, text=tokens.since(start), sign=0 if opens else sign))
        opens = box.sign > 0 or (opens and token == " ")
    return tuple(boxes)


def _last(boxes: list[Box]) -> Box:
    """The last one that is no blank."""
    return next((box for box in reversed(boxes) if box.text != " "), boxes[-1])


def _box(token: str, tokens: _Tokens) -> Box:
    """What begins with this token; its text is told by the tokens that it takes."""
    if token in SIGNS:
        sign, room = SIGNS[token]
        return Box("", room, sign)
    if token in (r"\frac", r"\dfrac"):
        top, below = _argument(tokens), _argument(tokens)
        return Box("", max(width(top), width(below)) + BAR, 0, (f"{token}{{", "}{", "}"), (top, below))
    if token == r"\sqrt":
        inside = _argument(tokens)
        return Box("", width(inside) + ROOT, 0, (r"\sqrt{", "}"), (inside,))
    if token.startswith(r"\left"):
        inside = _row(tokens, r"\right")
        return Box("", width(inside) + BRACKETS, 0, (token, tokens.all[tokens.at - 1]), (inside,))
    if token == "(":
        inside = _row(tokens, ")")
        return Box("", width(inside) + 2 * WIDTHS["("], 0, (r"\left(", r"\right)"), (inside,))
    if token.startswith(r"\begin"):
        return Box("", _width_of_columns(_row(tokens, r"\end")))
    if token == "{" or (len(token) > 1 and token != r"\\" and tokens.skip("{")):
        return Box("", width(_row(tokens, "}")) + (BAR if len(token) > 1 else 0.0))
    return Box("", tokens.widths[token] if token in tokens.widths else _width_of(token))


def _width_of(token: str) -> float:
    """The width of a letter, a digit or a command."""
    if token in WIDTHS:
        return WIDTHS[token]
    if len(token) > 1:
        return OTHER
    return DIGIT if token.isdigit() else SMALL_LETTER if token.islower() else CAPITAL


def _argument(tokens: _Tokens) -> Row:
    """What is in braces, or the one token without them."""
    if tokens.skip("{"):
        return _row(tokens, "}")
    return next((measured(token, tokens.widths) for token in tokens), ())


def _with_script(base: Box, script: str, added: float) -> Box:
    whole = max(base.width, added) if base.text.startswith(LIMITS) else base.width + added
    frame = (*base.frame[:-1], base.frame[-1] + script) if base.frame else ()
    return replace(base, text=base.text + script, width=whole, frame=frame)


def filled(frame: tuple[str, ...], texts: tuple[str, ...]) -> str:
    """The frame with these texts in its gaps."""
    return frame[0] + "".join(f"{text}{behind}" for text, behind in zip(texts, frame[1:], strict=True))


def _width_of_columns(inside: Row) -> float:
    """An array or cases: as wide as the widest cells of its columns together."""
    widest: dict[int, float] = {}
    for column, cell in _cells(inside):
        widest[column] = max(widest.get(column, 0.0), cell)
    return sum(widest.values()) + GAP * len(widest)


def _cells(inside: Row) -> Iterator[tuple[int, float]]:
    """The column and the width of each cell."""
    column, cell = 0, 0.0
    for box in inside:
        if box.text in ("&", r"\\"):
            yield column, cell
            column, cell = (column + 1 if box.text == "&" else 0), 0.0
        else:
            cell += box.width
    yield column, cell
