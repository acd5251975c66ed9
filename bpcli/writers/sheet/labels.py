"""Short names of rows: ``s0`` for the first sample, ``x1`` for a feature without a name, ``h2`` for a unit below."""

from __future__ import annotations

from rich.cells import set_cell_size

from bpcli.readers.records import Header, Quantity
from bpcli.writers.axis_names import axis_names
from bpcli.writers.columns import row_labels, width_of
from bpcli.writers.view import Shown

LETTERS = {"sample": "s", "feature": "x", "input": "h", "unit": "u", "class": "c", "output": "o", "": ""}
LONGEST = 14
"""Names of features that take more terminal cells are cut."""


def short_labels(quantity: Quantity, rows: Shown, header: Header) -> list[str]:
    """The labels of the rows shown; that of the gap says how many are left out."""
    axis = quantity.axes[0] if quantity.axes else ""
    if axis in ("feature", "class") and getattr(header, f"{axis}_names"):
        names = axis_names(axis, header)
        return row_labels(len(quantity.data), rows, lambda index: _cut(names(index)))
    if not axis:
        return [quantity.name] * len(rows)
    return row_labels(len(quantity.data), rows, lambda index: f"{LETTERS[axis]}{index}")


def _cut(name: str) -> str:
    return name if width_of(name) <= LONGEST else f"{set_cell_size(name, LONGEST - 1).rstrip()}…"
