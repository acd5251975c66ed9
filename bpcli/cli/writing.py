"""A run on its way out: its records, from a computation or a file, into the writer of the format that was asked for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Protocol

from bpcli.cli.output import binary_output, text_console
from bpcli.writers.formats import RunWriter, document_writer, table_writer

if TYPE_CHECKING:
    from bpcli.cli.options import Appearance
    from bpcli.readers.records import Evaluation, Header, TracedStep
    from bpcli.writers.view import View


class Run(Protocol):
    """Records of a run, one after another."""

    @property
    def header(self) -> Header:
        """What holds for all steps."""

    def __iter__(self) -> Iterator[TracedStep]:
        """The steps that are shown."""

    def evaluation(self) -> Evaluation | None:
        """How the network does where the run has come to."""


def write_run(run: Run, format_: str, output: str | None, view: View, appearance: Appearance, *, paged: bool) -> None:
    """Write each step as it comes; what was written by then stays whole where one fails."""
    if format_ == "table":
        with text_console(output, appearance, paged=paged) as console:
            _write(run, table_writer(console, view))
    else:
        with binary_output(output) as out:
            _write(run, document_writer(format_, out, view))


def _write(run: Run, writer: RunWriter) -> None:
    writer.begin(run.header)
    try:
        for step in run:
            writer.step(step)
    finally:
        writer.end(run.evaluation())
