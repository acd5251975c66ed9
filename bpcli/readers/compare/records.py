"""What a comparison says, as frozen records; indices and numbers are in the config's own layout."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from bpcli.readers.display import Displayed

Verdict = Literal["match", "rounded", "wrong", "inherited", "missing"]
AGREEING = ("match", "rounded", "missing")
"""The verdicts of numbers that are right, if only to their digits, or not given."""


class ComparedQuantity(Struct, frozen=True):
    """One quantity of the step: how the user's numbers stand to the expected ones.

    ``wrong``: it does not follow from the user's own numbers upstream. ``inherited``: it does, and they
    are wrong already. ``rounded``: it follows within the digits that the user carried.
    """

    name: str
    verdict: Verdict
    max_abs_diff: float | None = None
    worst: tuple[int, ...] | None = None
    yours: float | None = None
    expected: float | None = None


class Finding(Struct, frozen=True):
    """A mistake that reproduces the user's numbers in one quantity."""

    quantity: str
    mistake: str
    says: str
    yours: str = ""
    """The equation as the user worked it out."""
    right: str = ""
    """The equation as it should be."""
    worst: tuple[int, ...] | None = None
    """The entry that shows it best."""


class Comparison(Displayed, Struct, frozen=True):
    """The result of a comparison: every quantity of one step, and the mistakes found."""

    step: int
    first_wrong: str | None
    quantities: tuple[ComparedQuantity, ...]
    diagnosis: tuple[Finding, ...]
    conventions: tuple[str, ...] = ()
    """Lines of the config under which the user's numbers match, where it is not as it stands."""

    @property
    def clean(self) -> bool:
        """Whether no quantity is wrong by itself."""
        return self.first_wrong is None

    @property
    def agrees(self) -> bool:
        """Whether all that the user gave is right; what is ``clean`` may still be inherited from steps not shown."""
        return all(quantity.verdict in AGREEING for quantity in self.quantities)

    def __repr__(self) -> str:
        mistakes = ", ".join(dict.fromkeys(finding.mistake for finding in self.diagnosis)) or "no mistake named"
        verdict = f"{self.first_wrong} is wrong first, {mistakes}" if self.first_wrong else "nothing is wrong by itself"
        return f"<Comparison of step {self.step}: {verdict}>"
