"""A step of a stored trace in pieces: its numbers by key, its quantities by name, none of them read yet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec
from msgspec import Struct

from bpcli.errors import ConfigPath
from bpcli.readers.compare.matrices import shown
from bpcli.readers.stored.text import JsonText, Piece

A_STEP = "a step of a trace has its number as step and its quantities as values"


class StoredStep(Struct, frozen=True):
    """A step in pieces; ``number`` is its place among the run's steps."""

    number: int
    numbers: Mapping[str, Piece]
    values: Mapping[str, Piece]

    @property
    def path(self) -> ConfigPath:
        """How a message calls it."""
        return (f"step {self.number}",)

    def metrics(self) -> dict[str, Any]:
        """The metrics as JSON has them; none where the trace tells none.

        Raises:
            ConfigError: they are no mapping.
        """
        piece = self.numbers.get("metrics")
        if piece is None:
            return {}
        found = piece.anything()
        if isinstance(found, dict):
            return found
        raise piece.fault(f"found {shown(found)}", "allowed: a mapping of names to numbers", (*self.path, "metrics"))


def read_step(text: JsonText, keys: Iterator[str]) -> StoredStep:
    """The step that has these keys, in pieces.

    Raises:
        ConfigError: it is no step, or the text ends within.
    """
    begins = text.here()
    text.within = "a step"
    numbers: dict[str, Piece] = {}
    values: dict[str, Piece] | None = None
    number: int | None = None
    for key in keys:
        if key == "values":
            values = _values(text)
            continue
        piece = text.value()
        if key in numbers:
            raise piece.fault(f"{key} is there twice", "write it once")
        numbers[key] = piece
        if key == "step":
            number = whole_number(piece, ("step",))
            text.within = f"step {number}"
    if number is None or values is None:
        missing = "its number as step" if number is None else "its quantities as values"
        raise begins.fault(f"a step without {missing}", A_STEP)
    return StoredStep(number, numbers, values)


def _values(text: JsonText) -> dict[str, Piece]:
    if text.peek() not in ("{", ""):
        piece = text.value()
        raise piece.fault(f"found {shown(piece.anything())}", "allowed: a mapping of names to quantities", ("values",))
    values: dict[str, Piece] = {}
    for name in text.members():
        piece = text.value()
        if name in values:
            raise piece.fault(f"{name} is there twice", "write it once", ("values",))
        values[name] = piece
    return values


def whole_number(piece: Piece, path: ConfigPath, least: int = 1) -> int:
    """The number of a step.

    Raises:
        ConfigError: it is none.
    """
    try:
        number = piece.decoded(int)
    except msgspec.ValidationError:
        number = -1
    if number < least:
        raise piece.fault(f"found {shown(piece.anything())}", f"allowed: a whole number, from {least}", path)
    return number
