"""A stored trace as a run: header, steps and evaluation, one step at a time."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import chain

from bpcli.errors import UsageError
from bpcli.readers.records import Evaluation, Quantity, TracedStep
from bpcli.readers.selection import Selection, Steps, check_names, names_in
from bpcli.readers.stored.evaluation import EvaluationReader
from bpcli.readers.stored.header import read_head
from bpcli.readers.stored.metrics import metrics_in, number
from bpcli.readers.stored.opening import ahead_in, open_text
from bpcli.readers.stored.operands import Operands
from bpcli.readers.stored.outline import Outline
from bpcli.readers.stored.quantities import stored_quantity
from bpcli.readers.stored.shown import ShownSteps
from bpcli.readers.stored.steps import StoredStep, whole_number
from bpcli.rules.metrics import MetricValue
from bpcli.rules.names import Name

PHASES = ("input", "parameter", "forward", "loss", "backward", "update")


@contextmanager
def stored_run(
    path: str,
    *,
    at: str | int | None = None,
    only: str | Sequence[str] | None = None,
    layer: int | None = None,
    operands: bool = False,
) -> Iterator[StoredRun]:
    """The trace in a file, or on standard input (``-``), opened and read up to its first step that is shown.

    With ``operands`` each step also has what its equations read and the selection does not show.

    Raises:
        ConfigError: it is no trace, or broken.
        UsageError: a step, name or layer that the trace does not have.
    """
    wanted = Steps.asked(at)
    with open_text(path) as text:
        shown = ShownSteps(Outline(text, ahead_in(path)), wanted, f"--at {at}")
        yield StoredRun(shown, _stem(text.source), Selection(only=names_in(only), layer=layer), operands)


def _stem(source: str) -> str:
    """What a trace without a name is called."""
    return os.path.splitext(os.path.basename(source))[0].strip("<>")


class StoredRun:
    """A trace from a file; it can be iterated once."""

    def __init__(self, shown: ShownSteps, stem: str, selection: Selection, operands: bool) -> None:
        self._shown, self._steps = shown, iter(shown)
        first = next(self._steps, None)
        self._head = read_head(shown.outline.head, stem)
        self._selection = selection
        self._check_selection(first)
        self.header = self._head.header(first)
        self.doubt = self._head.meaning.doubt
        """Why the config tells nothing of the quantities, where it should."""
        self._classes = self._head.of_classes(first)
        self._first = () if first is None else (first,)
        self._operands = (
            Operands(self._head, selection, first, self.header.inputs) if operands and first is not None else None
        )
        self._evaluation: Evaluation | None = None
        self._stopped: int | None = None
        self._stopping, self._reading = False, False

    def __iter__(self) -> Iterator[TracedStep]:
        last, self._reading = 0, True
        try:
            for step in chain(self._first, self._steps):
                traced = self._traced(step)
                last, self._reading = step.number, False
                yield traced
                self._reading = True
                if self._stopping:
                    raise KeyboardInterrupt
        except KeyboardInterrupt:
            if not self._stopping:
                raise
            self._stopped = last
            return
        finally:
            self._reading = False
        self._close(last)

    def _close(self, last: int) -> None:
        """Read what stands behind the steps; ``last`` is the last one that was shown."""
        self._evaluation = self._closing(last)
        if self._shown.ended and (piece := self._shown.outline.head.get("stopped")) is not None:
            self._stopped = whole_number(piece, ("stopped",), least=0)

    def stop(self) -> None:
        """Let the step in hand be the last one; a signal's handler may call this at any moment.

        Raises:
            KeyboardInterrupt: in the middle of reading, which a pipe may hold up for ever; iteration ends with it.
        """
        self._stopping = True
        if self._reading:
            raise KeyboardInterrupt

    @property
    def stopped(self) -> int | None:
        """After which step somebody stopped this, or the run that was written, where it was shown to its end."""
        return self._stopped

    def evaluation(self) -> Evaluation | None:
        """The trace's own, where all up to it was shown."""
        return self._evaluation

    def _closing(self, last: int) -> Evaluation | None:
        piece = self._shown.outline.evaluation
        if piece is None:
            return None
        steps = self.header.config.get("training", {}).get("steps", last)
        reader = EvaluationReader(self._head.layout, self._head.meaning.dtype, self._head.units[-1])
        evaluation = reader.read(piece, steps)
        return evaluation if self._shown.ended or evaluation.step == last else None

    def _check_selection(self, first: StoredStep | None) -> None:
        depth, layer = len(self._head.units), self._selection.layer
        if first is not None:
            check_names(self._selection.only, [Name.parsed(name) for name in first.values], "this trace")
        if layer is not None and not 0 <= layer <= depth:
            raise UsageError(f"--layer {layer}: there are layers 1 to {depth}, and 0 for the input")

    def _traced(self, step: StoredStep) -> TracedStep:
        loss, mean = (self._number(step, key) for key in ("loss", "mean_loss"))
        metrics = self._metrics(step)
        return TracedStep(step.number, loss, mean, metrics, *self._quantities(step))

    def _metrics(self, step: StoredStep) -> dict[str, MetricValue]:
        around = step.numbers.get("metrics", step.numbers["step"])
        return metrics_in(step.metrics(), max(self._head.units[-1], 2), around, step.path)

    def _number(self, step: StoredStep, key: str) -> float:
        """Older traces have no mean loss beside the loss."""
        piece = step.numbers.get(key) or step.numbers.get("loss")
        if piece is None:
            raise step.numbers["step"].fault("a step without its loss", "allowed: a number", step.path)
        return number(piece.anything(), piece, (*step.path, key))

    def _quantities(self, step: StoredStep) -> tuple[dict[str, Quantity], dict[str, Quantity]]:
        """What is shown, and what its equations read besides."""
        reader = self._head.reader(classes=self._classes)
        needed = frozenset[Name]() if self._operands is None else self._operands.needed
        values, operands = {}, {}
        for spelled, piece in step.values.items():
            name, path = Name.parsed(spelled), (*step.path, spelled)
            stored = stored_quantity(piece, path)
            if self._selection.shows_name(name, stored.layer):
                values[spelled] = reader.read(name, stored, piece, path)
            elif name in needed:
                operands[spelled] = reader.read(name, stored, piece, path)
        if self._operands is not None:
            operands |= {each.name: each for each in self._operands.of(step, self._shown.before, reader)}
        return self._in_order(values), operands

    def _in_order(self, values: dict[str, Quantity]) -> dict[str, Quantity]:
        """As they are computed, also where somebody has sorted the keys."""
        order = {name: place for place, name in enumerate(self._head.meaning.expressions)}
        if values.keys() <= order.keys():
            return dict(sorted(values.items(), key=lambda item: order[item[0]]))
        return dict(sorted(values.items(), key=lambda item: PHASES.index(item[1].phase)))
