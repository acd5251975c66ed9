"""The trace: training steps with every quantity, in the order in which it is computed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import chain, islice
from typing import overload

import numpy as np

from bpcli.errors import NonFiniteError
from bpcli.program.build import build
from bpcli.program.equation import Equation, Given
from bpcli.program.session import Observer, Session
from bpcli.program.setup import Setup
from bpcli.readers.axes import axes
from bpcli.readers.display import Displayed
from bpcli.readers.records import Evaluation, Glance, Header, Quantity, TracedStep
from bpcli.readers.reports import evaluate, header_of, summary_numbers
from bpcli.readers.selection import Selection, select
from bpcli.rules.arrays import Array
from bpcli.rules.expression import mentions
from bpcli.rules.names import OLD, OUTPUTS, SAMPLES, STEP

EVERYTHING = Selection()


class Trace(Displayed):
    """A run, step by step. Iterating computes and hands out one step at a time; nothing is kept.

    ``steps`` is the same as a list. A trace can be iterated again and again, with the same numbers. ``trace[0]`` is
    the first step shown, for which no later one is computed, ``trace["dW1"]`` an array of dW1 over the steps,
    ``len(trace)`` how many steps are shown. The run ends after the last of them.
    """

    def __init__(self, setup: Setup, selection: Selection = EVERYTHING) -> None:
        self.setup = setup
        self.selection = selection
        self.header: Header = header_of(setup)
        self._first_steps: list[TracedStep] = []

    def showing(
        self, *, at: str | int | None = None, only: str | Sequence[str] | None = None, layer: int | None = None
    ) -> Trace:
        """The same run with only some steps (``3``, ``"2:5"``, ``"last"``), names (``"Z,dW1"``) or one layer shown.

        Raises:
            UsageError: a step, name or layer that this run does not have.
        """
        program = build(self.setup.config, self.setup.layers)
        return Trace(self.setup, select(program, self.setup.config.training.steps, at=at, only=only, layer=layer))

    def start(self, *, operands: bool = False) -> TraceRun:
        """A pass over the steps, which can say how the network does wherever it has come to.

        With ``operands`` each step also has what its equations read and the selection does not show.
        """
        return TraceRun(self.setup, self.selection, operands=operands)

    def __iter__(self) -> Iterator[TracedStep]:
        return iter(self.start())

    def __len__(self) -> int:
        last = self.setup.config.training.steps if self.selection.last is None else self.selection.last
        return max(last - self.selection.first + 1, 0)

    @overload
    def __getitem__(self, key: int) -> TracedStep: ...
    @overload
    def __getitem__(self, key: slice) -> list[TracedStep]: ...
    @overload
    def __getitem__(self, key: str) -> Array: ...
    def __getitem__(self, key: int | slice | str) -> TracedStep | list[TracedStep] | Array:
        """A step by its place, steps by a slice, or a quantity over all steps, of shape (steps, rows, columns).

        Raises:
            IndexError: there is no such step.
            KeyError: there is no such quantity.
            ValueError: no step is shown; or the quantity has different shapes from step to step, as with a smaller
                last batch.
        """
        if isinstance(key, str):
            if not len(self):
                raise ValueError(f"{key}: this trace shows no step, so that there is no array of it")
            return np.stack([step[key] for step in self.steps])
        try:
            places = range(len(self))[key]
        except IndexError:
            raise IndexError(f"there is no trace[{key}]: it shows {len(self)} step{'s' * (len(self) != 1)}") from None
        if isinstance(places, int):
            return self._up_to(places + 1)[places]
        return [self._up_to(max(places) + 1)[place] for place in places] if places else []

    def __repr__(self) -> str:
        return f"<Trace of {self.header.name!r}: {len(self)} step{'s' * (len(self) != 1)}>"

    def _repr_html_(self) -> str | None:
        page = Displayed.page
        return None if page is None else page(Glance(self.header, len(self), next(iter(self), None)))

    @cached_property
    def steps(self) -> list[TracedStep]:
        """All selected steps."""
        return self._up_to(len(self))

    def _up_to(self, count: int) -> list[TracedStep]:
        """At least so many of the first steps, and twice as many as last time, so that one after another is cheap."""
        if len(self._first_steps) < count:
            steps: list[TracedStep] = []
            try:
                steps.extend(islice(self, max(count, 2 * len(self._first_steps))))
            except NonFiniteError:
                if len(steps) < count:
                    raise
            self._first_steps = steps
        return self._first_steps

    @cached_property
    def evaluation(self) -> Evaluation:
        """The closing evaluation, after the last step that is shown."""
        run = self.start()
        run.finish()
        return run.evaluation()


class TraceRun:
    """One pass over a trace's steps, and the evaluation where it has come to.

    Raises:
        NonFiniteError: after the step in which a number became NaN or infinite.
    """

    def __init__(self, setup: Setup, selection: Selection, *, operands: bool = False) -> None:
        self.header = header_of(setup)
        self.session = Session(setup)
        self.selection = selection
        self.last: int = setup.config.training.steps if selection.last is None else selection.last
        self.values: dict[str, Quantity] = {}
        self.operands: dict[str, Quantity] = {}
        layout, equations = setup.config.matrices, self.session.program.equations
        self.formulas = {each.target: each.formula(layout) for each in equations}
        self.expressions = {each.target: layout.written(each.target, each.expression) for each in equations}
        shown = [self.expressions[each.target] for each in equations if selection.shows(each)]
        self.needed = frozenset(chain.from_iterable(map(mentions, shown))) if operands else frozenset()

    def __iter__(self) -> Iterator[TracedStep]:
        for step in self.session.steps(self.last, self._observer):
            if self.selection.shows_step(step):
                self._keep_numbers()
                yield TracedStep(*summary_numbers(self.session), self.values, self.operands)

    @property
    def stopped(self) -> int | None:
        """After which step somebody stopped the run before its end."""
        return self.session.stopped

    def finish(self) -> None:
        """Run to the end without showing a step."""
        self.session.advance(self.last)

    def evaluation(self) -> Evaluation:
        """What the network says now."""
        return evaluate(self.session)

    def _observer(self, step: int) -> Observer | None:
        self.values, self.operands = {}, {}
        if not self.selection.shows_step(step):
            return None
        self._keep_state()
        return self._keep

    def _keep(self, quantity: Equation | Given, array: Array) -> None:
        if self.selection.shows(quantity):
            self.values[str(quantity.target)] = self._quantity(quantity, array)
        elif quantity.target in self.needed:
            self.operands[str(quantity.target)] = self._quantity(quantity, array)

    def _keep_state(self) -> None:
        """What the step is going to update in place, as it finds it."""
        arrays = self.session.memory.arrays
        for name in self.needed:
            if name.suffix.endswith(OLD):
                self.operands[str(name)] = self._quantity(Given(name, "update", name.layer), arrays[name])

    def _keep_numbers(self) -> None:
        """How many samples and outputs the step had, and which one it was."""
        for name in self.needed & {SAMPLES, OUTPUTS, STEP}:
            self.operands[str(name)] = self._quantity(Given(name, "input", 0), self.session.arrays[name])

    def _quantity(self, quantity: Equation | Given, array: Array) -> Quantity:
        name, layout = quantity.target, self.session.config.matrices
        pair = axes(name, quantity.layer, self.session.setup.targets.decision is not None) if array.ndim else None
        return Quantity(
            str(name),
            quantity.phase,
            quantity.layer,
            layout.shown(name, array),
            self.formulas.get(name),
            None if pair is None else layout.axes(name, pair),
            self.expressions.get(name),
        )
