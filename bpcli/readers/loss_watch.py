"""The losses of a training while it runs: a curve to draw at the end, and word of one that explodes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from math import inf, isfinite

import numpy as np
from msgspec import UnsetType

from bpcli.program.bound import counts
from bpcli.program.equation import Equation
from bpcli.program.session import Session
from bpcli.readers.records import Explosion, LossCurve
from bpcli.rules.expression import Read
from bpcli.rules.names import LOSS, Name, Y

FACTOR = 1000
"""A loss so many times as large as at the start has exploded."""
LOOKS = 3
"""So many steps in a row are looked at where each sees another batch: one batch may hold an outlier."""
POINTS = 256
"""Between so many means and twice as many are kept of a curve."""
CHUNK = 1024
"""So many losses are taken in at once."""


class LossWatch:
    """Looks at the loss of every step of a session; its memory does not grow with them."""

    def __init__(self, session: Session, explodes: Callable[[Explosion], None]) -> None:
        self.session, self.explodes = session, explodes
        self.looks = min(LOOKS, _batches(session))
        self.limit = FACTOR * _of_answers_without_learning(session)
        self.above = 0
        self.losses = ThinnedLosses()
        self._pending: list[float] = []

    def over(self, steps: Iterable[int]) -> Iterator[int]:
        """The same steps, each handed on when its loss has been looked at, which costs a hundredth of a small one."""
        pending, looked_at = self._pending, self.session.loss
        for step in steps:
            loss = looked_at()
            pending.append(loss)
            if loss > self.limit or step <= self.looks:
                self._look_closer(step, loss)
            elif self.above:
                self.above = 0
            if len(pending) == CHUNK:
                self._take_pending()
            yield step

    def curve(self) -> LossCurve | None:
        """The curve so far; None where there was no step."""
        self._take_pending()
        return self.losses.curve()

    def _take_pending(self) -> None:
        self.losses.add(self._pending)
        self._pending.clear()

    def _look_closer(self, step: int, loss: float) -> None:
        if step <= self.looks:
            self.limit = max(self.limit, FACTOR * loss)
            return
        self.above += 1
        if self.above == self.looks and isfinite(loss):  # what is infinite is an error of its own
            self._take_pending()
            self.limit = inf
            self.explodes(Explosion(step, loss, self.losses.first, self.session.config.optimizer.learning_rate))


class ThinnedLosses:
    """The losses of steps, of which means are kept: each of as many steps as it takes to have few."""

    def __init__(self) -> None:
        self.first = self.last = self.lowest = inf
        self.lowest_step = self.steps = 0
        self.means: list[float] = []
        self.stride = 1
        self._sum, self._summed = 0.0, 0

    def add(self, losses: Sequence[float]) -> None:
        """The losses of the next steps."""
        if not losses:
            return
        self.first = self.first if self.steps else losses[0]
        self.last, lowest = losses[-1], min(losses)
        if lowest < self.lowest:
            self.lowest, self.lowest_step = lowest, self.steps + losses.index(lowest) + 1
        self.steps += len(losses)
        taken = 0
        while taken < len(losses):
            part = losses[taken : taken + self.stride - self._summed]
            taken += len(part)
            self._add_part(part)

    def curve(self) -> LossCurve | None:
        """All that is known; None where nothing was added."""
        if not self.steps:
            return None
        rest = [self._sum / self._summed] if self._summed else []
        means = (*self.means, *rest)
        return LossCurve(self.steps, self.first, self.last, self.lowest, self.lowest_step, means, self.stride)

    def _add_part(self, part: Sequence[float]) -> None:
        """Losses of one mean, which are all of it or what is there of it."""
        self._sum += sum(part)
        self._summed += len(part)
        if self._summed == self.stride:
            self.means.append(self._sum / self._summed)
            self._sum, self._summed = 0.0, 0
            self._thin()

    def _thin(self) -> None:
        if len(self.means) == 2 * POINTS:
            pairs = zip(self.means[::2], self.means[1::2], strict=True)
            self.means = [(one + other) / 2 for one, other in pairs]
            self.stride *= 2


def _batches(session: Session) -> int:
    """How many batches a pass has."""
    return -(-len(session.setup.X) // _batch_size(session))


def _batch_size(session: Session) -> int:
    size, samples = session.config.training.batch_size, len(session.setup.X)
    return samples if isinstance(size, UnsetType) else min(size, samples)


def _of_answers_without_learning(session: Session) -> float:
    """The loss of answering 0 everywhere, or 1/2, whichever is larger and finite.

    A training that begins near its end, at a loss of nearly 0, is measured by this.
    """
    targets = session.setup.targets.Y[: _batch_size(session)]
    A = Name("A", session.program.depth)
    data_term = Equation(LOSS, session.config.loss.value(Read(A), Read(Y)), "loss", session.program.depth)
    given = {**counts({Y: targets}), Y: targets}
    with np.errstate(all="ignore"):
        losses = [float(data_term.compute({**given, A: np.full_like(targets, answer)})) for answer in (0.0, 0.5)]
    return max((loss for loss in losses if isfinite(loss)), default=0.0)
