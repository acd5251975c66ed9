"""Training: many steps, of which only the summaries are kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from msgspec import Struct

from bpcli.program.session import Session
from bpcli.program.setup import Setup
from bpcli.readers.evaluation import evaluate
from bpcli.readers.header import header_of
from bpcli.readers.layout import in_layout
from bpcli.readers.records import Evaluation, Header, StepSummary
from bpcli.readers.summary import summary_numbers
from bpcli.rules.rule import Array


class TrainingRun:
    """One training; iterating hands out each ``every``-th step's summary, and always the last one's.

    Raises:
        NonFiniteError: after the step in which a number became NaN or infinite.
    """

    def __init__(self, setup: Setup, every: int = 1) -> None:
        self.session = Session(setup)
        self.header = header_of(setup)
        self.every = every
        self.on_step: Callable[[], object] | None = None
        """Is called after every step."""

    def __iter__(self) -> Iterator[StepSummary]:
        session, every = self.session, self.every
        last = session.config.training.steps
        for step in range(1, last + 1):
            session.step()
            if step % every == 0 or step == last:
                yield StepSummary(*summary_numbers(session))
            session.check_finite()
            if self.on_step is not None:
                self.on_step()

    def evaluation(self) -> Evaluation:
        """What the network says now."""
        return evaluate(self.session)

    def parameters(self) -> dict[str, Array]:
        """Copies of the present parameters by name, in the config's layout."""
        layout = self.session.config.layout
        return {name: in_layout(array, layout) for name, array in self.session.memory.parameters.items()}


class Training(Struct, frozen=True):
    """A finished training: its history, its parameters, its evaluation."""

    header: Header
    history: list[StepSummary]
    parameters: Mapping[str, Array]
    """The trained parameters by name (``W1``, ``b1``, ...), in the config's layout."""
    evaluation: Evaluation

    @property
    def losses(self) -> list[float]:
        """The loss of every step in ``history``."""
        return [summary.loss for summary in self.history]
