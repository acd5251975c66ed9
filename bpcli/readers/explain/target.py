"""What is to be explained: ``dW1[0,2]``, ``loss``, or a whole matrix by its name."""

from __future__ import annotations

import re
from collections.abc import Mapping

from msgspec import Struct

from bpcli.errors import UsageError, did_you_mean
from bpcli.rules.arrays import Shape
from bpcli.rules.names import Name

FORM = re.compile(r"\s*(\w+)\s*(?:\[\s*([^\]]*?)\s*\])?\s*")
WRITE = "write NAME, or NAME[row,column] counted from 0, such as dW1[0,2]"


class Target(Struct, frozen=True):
    """A quantity, and where in it the entry stands; None: the whole of it."""

    name: Name
    index: tuple[int, ...] | None


def read_target(text: str, shapes: Mapping[str, Shape]) -> Target:
    """The target that ``text`` spells, among quantities of these shapes.

    Raises:
        UsageError: another form, a name that the step does not have, or an index out of range.
    """
    match = FORM.fullmatch(text)
    if match is None:
        raise UsageError(f"{text!r} is no target: {WRITE}")
    name, within = match.groups()
    if name not in shapes:
        known = list(shapes)
        hint = did_you_mean(name, known)
        raise UsageError(f"{name}: {hint}this step has no such quantity; it has {', '.join(known)}")
    shape = shapes[name]
    if within is None:
        return Target(Name.parsed(name), None if shape else ())
    return Target(Name.parsed(name), _index(name, within, shape))


def _index(name: str, within: str, shape: Shape) -> tuple[int, ...]:
    parts = [part.strip() for part in within.split(",")]
    if not shape:
        raise UsageError(f"{name}[{within}]: {name} is a single number and has no index")
    if not all(part.isascii() and part.isdigit() and len(part) < 10 for part in parts) or len(parts) > len(shape):
        raise UsageError(f"{name}[{within}]: {WRITE}")
    index = tuple(map(int, parts))
    if len(index) == 1 and 1 in shape:  # a bias has one row, or one column
        index = (0, *index) if shape[0] == 1 else (*index, 0)
    if len(index) != len(shape) or any(at >= size for at, size in zip(index, shape, strict=True)):
        rows, columns = (f"0 to {size - 1}" if size > 1 else "0" for size in shape)
        size = " × ".join(map(str, shape))
        raise UsageError(f"{name}[{within}]: {name} is {size}: its rows are {rows}, its columns {columns}")
    return index
