"""A run in progress: steps one at a time, on one memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from math import isfinite, nan

import numpy as np
from msgspec import UnsetType

from bpcli.errors import NonFiniteError
from bpcli.program.batches import batches
from bpcli.program.bound import Bound, bind
from bpcli.program.build import build
from bpcli.program.equation import Equation, Given
from bpcli.program.memory import Memory
from bpcli.program.setup import Setup
from bpcli.rules.arrays import Array
from bpcli.rules.metrics import METRICS, MetricValue
from bpcli.rules.names import Name

Observer = Callable[[Equation | Given, Array], None]


class Session:
    """The training of a setup from its first step on."""

    def __init__(self, setup: Setup) -> None:
        self.setup = setup
        self.config = setup.config
        self.program = build(setup.config, setup.layers)
        self.output = Name("A", self.program.depth)
        self.dtype = np.dtype(setup.config.dtype)
        self.memory = Memory(setup.layers, setup.config.optimizer, self.dtype)
        self.step_number = 0
        self._whole = self._bind(setup.X, setup.targets.Y) if self._full_batch() else None
        self._by_size: dict[int, Bound] = {}
        self._batches = self._make_batches()
        self._bound: Bound | None = None
        self._loss = nan
        self._finite = True
        self._stopping = False
        self.stopped: int | None = None
        """After which step the run came to its end early, because it was told to stop."""

    @property
    def arrays(self) -> Mapping[str, Array]:
        """Every quantity of the last step, rows layout; parameters are already the new ones."""
        assert self._bound is not None
        return self._bound.arrays

    def steps(self, last: int, observer: Callable[[int], Observer | None] = lambda _: None) -> Iterator[int]:
        """Make the steps up to ``last``; ``observer`` says who watches a step, if anybody.

        Each is handed out by its number, and then looked at.

        Raises:
            NonFiniteError: after the step in which a number became NaN or infinite.
        """
        while self.step_number < last:
            if self._stopping:
                self.stopped = self.step_number
                return
            self.step(observer(self.step_number + 1))
            yield self.step_number
            self.check_finite()

    def advance(self, last: int) -> None:
        """Make the steps up to ``last``.

        Raises:
            NonFiniteError: after the step in which a number became NaN or infinite.
        """
        for _ in self.steps(last):
            pass

    def stop(self) -> None:
        """Let the step in hand be the last one; a signal's handler may call this at any moment."""
        self._stopping = True

    def step(self, observe: Observer | None = None) -> None:
        """One training step; ``observe`` sees every quantity when it is there, in order, also the unlisted."""
        self.step_number += 1
        self.memory.t[()] = self.step_number
        bound = self._bound = self._whole or self._next_batch()
        with np.errstate(all="ignore"):  # what overflows is found by check_finite, and named
            if observe is None:
                bound.run()
            else:
                self._run_observed(bound, observe)
            self._loss = float(bound.arrays["loss"])
            self._finite = isfinite(self._loss) and self.memory.is_finite()

    def loss(self) -> float:
        """The last step's loss, before its update."""
        return self._loss

    def mean_loss(self) -> float:
        """The last step's data term, averaged over samples."""
        data_loss = float(self.arrays.get("data_loss", self.arrays["loss"]))
        return data_loss if self.config.loss.over_samples == "mean" else data_loss / len(self.arrays["Y"])

    def metrics(self) -> dict[str, MetricValue]:
        """The last step's metrics over its batch, before its update."""
        return self.measure(self.arrays[self.output], self.arrays["Y"])

    def measure(self, A: Array, Y: Array) -> dict[str, MetricValue]:
        """The config's metrics of outputs against targets."""
        names = self.config.metrics
        assert not isinstance(names, UnsetType)
        return {name: METRICS[name].measure(A, Y, self.setup.targets.decision) for name in names}

    def outputs(self) -> Array:
        """What the network says of every sample with its present parameters, (samples, units)."""
        forward = bind(self.program.forward, {**self.memory.parameters, "X": self.setup.X}, self.dtype)
        with np.errstate(all="ignore"):
            forward.run()
        return forward.arrays[self.output]

    def check_finite(self) -> None:
        """Raise NonFiniteError, naming the first entry in the order of computation, if the last step left them."""
        if self._finite:
            return
        for equation in self.program.equations:
            array = self.arrays[equation.target]
            wrong = np.argwhere(~np.isfinite(array))
            if len(wrong) and equation.listed:
                entry = tuple(map(int, wrong[0]))
                shown = self.config.matrices.index(equation.target, entry)
                raise NonFiniteError(self.step_number, equation.target, shown, float(array[entry]))

    def _full_batch(self) -> bool:
        size = self.config.training.batch_size
        return not self.config.training.shuffle and (isinstance(size, UnsetType) or size >= len(self.setup.X))

    def _make_batches(self) -> Iterator[Array]:
        training, samples = self.config.training, len(self.setup.X)
        size = samples if isinstance(training.batch_size, UnsetType) else training.batch_size
        return batches(samples, size, self.setup.stream if training.shuffle else None)

    def _next_batch(self) -> Bound:
        """The program for the next batch's size, its X and Y filled with that batch."""
        indices = next(self._batches)
        X, Y = self.setup.X, self.setup.targets.Y
        if len(indices) not in self._by_size:
            self._by_size[len(indices)] = self._bind(X[indices], Y[indices])
        bound = self._by_size[len(indices)]
        np.take(X, indices, axis=0, out=bound.arrays["X"])
        np.take(Y, indices, axis=0, out=bound.arrays["Y"])
        return bound

    def _bind(self, X: Array, Y: Array) -> Bound:
        return bind(self.program.equations, {**self.memory.arrays, "X": X, "Y": Y}, self.dtype)

    def _run_observed(self, bound: Bound, observe: Observer) -> None:
        for given in self.program.given:
            observe(given, bound.arrays[given.target])
        for equation, array in bound.run_watched():
            observe(equation, array)
