"""One quantity of the trace as a Rich table: name, formula, shape, phase and layer above its entries."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from rich.console import Group
from rich.text import Text

from bpcli.readers.records import Header, Quantity
from bpcli.writers.columns import Label, number_columns, row_labels
from bpcli.writers.elision import shown_rows
from bpcli.writers.grid import frame_width, grid
from bpcli.writers.shades import QUIET
from bpcli.writers.view import View

Names = Mapping[str, tuple[str, ...] | None]


def matrix_table(quantity: Quantity, header: Header, view: View, room: int) -> Group:
    """The quantity in at most ``room`` terminal cells where that is possible."""
    data = np.atleast_2d(quantity.data)
    row_label, column_label = axis_labels(quantity, header)
    rows = shown_rows(len(data), view.full)
    labels = row_labels(len(data), rows, row_label)
    columns = number_columns(data, rows, column_label, view, room - frame_width(labels))
    return Group(_title(quantity), _subtitle(quantity), grid(labels, columns, room))


def axis_labels(quantity: Quantity, header: Header) -> tuple[Label, Label]:
    """What calls a row and a column by name: ``sample 3``, ``unit 2``, ``petal width``."""
    names = {"feature": header.feature_names, "class": header.class_names}
    rows, columns = quantity.axes or ("", "")
    return _label(rows, names), _label(columns, names)


def _label(axis: str, names: Names) -> Label:
    """What calls an index of this axis by name."""
    given = names.get(axis)
    if given is not None:
        return given.__getitem__
    return lambda index: f"{axis} {index}" if axis else ""


def _title(quantity: Quantity) -> Text:
    """``Z1 = X W1 + b1``, the name in bold."""
    text = Text(quantity.formula or quantity.name)
    text.stylize("bold", 0, len(quantity.name))
    return text


def _subtitle(quantity: Quantity) -> Text:
    """``4 × 2 · forward, layer 1``."""
    shape = " × ".join(map(str, quantity.shape)) or "scalar"
    layer = f", layer {quantity.layer}" if quantity.layer else ""
    return Text(f"{shape} · {quantity.phase}{layer}", style=QUIET)
