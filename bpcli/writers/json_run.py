"""A run with its quantities as JSON: one object, or one line a step."""

from __future__ import annotations

from typing import Any, BinaryIO

from bpcli.readers.records import Evaluation, Header, TracedStep
from bpcli.writers.json_records import evaluation_record, trace_header, traced
from bpcli.writers.json_stream import TraceObject, closing
from bpcli.writers.json_values import encoded
from bpcli.writers.view import View


class JsonRun:
    """One object: the header's keys, ``steps``, ``evaluation``."""

    def __init__(self, out: BinaryIO, view: View) -> None:
        self.out, self.view = out, view
        self.object: TraceObject | None = None

    def begin(self, header: Header) -> None:
        """Open the object."""
        self.object = TraceObject(trace_header(header), self.out)

    def step(self, step: TracedStep) -> None:
        """Add one to ``steps``."""
        assert self.object is not None
        self.object.add(traced(step, self.view.precision))

    def end(self, evaluation: Evaluation | None, stopped: int | None = None) -> None:
        """Close the object."""
        if self.object is not None:
            self.object.close(evaluation and evaluation_record(evaluation, self.view.precision), stopped)


class JsonLinesRun:
    """The header on the first line, then a step a line, then the evaluation."""

    def __init__(self, out: BinaryIO, view: View) -> None:
        self.out, self.view = out, view

    def begin(self, header: Header) -> None:
        """Write the first line."""
        self._line(trace_header(header))

    def step(self, step: TracedStep) -> None:
        """Write a line, and let a reader have it at once."""
        self._line(traced(step, self.view.precision))
        self.out.flush()

    def end(self, evaluation: Evaluation | None, stopped: int | None = None) -> None:
        """Write the last line."""
        last = dict(closing(evaluation and evaluation_record(evaluation, self.view.precision), stopped))
        if last:
            self._line(last)

    def _line(self, record: Any) -> None:
        self.out.write(encoded(record) + b"\n")
