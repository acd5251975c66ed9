"""The progress bar of a training or a check, on a terminal and nowhere else."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from time import monotonic
from types import TracebackType
from typing import TYPE_CHECKING, TypeVar

from bpcli.cli.process import take_over_interrupts
from bpcli.cli.standard_error import standard_error, tell

if TYPE_CHECKING:
    from rich.live import Live

    from bpcli.writers.console import Console

SECONDS = 0.25
"""From one look at the bar to the next, and to the first: what is done sooner needs none."""
SHARE = 20
"""A bar whose making takes long is made less often: it takes one second in so many."""
ECHO = 3
"""So much stays free at the right: a terminal writes ^C there, which must not begin another line."""

Piece = TypeVar("Piece")


def progress(pieces: Iterable[Piece], what: str, total: int) -> Iterator[Piece]:
    """The same pieces of work, with a bar that shows how many of ``total`` are done."""
    take_over_interrupts()  # a hidden cursor is shown again
    with Bar(what, total) as bar:
        yield from bar.over(pieces)


class Bar:
    """A line that moves while something is done, and goes when it is.

    It is on standard error. Where ``lines`` go to a terminal meanwhile, it is on that console instead, below them:
    two consoles on one screen would write over each other. ``unit`` is what is counted, ``live`` says what else is
    known, such as ``loss 0.719186``, and is asked only when the line is drawn.
    """

    def __init__(
        self,
        what: str,
        total: int,
        unit: str = "",
        lines: Console | None = None,
        live: Callable[[], list[str]] = list,
    ) -> None:
        self.what, self.total, self.unit, self.lines, self.live = what, total, unit, lines, live
        self.shown: Live | None = None

    def __enter__(self) -> Bar:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.shown is not None:
            self.shown.stop()
            self.shown = None

    def over(self, pieces: Iterable[Piece]) -> Iterator[Piece]:
        """The same pieces, counted."""
        if not sys.stderr.isatty():
            yield from pieces
            return
        began = monotonic()
        due = began + SECONDS
        for done, piece in enumerate(pieces, 1):
            yield piece
            if (now := monotonic()) >= due:  # a training step is shorter than telling the bar of it
                self._draw(done, now - began)
                due = monotonic() + max(SECONDS, SHARE * (monotonic() - now))

    def say(self, line: str) -> None:
        """A note on standard error, above the bar where there is one."""
        if self.shown is None:
            tell(line)
            return
        from bpcli.writers.notes import note, print_wrapped

        print_wrapped(note(line), self.shown.console)

    def _draw(self, done: int, seconds: float) -> None:
        from bpcli.cli.progress_line import Doing, line

        if self.shown is None:
            self.shown = self._started()
        doing = Doing(self.what, self.unit, done, self.total, seconds, tuple(self.live()))
        self.shown.update(line(doing, self.shown.console.width - ECHO), refresh=True)

    def _started(self) -> Live:
        from rich.live import Live

        lines = self.lines
        console = lines if lines is not None and lines.is_terminal else standard_error()
        shown = Live(console=console, auto_refresh=False, transient=True)
        shown.start()
        return shown
