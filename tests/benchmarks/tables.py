"""Tables against ``numpy.array2string`` of the same matrices, as large and as long as the tables are."""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Iterator, Sequence

import numpy as np

from bpcli.program.setup import prepare
from bpcli.readers.records import Header, TracedStep
from bpcli.readers.trace import Trace
from bpcli.rules.arrays import Array
from bpcli.writers.console import Console
from bpcli.writers.equations.tables import standing
from bpcli.writers.formats import TABLES, table_writer
from bpcli.writers.view import LIMIT, View
from tests.benchmarks.pairs import ratio


def table_ratios() -> Iterator[tuple[str, str]]:
    """A step of two examples in every view."""
    os.environ["COLUMNS"] = "100"
    for example in ("xor", "iris"):
        trace = Trace(prepare(example))
        step = next(iter(trace))
        for kind in TABLES:
            tables = tabulated(trace.header, step, View(kind=kind))  # type: ignore[arg-type]  # a key of TABLES
            yield (
                f"{kind} of a step of {example} / numpy.array2string",
                ratio(tables, printed(on_page(step, kind)), number=10, rounds=15),
            )


def tabulated(header: Header, step: TracedStep, view: View) -> Callable[[], None]:
    """Writes the step as tables."""
    writer = table_writer(Console(io.StringIO(), is_terminal=True), view)
    writer.begin(header)
    return lambda: writer.step(step)


def on_page(step: TracedStep, kind: str) -> list[Array]:
    """The matrices that a view shows of a step; among equations one stands as often as an equation reads it."""
    if kind != "equations":
        return [quantity.data for quantity in step.values.values()]
    formulas, _ = standing(step, View())
    operands = [piece.operand.data for each in formulas for piece in each.pieces if piece.operand is not None]
    return [*(each.result.data for each in formulas), *operands]


def printed(matrices: Sequence[Array]) -> Callable[[], None]:
    """Prints these matrices as NumPy does, elided alike."""

    def all_matrices() -> None:
        for matrix in matrices:
            np.array2string(matrix, threshold=LIMIT * LIMIT, edgeitems=LIMIT // 2, max_line_width=100)

    return all_matrices
