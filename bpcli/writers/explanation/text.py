"""An explanation for the terminal, as a teacher writes it at the board."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console
from rich.table import Table
from rich.text import Text

from bpcli.errors import printable
from bpcli.readers.explain.records import Explanation, entry_name
from bpcli.readers.records import Header
from bpcli.writers.blocks import print_lines, side_by_side, table_room
from bpcli.writers.explanation.heading import heading_lines
from bpcli.writers.explanation.notation import BOARD, coloured, leaf_text, print_indented
from bpcli.writers.explanation.origins import render_onward, render_origins
from bpcli.writers.explanation.sum import sum_grid
from bpcli.writers.explanation.worked import Steps, SumTable, put_in, remainder, worked
from bpcli.writers.matrix_table import matrix_table
from bpcli.writers.styles import QUIET
from bpcli.writers.view import View

FEW = 6
"""So many decisions of an arithmetic are told; of a loss there may be one for each output of each sample."""


def render_explanation(explanation: Explanation, header: Header, console: Console, view: View) -> None:
    """What it is, its formula, the numbers put in; then where those come from, and what it goes into."""
    for line in heading_lines(explanation, header, view.digits):
        console.print(line)
    console.print()
    if explanation.index is None:
        _render_matrices(explanation, header, console, view)
    elif explanation.arithmetic is not None:
        _render_arithmetic(explanation, header, console, view)
    if explanation.source is not None:
        print_indented(Text.assemble(("where it comes from  ", QUIET), printable(explanation.source)), console)
        console.print()
    if explanation.index is None:
        _render_feeds(explanation, console)
    else:
        render_onward(explanation, console, view.digits)


def _render_matrices(explanation: Explanation, header: Header, console: Console, view: View) -> None:
    if explanation.entry is not None:
        print_indented(Text.assemble("each entry  ", explanation.entry), console)
        console.print()
    room = table_room(console)
    tables = [matrix_table(each, header, view, room) for each in explanation.matrices]
    print_lines(list(side_by_side(tables, console)), console)
    console.print()


def _render_feeds(explanation: Explanation, console: Console) -> None:
    if explanation.feeds:
        console.print(Text.assemble(("what it goes into  ", QUIET), ", ".join(explanation.feeds)))


def _render_arithmetic(explanation: Explanation, header: Header, console: Console, view: View) -> None:
    """The formula with indices and the numbers, which case counts, and where the numbers come from."""
    assert explanation.arithmetic is not None
    layout = worked(explanation, header, view.digits, full=view.full)
    print_indented(Text(explanation.entry or ""), console)
    console.print()
    if isinstance(layout, SumTable):
        print_indented(sum_grid(layout), console)
    else:
        print_indented(_steps(layout, explanation), console)
    for line in _said(explanation, layout):
        print_indented(line, console)
    console.print()
    render_origins(explanation, layout, console, full=view.full)


def _said(explanation: Explanation, layout: SumTable | Steps) -> Iterator[Text]:
    """Why a case counts, where a number was taken from, and what rounding is left."""
    arithmetic = explanation.arithmetic
    assert arithmetic is not None
    if arithmetic.note:
        yield Text(arithmetic.note, style=QUIET)
    for reason in arithmetic.reasons[:FEW]:
        yield coloured(layout.digits.said(reason))
    if len(arithmetic.reasons) > FEW:
        yield Text(f"and so on, {len(arithmetic.reasons) - FEW} more", style=QUIET)
    if left := remainder(layout.digits):
        yield Text(f"the numbers add up, {left}", style=QUIET)


def _steps(steps: Steps, explanation: Explanation) -> Table:
    """An equation a line, the signs of equality below each other."""
    table = Table.grid(padding=(0, 1))
    table.add_column(no_wrap=True)
    table.add_column()
    table.add_column(overflow="fold")
    name = entry_name(explanation.name, explanation.index)
    texts = [put_in(steps.arithmetic, BOARD, lambda e: leaf_text(e, steps.digits), stage) for stage in steps.stages]
    texts.append(steps.digits.text(steps.result))
    for row, text in enumerate(dict.fromkeys(texts)):
        table.add_row(Text("" if row else name), Text("="), coloured(text))
    return table
