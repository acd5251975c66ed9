"""The progress bar of a training or a check, on a terminal and nowhere else."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, TypeVar

from bpcli.cli.process import take_over_interrupts

if TYPE_CHECKING:
    from bpcli.writers.console import Console

REFRESHES = 200

Piece = TypeVar("Piece")


def progress(pieces: Iterable[Piece], what: str, total: int, lines: Console | None = None) -> Iterator[Piece]:
    """The same pieces of work, with a bar that shows how many of ``total`` are done.

    The bar is on standard error. Where ``lines`` go to a terminal meanwhile, it is on that console instead, below
    them: two consoles on one screen would write over each other.
    """
    if not sys.stderr.isatty():
        yield from pieces
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from bpcli.writers.console import Console

    take_over_interrupts()  # a hidden cursor is shown again
    console = lines if lines is not None and lines.is_terminal else Console(sys.stderr, is_terminal=True)
    columns = (TextColumn(what, markup=False), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    stride = max(1, total // REFRESHES)  # a training step is shorter than telling the bar of it
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task(what, total=total)
        for done, piece in enumerate(pieces, 1):
            yield piece
            if done % stride == 0:
                bar.update(task, completed=done)
