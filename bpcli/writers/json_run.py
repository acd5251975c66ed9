"""A run with its quantities as JSON: one object, or one line a step."""

from __future__ import annotations

from typing import BinaryIO, ClassVar

from bpcli.readers.records import Evaluation, Header, TracedStep
from bpcli.writers.json_records import evaluation_record, trace_header, traced
from bpcli.writers.json_stream import FORMS, JsonLines, TraceObject
from bpcli.writers.view import View


class JsonRun:
    """One object: the header's keys, ``steps``, ``evaluation``."""

    form: ClassVar[type[TraceObject | JsonLines]] = FORMS["json"]

    def __init__(self, out: BinaryIO, view: View) -> None:
        self.out, self.view = out, view
        self.written: TraceObject | JsonLines | None = None

    def begin(self, header: Header) -> None:
        """Write what holds for all steps."""
        self.written = self.form(trace_header(header), self.out)

    def step(self, step: TracedStep) -> None:
        """Write one step."""
        assert self.written is not None
        self.written.add(traced(step, self.view.precision))

    def end(self, evaluation: Evaluation | None, stopped: int | None = None) -> None:
        """Write what stands beside the steps."""
        if self.written is not None:
            self.written.close(evaluation and evaluation_record(evaluation, self.view.precision), stopped)


class JsonLinesRun(JsonRun):
    """The header on the first line, then a step a line, then the evaluation."""

    form = FORMS["jsonl"]
