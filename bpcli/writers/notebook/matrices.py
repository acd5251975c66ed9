"""A quantity as a table of its entries, large ones elided."""

from __future__ import annotations

import numpy as np

from bpcli.readers.records import Quantity
from bpcli.rules.arrays import Array
from bpcli.writers.notebook.elements import Html, bold, cell, element, line, number, quiet, table, text, wrong_number
from bpcli.writers.numbers import notation
from bpcli.writers.places import written_shape
from bpcli.writers.told_apart import Write, factor
from bpcli.writers.view import LIMIT, Shown, elide, hidden


def quantity_page(quantity: Quantity) -> Html:
    """Name, formula and shape, and under them the entries."""
    write = notation(quantity.data)
    if not quantity.shape:
        power = f" × {write.factor}" if write.factor else ""
        return line(bold(quantity.name), text(f"{quantity.definition} = {write(float(quantity.data))}{power}"))
    rows, columns = (elide(count, LIMIT) for count in np.atleast_2d(quantity.data).shape)
    head = line(bold(quantity.name), text(" "), quiet(shape_and_factor(quantity, write)), text(quantity.definition))
    return element("div", head, entries(quantity, rows, columns, write))


def shape_and_factor(quantity: Quantity, write: Write) -> str:
    """``2×4``; ``2×4 · entries × 1e-3`` where all entries share a power of ten."""
    power = factor(write)
    return written_shape(quantity.shape) + (f" · entries × {power}" if power else "")


def entries(quantity: Quantity, rows: Shown, columns: Shown, write: Write, marked: Array | None = None) -> Html:
    """A table of these rows and columns; entries that are marked are bold and carry a ``*``."""
    data = np.atleast_2d(quantity.data)
    row_axis, column_axis = quantity.axes or ("", "")
    heads = ["", *_labels(column_axis, columns, data.shape[1])]
    labels = _labels(row_axis, rows, data.shape[0])
    marks = np.zeros(data.shape, bool) if marked is None else np.atleast_2d(marked)

    def shown(row: int, column: int | None) -> Html:
        if column is None:
            return cell("⋯")
        value = float(data[row, column])
        return wrong_number(f"{write(value)} *") if marks[row, column] else number(write(value), value)

    def cells(row: int | None) -> list[Html]:
        return [cell("⋮")] * len(columns) if row is None else [shown(row, column) for column in columns]

    return table(heads, ([text(label), *cells(row)] for label, row in zip(labels, rows, strict=True)))


def _labels(axis: str, shown: Shown, count: int) -> list[str]:
    if not axis:
        return [""] * len(shown)
    return [hidden(count, shown) if index is None else f"{axis} {index}" for index in shown]
