"""A run as a document, written part by part while the steps come."""

from __future__ import annotations

from collections.abc import Iterable
from typing import BinaryIO

from bpcli.readers.records import Evaluation, Header, TracedStep
from bpcli.writers.documents.evaluation import evaluation_parts
from bpcli.writers.documents.forms import FORMS, Form
from bpcli.writers.documents.known import Known
from bpcli.writers.documents.parts import Part, Sentence, sentence
from bpcli.writers.documents.run_parts import opening, step_parts
from bpcli.writers.heading import total_steps
from bpcli.writers.training_notes import stopped_note
from bpcli.writers.view import View


class DocumentRun:
    """The run's choices, each step with its equations, the evaluation."""

    form: Form

    def __init__(self, out: BinaryIO, view: View) -> None:
        self.out, self.view = out, self.form.seen(view)
        self.header: Header | None = None

    def begin(self, header: Header) -> None:
        """Write what holds for all steps."""
        self.header = header
        self.out.write(self.form.head.encode())
        self._write(opening(header))

    def step(self, step: TracedStep) -> None:
        """Write the step."""
        assert self.header is not None
        self._write(step_parts(self.header, step, Known(step, self.view)))

    def end(self, evaluation: Evaluation | None, stopped: int | None = None) -> None:
        """Write how the network does, and what closes the document."""
        if self.header is None:
            return
        if stopped is not None:
            self._write([Sentence(sentence(stopped_note(stopped, total_steps(self.header))))])
        if evaluation is not None:
            self._write(evaluation_parts(self.header, evaluation, self.view))
        self.out.write(self.form.foot.encode())

    def _write(self, parts: Iterable[Part]) -> None:
        for piece in self.form.pieces(parts):
            self.out.write(piece.encode())


class MarkdownRun(DocumentRun):
    """As GitHub renders it."""

    form = FORMS["markdown"]


class LatexRun(DocumentRun):
    """As pdflatex compiles it."""

    form = FORMS["latex"]
