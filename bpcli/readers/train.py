"""Training: many steps, of which only the summaries are kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bpcli.errors import NonFiniteError
from bpcli.program.session import Session
from bpcli.program.setup import Setup
from bpcli.readers.records import Evaluation, StepSummary
from bpcli.readers.reports import evaluate, header_of, summary_numbers
from bpcli.rules.arrays import Array


class TrainingRun:
    """One training; iterating hands out each ``every``-th step's summary, and always the last one's.

    ``from_first`` hands out the first step's too.

    Raises:
        NonFiniteError: after the step in which a number became NaN or infinite.
    """

    def __init__(self, setup: Setup, every: int = 1, *, from_first: bool = False) -> None:
        self.session = Session(setup)
        self.header = header_of(setup)
        self.every = every
        self.first = 1 if from_first else None
        self.total: int = setup.config.training.steps

    def __iter__(self) -> Iterator[StepSummary]:
        return self.summaries(self.steps())

    def steps(self) -> Iterator[int]:
        """Make one step after another; each is handed out by its number before it is checked."""
        return self.session.steps(self.total)

    def summaries(self, steps: Iterable[int]) -> Iterator[StepSummary]:
        """The summaries to show of these :meth:`steps`, each while its step is the last one made.

        Whichever step turns out to be the last is among them: after it the numbers may be no longer finite, or the
        run was told to stop.
        """
        step = shown = 0
        try:
            for step in steps:
                if step % self.every == 0 or step == self.first:
                    yield self._summary()
                    shown = step
        except NonFiniteError:
            if shown != step:
                yield self._summary()
            raise
        if shown != step:
            yield self._summary()

    def _summary(self) -> StepSummary:
        return StepSummary(*summary_numbers(self.session))

    def evaluation(self) -> Evaluation:
        """What the network says now."""
        return evaluate(self.session)

    def parameters(self) -> dict[str, Array]:
        """Copies of the present parameters by name, in the config's layout."""
        layout = self.session.config.matrices
        return {name: layout.shown(name, array) for name, array in self.session.memory.parameters.items()}
