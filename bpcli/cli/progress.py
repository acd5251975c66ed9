"""The progress bar of a training or a check, on a terminal and nowhere else."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console

REFRESHES = 200

Advance = Callable[[], object]


@contextmanager
def progress_bar(what: str, total: int, lines: Console | None = None) -> Iterator[Advance | None]:
    """What is to be called after each of ``total`` pieces of work, or None where nobody watches.

    The bar is on standard error. Where ``lines`` go to a terminal meanwhile, it is on that console
    instead, below them: two consoles on one screen would write over each other.
    """
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    console = lines if lines is not None and lines.is_terminal else Console(stderr=True)
    columns = (TextColumn(what), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task(what, total=total)
        yield _in_strides(lambda count: progress.advance(task, count), max(1, total // REFRESHES))


def _in_strides(advance: Callable[[int], object], stride: int) -> Advance:
    """Tell the bar of every so many pieces only: a training step is shorter than the telling."""
    done = 0

    def advance_one() -> None:
        nonlocal done
        done += 1
        if done % stride == 0:
            advance(stride)

    return advance_one
