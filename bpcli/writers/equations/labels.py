"""What stands at a row or above a column of an equation's matrices: ``s0`` of a sample, ``h2`` of a hidden unit."""

from __future__ import annotations

from bpcli.readers.records import Header
from bpcli.writers.axis_names import Label, axis_names
from bpcli.writers.columns import width_of

LETTERS = {"sample": "s", "feature": "x", "input": "h", "unit": "u", "class": "c", "output": "y"}
LONGEST = 14
"""A name that is longer takes too much of the line; a letter with a number stands for it."""


def short_labels(axis: str, header: Header) -> Label:
    """The names of features and classes where they are short, else a letter with a number; nothing of a single row."""
    names = {"feature": header.feature_names, "class": header.class_names}.get(axis)
    if names is not None and max(map(width_of, map(axis_names(axis, header), range(len(names))))) <= LONGEST:
        return axis_names(axis, header)
    letter = LETTERS.get(axis, "")
    return lambda index: f"{letter}{index}" if letter else ""
