"""What a check hands out: frozen records, every index in the config's own layout."""

from __future__ import annotations

from msgspec import Struct

from bpcli.readers.display import Displayed

Index = tuple[int, ...]
FINITE_DIFFERENCES = "finite differences"


class Kink(Struct, frozen=True, order=True):
    """An entry that was not compared: moved by the smallest sensible step, it meets a kink of the loss."""

    index: Index
    cause: str
    """Where the kink is: ``relu at Z1 = 0``, ``mae at A2 = Y``."""


class Worst(Struct, frozen=True):
    """The entry with the largest relative error."""

    index: Index
    found: float
    """As the step computed it."""
    expected: float
    """As the reference has it."""


class Compared(Struct, frozen=True):
    """One quantity held against its reference: a gradient, or with a framework anything that it computes."""

    name: str
    entries: int
    """How many it has; with a sample, fewer were looked at."""
    checked: int
    """How many were compared."""
    max_abs_error: float
    max_rel_error: float
    """Of all entries compared, as :mod:`bpcli.readers.check.relative_error` measures it."""
    passed: bool
    worst: Worst | None = None
    """None where nothing was compared."""
    kinks: tuple[Kink, ...] = ()

    @property
    def kink_count(self) -> int:
        """How many entries lie at a kink."""
        return len(self.kinks)

    @property
    def worst_index(self) -> Index | None:
        """Where the largest error is."""
        return None if self.worst is None else self.worst.index


class Check(Displayed, Struct, frozen=True):
    """A whole check of one step."""

    step: int
    reference: str
    """``finite differences``, or a framework with its version."""
    tolerance: float
    """The relative error that is allowed."""
    precision: str
    """The arithmetic of the reference: ``float128``, ``float64``, ..."""
    parameters: tuple[Compared, ...]
    notes: tuple[str, ...] = ()
    """What the reference could not be asked for, and why."""

    @property
    def passed(self) -> bool:
        """Whether everything that was compared agrees."""
        return all(compared.passed for compared in self.parameters)

    @property
    def max_rel_error(self) -> float:
        """The largest relative error of any entry that was compared; 0 where none was."""
        return max((compared.max_rel_error for compared in self.parameters), default=0.0)

    @property
    def entries(self) -> int:
        """How many entries there are in all."""
        return sum(compared.entries for compared in self.parameters)

    @property
    def checked(self) -> int:
        """How many entries were compared in all."""
        return sum(compared.checked for compared in self.parameters)

    @property
    def kinks(self) -> int:
        """How many entries were looked at and lie at a kink."""
        return sum(len(compared.kinks) for compared in self.parameters)

    def __repr__(self) -> str:
        verdict = "passed" if self.passed else "wrong: " + ", ".join(c.name for c in self.parameters if not c.passed)
        return f"<Check of step {self.step}: {verdict}, largest relative error {self.max_rel_error:.1e}>"
