"""The first wrong matrix in a document: the user's with its wrong entries in bold, and under it the right one."""

from __future__ import annotations

from collections.abc import Iterator

from bpcli.readers.compare.records import WrongMatrix
from bpcli.rules.latex import latex_digits
from bpcli.writers.comparison.pair import Pair, Part, how_much_is_wrong
from bpcli.writers.comparison.side import Side
from bpcli.writers.documents.matrices import latex_cell
from bpcli.writers.documents.parts import Equations, Sentence
from bpcli.writers.prose import joined
from bpcli.writers.told_apart import Write, factor

WIDEST = 6
"""So many columns fit a page also where telling the numbers apart takes many digits."""


def pair_parts(matrix: WrongMatrix | None) -> Iterator[Sentence | Equations]:
    """How much of it is wrong, then both; a single number stands in the table already."""
    if matrix is None or not matrix.right.shape:
        return
    pair = Pair(matrix)
    mine, right = pair.part(pair.yours, WIDEST), pair.part(pair.right, WIDEST)
    write = pair.write(mine)
    yield Sentence(f"{joined(how_much_is_wrong(matrix, 'in bold'))}.")
    yield Equations(
        (
            rf"\text{{yours}} &= {_latex(pair.yours, mine, write, marked=True)}",
            rf"\text{{right}} &= {_latex(pair.right, right, write, marked=False)}",
        )
    )


def _latex(side: Side, part: Part, write: Write, *, marked: bool) -> str:
    rows, columns = part
    power = rf"{latex_digits(factor(write))} \cdot " if factor(write) else ""
    cells = ([_cell(side, row, column, write, marked) for column in columns] for row in rows)
    body = r" \\ ".join(" & ".join(row) for row in cells)
    return rf"{power}\left[\begin{{array}}{{{'r' * len(columns)}}} {body} \end{{array}}\right]"


def _cell(side: Side, row: int | None, column: int | None, write: Write, marked: bool) -> str:
    if row is None or column is None:
        return {(True, True): r"\ddots", (True, False): r"\vdots"}.get((row is None, column is None), r"\cdots")
    text = latex_cell(write(float(side.data[row, column])))
    return rf"\mathbf{{{text}}}" if marked and side.differs[row, column] else text
