"""The trace: training steps with every quantity, in the order in which it is computed."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from bpcli.program.build import build
from bpcli.program.equation import Equation, Given
from bpcli.program.session import Session
from bpcli.program.setup import Setup
from bpcli.readers.evaluation import evaluate
from bpcli.readers.header import header_of
from bpcli.readers.layout import axes, in_layout
from bpcli.readers.records import Evaluation, Header, Quantity, TracedStep
from bpcli.readers.selection import Selection, select
from bpcli.readers.summary import summary_numbers
from bpcli.rules.rule import Array

EVERYTHING = Selection()


class Trace:
    """A run, step by step. Iterating computes and hands out one step at a time; nothing is kept.

    ``steps`` is the same as a list. A trace can be iterated again and again, with the same numbers.
    """

    def __init__(self, setup: Setup, selection: Selection = EVERYTHING) -> None:
        self.setup = setup
        self.selection = selection
        self.header: Header = header_of(setup)

    def showing(self, *, at: str | None = None, only: str | None = None, layer: int | None = None) -> Trace:
        """The same run with only some steps (``"3"``, ``"2:5"``), names (``"Z,dW1"``) or one layer shown.

        Raises:
            UsageError: a step, name or layer that this run does not have.
        """
        program = build(self.setup.config, self.setup.layers)
        return Trace(self.setup, select(program, self.setup.config.training.steps, at=at, only=only, layer=layer))

    def start(self) -> TraceRun:
        """A pass over the steps, which can say how the network does wherever it has come to."""
        return TraceRun(self.setup, self.selection)

    def __iter__(self) -> Iterator[TracedStep]:
        return iter(self.start())

    @cached_property
    def steps(self) -> list[TracedStep]:
        """All selected steps."""
        return list(self)

    @cached_property
    def evaluation(self) -> Evaluation:
        """The closing evaluation, after the last step."""
        run = self.start()
        run.finish()
        return run.evaluation()


class TraceRun:
    """One pass over a trace's steps, and the evaluation where it has come to.

    Raises:
        NonFiniteError: after the step in which a number became NaN or infinite.
    """

    def __init__(self, setup: Setup, selection: Selection) -> None:
        self.session = Session(setup)
        self.selection = selection
        self.formulas = {
            equation.target: equation.formula(setup.config.layout) for equation in self.session.program.equations
        }

    def __iter__(self) -> Iterator[TracedStep]:
        for step in range(1, self.session.config.training.steps + 1):
            if self.selection.shows_step(step):
                yield self._traced_step()
            else:
                self.session.step()
            self.session.check_finite()

    def finish(self) -> None:
        """Run all steps without showing one."""
        for _ in range(self.session.config.training.steps):
            self.session.step()
            self.session.check_finite()

    def evaluation(self) -> Evaluation:
        """What the network says now."""
        return evaluate(self.session)

    def _traced_step(self) -> TracedStep:
        values: dict[str, Quantity] = {}

        def keep(quantity: Equation | Given, array: Array) -> None:
            if self.selection.shows(quantity):
                values[quantity.target] = self._quantity(quantity, array)

        self.session.step(keep)
        return TracedStep(*summary_numbers(self.session), values)

    def _quantity(self, quantity: Equation | Given, array: Array) -> Quantity:
        name, layout = quantity.target, self.session.config.layout
        classes = self.session.setup.targets.decision is not None
        return Quantity(
            name,
            quantity.phase,
            quantity.layer,
            in_layout(array, layout),
            self.formulas.get(name),
            axes(name, quantity.layer, layout, classes),
        )
