"""Which of a stored trace's steps are shown: ``--at``, where nobody knows yet how many there are."""

from __future__ import annotations

from collections.abc import Iterator

from bpcli.errors import UsageError
from bpcli.readers.selection import Steps
from bpcli.readers.stored.outline import Outline
from bpcli.readers.stored.steps import StoredStep, read_step


class ShownSteps:
    """The steps of a trace that are shown, in pieces; no step behind the last of them is read."""

    def __init__(self, outline: Outline, wanted: Steps, asked: str) -> None:
        self.outline = outline
        self.numbers: list[int] = []
        """The first and the last step that were passed."""
        self.ended = False
        """Whether the trace has no step behind those that were passed."""
        self.before: StoredStep | None = None
        """The step that was passed before the one in hand."""
        self._wanted, self._asked = wanted, asked

    def __iter__(self) -> Iterator[StoredStep]:
        first, last = self._wanted.first, self._wanted.last
        latest: StoredStep | None = None
        any_shown = False
        for keys in self.outline.steps():
            if last is not None and self.numbers and self.numbers[-1] >= last:
                break
            self.before, step = latest, read_step(self.outline.text, keys)
            latest = step
            self._pass(step)
            if first is not None and first <= step.number and (last is None or step.number <= last):
                any_shown = True
                yield step
        else:
            self.ended = True
        if latest is not None and first is None:
            yield latest
        elif not any_shown and self._wanted != Steps():
            raise UsageError(self._missing())

    def _pass(self, step: StoredStep) -> None:
        if self.numbers and step.number <= self.numbers[-1]:
            allowed = f"it stands behind step {self.numbers[-1]}"
            raise step.numbers["step"].fault(f"found {step.number}", allowed, ("step",))
        self.numbers = [*self.numbers[:1], step.number]

    def _missing(self) -> str:
        source = self.outline.text.source
        if not self.numbers:
            return f"{self._asked}: {source} has no steps"
        seen = " to ".join(map(str, dict.fromkeys(self.numbers)))
        among = "" if self.ended else "no such step among "
        return f"{self._asked}: {source} has {among}step{'s' * (len(self.numbers) > 1)} {seen}"
