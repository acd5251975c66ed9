"""Short names along an axis: ``s0`` for the first sample, ``h2`` for a unit of the layer below, a feature's name."""

from __future__ import annotations

from rich.cells import set_cell_size

from bpcli.readers.records import Header
from bpcli.writers.axis_names import Label, axis_names
from bpcli.writers.columns import width_of

LETTERS = {"sample": "s", "feature": "x", "input": "h", "unit": "u", "class": "c", "output": "o"}
LONGEST = 14
"""Names of features and classes that take more terminal cells are cut."""


def short_labels(axis: str, header: Header | None = None) -> Label:
    """The names of features and classes where a header knows them, else a letter with a number; nothing of one row."""
    if header is not None and {"feature": header.feature_names, "class": header.class_names}.get(axis):
        names = axis_names(axis, header)
        return lambda index: _cut(names(index))
    letter = LETTERS.get(axis)
    return (lambda index: f"{letter}{index}") if letter else lambda _: ""


def _cut(name: str) -> str:
    return name if width_of(name) <= LONGEST else f"{set_cell_size(name, LONGEST - 1).rstrip()}…"
