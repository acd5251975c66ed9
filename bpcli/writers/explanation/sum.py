"""A sum at the board: a row an addend, its factors in columns, a rule, the total, and what is made of it."""

from __future__ import annotations

from collections.abc import Sequence

from rich.style import Style
from rich.table import Table
from rich.text import Text

from bpcli.rules.expression import ONE, Expression
from bpcli.rules.notation import TEXT
from bpcli.writers.columns import to_left, to_right
from bpcli.writers.explanation.notation import BOARD, coloured, leaf_text
from bpcli.writers.explanation.parts import Elided, is_leaf
from bpcli.writers.explanation.worked import SumRow, SumTable, put_in
from bpcli.writers.styles import PLAIN, QUIET, shade


def sum_grid(layout: SumTable) -> Table:
    """All of it as one grid, so that every column is as wide as its widest number."""
    cells = _cells(layout)
    addends = [layout.digits.text(row.value) for row in layout.rows]
    *values, total = _aligned([*addends, layout.digits.text(layout.total)])
    table = _empty(columns=len(cells[0]))
    if _has_heads(layout):
        table.add_row(Text(), *(Text(cell.plain, style=QUIET) for cell in cells.pop(0)))
    for row, factors, value in zip(layout.rows, cells, values, strict=True):
        number = Text(value, style=_shade(row.value, layout))
        table.add_row(Text(f"{row.label} ", style=QUIET), *factors, Text("="), number)
    blanks = [Text()] * (len(cells[0]) + 2)
    table.add_row(*blanks, Text("─" * max(len(value.rstrip()) for value in (*values, total)), style=QUIET))
    table.add_row(*blanks, coloured(total), _scaled(layout))
    return table


def _empty(columns: int) -> Table:
    """Label, factors, sign, value, and what is made of the sum; what is no product may go on in the next line."""
    table = Table.grid(padding=(0, 1))
    table.add_column(no_wrap=True)
    for _ in range(columns):
        table.add_column(no_wrap=columns > 1)
    for _ in ("=", "value", "scale"):
        table.add_column(no_wrap=True)
    return table


def _has_heads(layout: SumTable) -> bool:
    return any(layout.heads) and not _is_of_entries(layout)


def _is_of_entries(layout: SumTable) -> bool:
    """Whether it adds up single entries: then each is told by its name, since the number stands behind it."""
    return all(is_leaf(row.value) for row in layout.rows)


def _scaled(layout: SumTable) -> Text:
    """``× 1/4 = 0.1085``."""
    if layout.scale == ONE:
        return Text()
    scale = _written(layout.scale, layout)
    factor = f"× ({scale})" if scale.startswith("-") else f"× {scale}"
    return Text.assemble(f"{factor} = ", coloured(layout.digits.text(layout.result)))


def _cells(layout: SumTable) -> list[list[Text]]:
    """The factors of each row, aligned by column, with the signs between them."""
    most = max(len(row.factors) for row in layout.rows)
    columns = [[_factor(row, at, layout) for row in layout.rows] for at in range(-most, 0)]
    if _is_of_entries(layout):
        return [[Text("" if isinstance(row.value, Elided) else TEXT.write(row.value))] for row in layout.rows]
    if most == 1:
        return [[coloured(text)] for text in columns[0]]
    padded = zip(*map(_aligned, columns), strict=True)
    rows = [_with_signs(texts, len(row.factors)) for texts, row in zip(padded, layout.rows, strict=True)]
    if not _has_heads(layout):
        return rows
    heads = [Text(head) for head in (*[""] * most, *layout.heads)[-most:]]
    return [*map(list, zip(*(_to_right(column) for column in zip(heads, *rows, strict=True)), strict=True))]


def _to_right(column: Sequence[Text]) -> list[Text]:
    """Cells as wide as the widest, blanks before the others."""
    width = max(cell.cell_len for cell in column)
    return [Text.assemble(" " * (width - cell.cell_len), cell) for cell in column]


def _with_signs(texts: Sequence[str], factors: int) -> list[Text]:
    """The factors of a row, with the sign before each that another one stands before."""
    first = len(texts) - factors
    return [Text.assemble("× " if place > first else "", coloured(text)) for place, text in enumerate(texts)]


def _factor(row: SumRow, at: int, layout: SumTable) -> str:
    there = len(row.factors) >= -at and not isinstance(row.value, Elided)
    return _written(row.factors[at], layout) if there else ""


def _written(e: Expression, layout: SumTable) -> str:
    return put_in(e, BOARD, lambda part: leaf_text(part, layout.digits))


def _shade(e: Expression, layout: SumTable) -> Style:
    shown = (row.value for row in layout.rows if not isinstance(row.value, Elided))
    largest = max(abs(layout.digits.value(value)) for value in shown)
    return shade(layout.digits.value(e), largest) if largest else PLAIN


def _aligned(texts: Sequence[str]) -> list[str]:
    """Numbers with their points below each other; what is no plain number ends where they do."""
    parts = [text.partition(".") for text in texts]
    left = max(len(whole) for whole, _, _ in parts)
    right = max(len(point + rest) for _, point, rest in parts)
    return [to_left(to_right(whole, left) + point + rest, left + right) for whole, point, rest in parts]
