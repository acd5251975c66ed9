"""A run on its way out: its records, from a computation or a file, into the writer of the format that was asked for."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Protocol

from bpcli.cli.output import binary_output, text_console
from bpcli.cli.standard_error import tell
from bpcli.errors import UsageError
from bpcli.writers.formats import BINARY, RunWriter, document_writer, table_writer

if TYPE_CHECKING:
    from bpcli.cli.standard_error import Appearance
    from bpcli.readers.records import Evaluation, Header, TracedStep
    from bpcli.writers.view import View


class Run(Protocol):
    """Records of a run, one after another."""

    @property
    def header(self) -> Header:
        """What holds for all steps."""

    def __iter__(self) -> Iterator[TracedStep]:
        """The steps that are shown."""

    @property
    def stopped(self) -> int | None:
        """After which step somebody stopped it before its end."""

    def evaluation(self) -> Evaluation | None:
        """How the network does where the run has come to."""


def write_run(run: Run, format_: str, output: str | None, view: View, appearance: Appearance, *, paged: bool) -> None:
    """Write each step as it comes; what was written by then stays whole where one fails or somebody stops the run.

    Raises:
        UsageError: a format that is no text would go to a terminal.
    """
    if format_ in BINARY and output in (None, "-") and sys.stdout.isatty():
        raise UsageError(f"{format_} is nothing to look at: give it a file with -o FILE, or send it through a pipe")
    seen = False
    if format_ == "table":
        with text_console(output, appearance, paged=paged) as console:
            _write(run, table_writer(console, view))
            seen = console.is_terminal
    else:
        with binary_output(output) as out:
            _write(run, document_writer(format_, out, view))
    if run.stopped is not None and not seen:
        from bpcli.writers.heading import total_steps
        from bpcli.writers.training_notes import stopped_note

        tell(stopped_note(run.stopped, total_steps(run.header)))


def _write(run: Run, writer: RunWriter) -> None:
    writer.begin(run.header)
    try:
        for step in run:
            writer.step(step)
    except Exception:
        writer.end(run.evaluation())
        raise
    writer.end(run.evaluation(), run.stopped)
