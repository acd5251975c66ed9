"""One quantity of the trace as a table: name, formula, shape, phase and layer above its entries."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
from rich.segment import Segment

from bpcli.errors import printable
from bpcli.readers.records import Header, Quantity
from bpcli.writers.blocks import Block, Line
from bpcli.writers.columns import Label, number_columns, row_labels
from bpcli.writers.grid import frame_width, grid
from bpcli.writers.styles import BOLD, QUIET
from bpcli.writers.view import View

Names = Mapping[str, tuple[str, ...] | None]


def matrix_table(quantity: Quantity, header: Header, view: View, room: int) -> Block:
    """The quantity in at most ``room`` terminal cells where that is possible."""
    data = np.atleast_2d(quantity.data)
    row_label, column_label = axis_labels(quantity, header)
    rows = view.rows(len(data))
    labels = row_labels(len(data), rows, row_label)
    columns = number_columns(data, rows, column_label, view, room - frame_width(labels))
    return Block([*_title(quantity), *grid(labels, columns, room)])


def axis_labels(quantity: Quantity, header: Header) -> tuple[Label, Label]:
    """What calls a row and a column by name: ``sample 3``, ``unit 2``, ``petal width``."""
    names = {"feature": header.feature_names, "class": header.class_names}
    rows, columns = quantity.axes or ("", "")
    return _label(rows, names), _label(columns, names)


def _label(axis: str, names: Names) -> Label:
    """What calls an index of this axis by name."""
    given = names.get(axis)
    if given is not None:
        return lambda index: printable(given[index])
    return lambda index: f"{axis} {index}" if axis else ""


def _title(quantity: Quantity) -> Iterator[Line]:
    """``Z1 = X W1 + b1``, the name in bold; below it ``4 × 2 · forward, layer 1``."""
    rest = (quantity.formula or quantity.name).removeprefix(quantity.name)
    yield [Segment(quantity.name, BOLD), Segment(rest)]
    shape = " × ".join(map(str, quantity.shape)) or "scalar"
    layer = f", layer {quantity.layer}" if quantity.layer else ""
    yield [Segment(f"{shape} · {quantity.phase}{layer}", QUIET)]
