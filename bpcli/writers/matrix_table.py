"""One quantity of the trace as a table: name, formula, shape, phase and layer above its entries."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from rich.segment import Segment

from bpcli.readers.records import Header, Quantity
from bpcli.writers.axis_names import axis_names
from bpcli.writers.blocks import Block, Line
from bpcli.writers.columns import number_columns, row_labels
from bpcli.writers.grid import frame_width, grid
from bpcli.writers.numbers import notation
from bpcli.writers.styles import BOLD, QUIET
from bpcli.writers.view import View


def matrix_table(quantity: Quantity, header: Header, view: View, room: int) -> Block:
    """The quantity in at most ``room`` terminal cells where that is possible."""
    data = np.atleast_2d(quantity.data)
    row_label, column_label = (axis_names(axis, header) for axis in quantity.axes or ("", ""))
    rows = view.rows(len(data))
    labels = row_labels(len(data), rows, row_label)
    write = notation(data, view.digits)
    columns = number_columns(data, rows, column_label, view, room - frame_width(labels), write)
    return Block([*_title(quantity, write.factor), *grid(labels, columns, room)])


def _title(quantity: Quantity, factor: str) -> Iterator[Line]:
    """``Z1 = X W1 + b1``, the name in bold; below it ``4 × 2 · forward, layer 1``."""
    yield [Segment(quantity.name, BOLD), Segment(quantity.definition)]
    shape = " × ".join(map(str, quantity.shape)) or "scalar"
    layer = f", layer {quantity.layer}" if quantity.layer else ""
    power = f" · entries × {factor}" if factor else ""
    yield [Segment(f"{shape} · {quantity.phase}{layer}{power}", QUIET)]
