"""The first wrong matrix on a page, the user's and the right one beside each other."""

from __future__ import annotations

from bpcli.readers.compare.records import WrongMatrix
from bpcli.writers.comparison.pair import Pair, how_much_is_wrong
from bpcli.writers.notebook.elements import Html, beside, bold, element, line, quiet, text
from bpcli.writers.notebook.matrices import entries, shape_and_factor
from bpcli.writers.prose import joined
from bpcli.writers.view import LIMIT


def pair_page(matrix: WrongMatrix) -> Html:
    """How much of it is wrong, then both, in one notation; a single number needs none of it."""
    if not matrix.right.shape:
        return Html("")
    pair = Pair(matrix)
    parts = {side: pair.part(side, LIMIT) for side in (pair.yours, pair.right)}
    write = pair.write(parts[pair.yours])
    marked = {pair.yours: pair.yours.differs}
    tables = (
        element(
            "div",
            line(bold(side.title), text(" "), quiet(shape_and_factor(side.quantity, write))),
            entries(side.quantity, rows, columns, write, marked.get(side)),
        )
        for side, (rows, columns) in parts.items()
    )
    return element("div", line(text(joined(how_much_is_wrong(matrix)))), beside(tables))
