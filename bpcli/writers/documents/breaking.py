r"""Equations that fit a page: what is wider goes on in the next line, at the loosest sign that there is.

Where no sign helps, the inside of brackets, a fraction or a root is set on several lines.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from bpcli.writers.documents.measure import RELATION, Box, Row, filled, is_stand_in, measured, text_of, width

PAGE = 456.0
"""How wide an equation may be, in points, at a size of 10; of GitHub's pages that is the width too."""
INDENT = 10.0
"""What goes on in the next line begins a little further right."""


def equation(text: str, room: float = PAGE) -> tuple[str, ...]:
    """The lines of an equation; what is too long for one line has one for each of its sides, or more."""
    row = measured(text)
    left, *right = (text_of(side) for side in split(row, RELATION))
    if width(row) <= room:
        return (" ".join([left, *right]).replace("=", "&=", 1),)
    return chain(left, [side.removeprefix("= ") for side in right], room)


def chain(left: str, sides: Iterable[str], room: float = PAGE) -> tuple[str, ...]:
    """What the left side equals, each in a line of its own, or in more where one is long."""
    left_of_it = width(measured(f"{left} = "))
    return tuple(_chained(left, (fitted(side, room - left_of_it) for side in sides)))


def _chained(left: str, sides: Iterable[list[str]]) -> Iterator[str]:
    for number, (first, *rest) in enumerate(sides):
        yield f"{'' if number else left} &= {first}".lstrip()
        yield from (rf"&\quad {line}" for line in rest)


def with_matrices(left: str, text: str, widths: Mapping[str, float], room: float = PAGE) -> tuple[str, ...]:
    """One more side of an equation, in which characters stand for matrices of these widths.

    Nothing where it would not fit in spite of all breaks.
    """
    inside = room - width(measured(f"{left} = "))
    lines = _lines(measured(text, widths), inside, RELATION, INDENT)
    return tuple(_chained("", [list(map(_text, lines))])) if all(width(line) <= inside for line in lines) else ()


def fitted(text: str, room: float) -> list[str]:
    """The text in as many lines as it takes."""
    return [_text(line) for line in _lines(measured(text), room, RELATION, INDENT)]


def _text(line: Row) -> str:
    """A line; a sign that it begins with keeps its distance from what follows, and a product gets one."""
    text = text_of(line)
    if line[0].sign and is_stand_in(line[0].text):
        return rf"{{}}\cdot {text}"
    return f"{{}}{text}" if line[0].sign else text


def _lines(row: Row, room: float, sign: int, indent: float = 0.0) -> list[Row]:
    """The row in lines, broken before signs of this kind, and of looser ones where that does not do."""
    if width(row) <= room:
        return [row]
    if not sign:
        return [_shrunk(row, room)]
    lines: list[Row] = []
    for piece in split(row, sign):
        left = room - (indent if lines else 0.0)
        if lines and width(lines[-1]) + width(piece) <= left:
            lines[-1] += piece
        else:
            lines += _lines(piece, left, sign - 1, indent)
    return lines


def split(row: Row, sign: int) -> Iterator[Row]:
    """The row cut before each sign of this kind."""
    start = 0
    for at, box in enumerate(row):
        if box.sign == sign and at > start:
            yield row[start:at]
            start = at
    yield row[start:]


def _shrunk(row: Row, room: float) -> Row:
    """The row with its widest boxes narrowed, as many as it takes."""
    boxes = list(row)
    for at in sorted(range(len(row)), key=lambda at: -row[at].width):
        too_much = width(tuple(boxes)) - room
        if too_much > 0:
            boxes[at] = _narrowed(row[at], row[at].width - too_much)
    return tuple(boxes)


def _narrowed(box: Box, room: float) -> Box:
    """The same box with its insides on several lines, where they are too wide."""
    if not box.insides or box.width <= room:
        return box
    inner = room - (box.width - max(map(width, box.insides)))
    insides = [_lines(inside, inner, RELATION) if inner > 0 else [inside] for inside in box.insides]
    texts = tuple(_stacked([_text(line) for line in lines if line]) for lines in insides)
    widest = max(width(line) for lines in insides for line in lines)
    return Box(filled(box.frame, texts), widest + box.width - max(map(width, box.insides)), box.sign)


def _stacked(lines: list[str]) -> str:
    below_each_other = r" \\ ".join(lines)
    return rf"\begin{{gathered}} {below_each_other} \end{{gathered}}" if len(lines) > 1 else below_each_other
