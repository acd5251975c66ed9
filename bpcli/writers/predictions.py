"""What predictions are called and how they stand: a sample in each row, outputs and classes by their names."""

from __future__ import annotations

from bpcli.errors import printable
from bpcli.readers.records import Header
from bpcli.rules.arrays import Array
from bpcli.rules.layouts import LAYOUTS
from bpcli.writers.axis_names import Label


def by_sample(header: Header, data: Array) -> Array:
    """The matrix with a sample in each row, whatever the config's layout."""
    return data if LAYOUTS[header.conventions["layout"]].samples_are_rows else data.T


def output_label(header: Header, count: int, *, classified: bool) -> Label:
    """``P(setosa)`` where the outputs are probabilities; a single one is that of class 1."""
    if not classified or header.layers[-1].activation not in ("softmax", "sigmoid"):
        return lambda index: f"output {index}"
    first = 1 if count == 1 else 0
    return lambda index: f"P({class_name(header, index + first)})"


def class_name(header: Header, index: int) -> str:
    """The class's name, or its number."""
    return printable(header.class_names[index]) if header.class_names else str(index)
