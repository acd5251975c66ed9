"""An equation on lines: names above, matrices below, their signs between them, broken where the screen ends."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, cached_property

from msgspec import Struct
from msgspec.structs import replace
from rich.segment import Segment

from bpcli.writers.blocks import Block, Line
from bpcli.writers.columns import to_left, to_right, width_of
from bpcli.writers.equations.box import Box
from bpcli.writers.styles import QUIET

LEAST_MARGIN = len("s0 ")
"""Results without labels stand where those with ``s0`` do."""
FURTHER = LEAST_MARGIN + 2
"""How far in an equation goes on."""
SHORTEST = 20
"""A text is broken into lines of so many cells at least, however narrow the screen is."""


class Set(Struct, frozen=True, dict=True):
    """A matrix, or none, behind some text: ``formula`` in the line of names, ``sign`` in the middle line."""

    formula: str
    sign: str
    title: tuple[Segment, ...] = ()
    box: Box | None = None
    closing: str = ""
    """What follows right behind the matrix, as a bracket that closes or an exponent does."""

    @cached_property
    def lead(self) -> int:
        """The width of the text."""
        return max(width_of(self.formula), width_of(self.sign))

    @cached_property
    def body(self) -> int:
        """The width of the matrix and its title."""
        return max(title_width(self.title), (0 if self.box is None else self.box.width) + len(self.closing))

    @property
    def width(self) -> int:
        """That of all."""
        return self.lead + self.body

    @cached_property
    def leading(self) -> Set:
        """The same at the beginning of a line."""
        return replace(self, formula=self.formula.lstrip(), sign=self.sign.lstrip())

    @property
    def goes_on(self) -> bool:
        """Whether nothing but a blank parts it from the matrix or number before, which it belongs to."""
        return self.box is not None and not self.formula.strip()

    def entitled(self, text: str) -> Set:
        """The same with more text behind its title; an exponent stands behind the name."""
        if not text:
            return self
        at = 1 if text.startswith("^") else len(self.title)
        return replace(self, title=(*self.title[:at], Segment(text), *self.title[at:]))

    def ended(self, last: Set) -> Set:
        """The same with the text at the end of an equation right behind title and matrix."""
        return replace(self.entitled(last.formula), closing=self.closing + last.sign)


def closed(pieces: Sequence[Set]) -> Iterator[Set]:
    """The same with what follows a matrix without a blank, as a bracket that closes does, right behind it."""
    last, *rest = pieces
    for piece in rest:
        formula, sign = _tied(piece.formula), _tied(piece.sign)
        yield replace(last.entitled(formula), closing=sign)
        last = replace(piece, formula=piece.formula[len(formula) :], sign=piece.sign[len(sign) :])
    yield last


def title_width(title: Sequence[Segment]) -> int:
    """How many cells it takes."""
    return sum(width_of(segment.text) for segment in title)


def set_equation(pieces: Sequence[Set], labels: Sequence[str], margin: int, room: int) -> Block:
    """The lines of an equation; ``labels`` belong to the first matrix that has as many rows, and take ``margin``."""
    first, *further = _broken(pieces, room - margin, room - FURTHER)
    lines = _lines(first, margin, labels)
    for line in further:
        lines += _lines(line, FURTHER, ())
    return Block(lines)


def _tied(text: str) -> str:
    return text.partition(" ")[0]


def _broken(pieces: Sequence[Set], room: int, later: int) -> Iterator[list[Set]]:
    """As many pieces on a line as fit; ``later`` lines have other room than the first."""
    line: list[Set] = []
    left = room
    for place, piece in enumerate(pieces):
        if line and piece.box is None and line[-1].ended(piece).width - line[-1].width <= left:
            line[-1] = line[-1].ended(piece)
            continue
        unit = 0 if piece.box is None or piece.goes_on else _together(pieces[place:])
        if line and (piece.width > left or left < unit <= later):
            yield line
            line, left = [], later
            *before, piece = _fitted(piece.leading, left)
            yield from ([text] for text in before)
        line.append(piece)
        left -= piece.width
    yield line


def _together(pieces: Sequence[Set]) -> int:
    """The width of a piece with those that belong to it."""
    width = pieces[0].width
    for piece in pieces[1:]:
        if not piece.goes_on:
            break
        width += piece.width
    return width


def _fitted(piece: Set, room: int) -> Iterator[Set]:
    """The piece, or where it is wider than a line, its text broken between words and then its matrix."""
    formula, title = piece.formula, piece.title
    if title_width(title) > room:
        formula, title = formula + "".join(segment.text for segment in title), ()
    *before, text = textwrap.wrap(formula, max(room, SHORTEST)) or [""]
    text += " " * formula.endswith(" ")
    behind = replace(piece, formula="", sign="", title=title)
    if width_of(text) + behind.body > room:
        before, text = [*before, text], ""
    yield from (Set(each, "") for each in before)
    # A sign that does not fit is said by the formula above.
    sign = piece.sign if width_of(piece.sign) + behind.body <= room else ""
    yield replace(behind, formula=text, sign=sign)


def _lines(pieces: Sequence[Set], margin: int, labels: Sequence[str]) -> list[Line]:
    """The line of names, that of the columns' labels where there are some, then the matrices."""
    lines = [_names(pieces, margin)]
    boxes = [piece.box for piece in pieces if piece.box is not None]
    if any(box.heads for box in boxes):
        lines.append(_heads(pieces, margin))
    middle = max((box.middle for box in boxes), default=0)
    high = max((middle - box.middle + len(box.lines) for box in boxes), default=int(_has_numbers(pieces)))
    top = next((middle - box.middle for box in boxes if len(box.lines) == len(labels)), high)
    left = {row: Segment(f"{to_right(label, margin - 1)} ", QUIET) for row, label in enumerate(labels, top)}
    lines += [[left.get(row, _blanks(margin)), *_row(pieces, row, middle)] for row in range(high)]
    return list(map(_stripped, lines))


def _has_numbers(pieces: Sequence[Set]) -> bool:
    """Whether text without a matrix says more with numbers in it."""
    return any(piece.sign not in ("", piece.formula) for piece in pieces)


def _names(pieces: Sequence[Set], margin: int) -> Line:
    line: Line = [_blanks(margin)]
    for piece in pieces:
        blanks = _blanks(piece.body - title_width(piece.title))
        line += [Segment(to_right(piece.formula, piece.lead)), *piece.title, blanks]
    return line


def _heads(pieces: Sequence[Set], margin: int) -> Line:
    heads = [" " * piece.lead + to_left("" if piece.box is None else piece.box.heads, piece.body) for piece in pieces]
    return [Segment(" " * margin + "".join(heads).rstrip(), QUIET)]


def _row(pieces: Sequence[Set], row: int, middle: int) -> Iterator[Segment]:
    """One line of the matrices; those with fewer rows stand around the middle."""
    for piece in pieces:
        sign, closing = (piece.sign, piece.closing) if row == middle else ("", "")
        yield Segment(to_right(sign, piece.lead)) if sign else _blanks(piece.lead)
        box = piece.box
        own = -1 if box is None else row - middle + box.middle
        if box is not None and 0 <= own < len(box.lines):
            yield from box.lines[own]
            yield Segment(to_left(closing, piece.body - box.width)) if closing else _blanks(piece.body - box.width)
        else:
            yield _blanks(piece.body)


@cache
def _blanks(width: int) -> Segment:
    return Segment(" " * width)


def _stripped(segments: Iterable[Segment]) -> Line:
    """The line without blanks at its end, what has no style in one piece."""
    line: Line = []
    plain = ""
    for segment in segments:
        if segment.style is None:
            plain += segment.text
        elif segment.text:
            line += (Segment(plain), segment) if plain else (segment,)
            plain = ""
    return [*line, Segment(plain.rstrip())] if plain.strip() else line
