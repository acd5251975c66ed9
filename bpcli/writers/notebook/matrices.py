"""A quantity as a table of its entries, large ones elided."""

from __future__ import annotations

import numpy as np

from bpcli.readers.records import Quantity
from bpcli.rules.arrays import Array
from bpcli.writers.notebook.elements import Html, bold, cell, element, line, number, table, text
from bpcli.writers.numbers import Notation, notation
from bpcli.writers.view import LIMIT, Shown, elide, hidden


def quantity_page(quantity: Quantity) -> Html:
    """Name, formula and shape, and under them the entries."""
    write = notation(quantity.data)
    formula = (quantity.formula or quantity.name).removeprefix(quantity.name)
    shape = "×".join(map(str, quantity.shape))
    factor = f" × {write.factor}" if write.factor else ""
    if not quantity.shape:
        value = float(quantity.data)
        return line(bold(quantity.name), text(f"{formula} = {write(value)}{factor}"))
    return element(
        "div", line(bold(quantity.name), text(f"{formula} "), text(f"{shape}{factor}")), _entries(quantity, write)
    )


def _entries(quantity: Quantity, write: Notation) -> Html:
    data = np.atleast_2d(quantity.data)
    rows, columns = (elide(count, LIMIT) for count in data.shape)
    row_axis, column_axis = quantity.axes or ("", "")
    heads = ["", *_labels(column_axis, columns, data.shape[1])]
    labels = _labels(row_axis, rows, data.shape[0])
    return table(
        heads, ([text(label), *_row(data, row, columns, write)] for label, row in zip(labels, rows, strict=True))
    )


def _labels(axis: str, shown: Shown, count: int) -> list[str]:
    if not axis:
        return [""] * len(shown)
    return [hidden(count, shown) if index is None else f"{axis} {index}" for index in shown]


def _row(data: Array, row: int | None, columns: Shown, write: Notation) -> list[Html]:
    if row is None:
        return [cell("⋮")] * len(columns)
    entries = [None if column is None else float(data[row, column]) for column in columns]
    return [cell("⋯") if entry is None else number(write(entry), entry) for entry in entries]
