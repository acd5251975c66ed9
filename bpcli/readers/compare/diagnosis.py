"""Which mistakes reproduce the user's numbers: all that do, and none that does not."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from bpcli.readers.compare.records import Finding
from bpcli.readers.compare.user_step import UserStep
from bpcli.readers.nearness import Tolerance, agrees, largest, worst_entry
from bpcli.rules.arrays import Array
from bpcli.rules.layouts import Layout
from bpcli.rules.mistakes import MISTAKES, Mistake


class Diagnosis:
    """One wrong quantity, held against what each mistake would give."""

    def __init__(self, name: str, user: UserStep, tolerance: Tolerance, layout: Layout) -> None:
        self.name, self.user, self.tolerance, self.layout = name, user, tolerance, layout
        self.yours = user.fitted.arrays[name]
        self.right = user.following(name)
        self.spread = user.spread(name) if self.right.shape == self.yours.shape else np.zeros(self.yours.shape)

    def findings(self, *, certain: bool) -> list[Finding]:
        """The mistakes that explain it, each once.

        Where it is not ``certain`` what it was made from, a mere factor explains nothing: a bias of one entry
        always has one.
        """
        found = [*self._made_in_a_rule(), *self._of_any_matrix()]
        if certain and not found:
            found = [*self._constant_factor()]
        return list({finding.mistake: finding for finding in reversed(found)}.values())[::-1]

    def _made_in_a_rule(self) -> Iterator[Finding]:
        """Mistakes in this equation, or in one whose result the user does not show."""
        unseen = self.user.unseen_upstream(self.name)
        for mistake in self.user.reference.run.mistakes:
            if unseen & set(mistake.expressions):
                made = self.user.under(self.name, mistake)
                if made is not None and self._explains(made):
                    yield self._finding(mistake.name, *self._equations(mistake, unseen))

    def _of_any_matrix(self) -> Iterator[Finding]:
        """The right numbers, but transposed or with the wrong sign."""
        right = self._right_text()
        turned = self.name in self.user.fitted.transposed
        if turned or (self.right.ndim == 2 and self._explains(self.right.T)):
            yield self._finding("transposed", f"({right})^T", right)
        if self._explains(-self.right):
            yield self._finding("sign_flipped", f"-({right})", right)

    def _constant_factor(self) -> Iterator[Finding]:
        """The right numbers times a finite constant, whatever the constant is."""
        square = float(np.vdot(self.right, self.right))
        if self.yours.shape != self.right.shape or not square or not np.isfinite(square):
            return
        factor = float(np.vdot(self.right, self.yours)) / square
        if factor and np.isfinite(factor) and self._explains(factor * self.right):
            right = self._right_text()
            yield self._finding("off_by_factor", f"{factor:.6g} ({right})", right)

    def _explains(self, made: Array) -> bool:
        if made.shape != self.yours.shape or agrees(made, self.right, self.tolerance):
            return False
        larger = max(1.0, largest(made) / (largest(self.right) or 1.0))
        return agrees(self.yours, made, self.tolerance, self.spread * larger + self.user.half_unit(self.name, made))

    def _equations(self, mistake: Mistake, unseen: set[str]) -> tuple[str, str]:
        """The equation as the user has it and as it should be, where the mistake first shows."""
        own = self.user.equations
        texts = {
            name: (own[name].mistaken(made).formula(self.layout), own[name].formula(self.layout))
            for name, made in mistake.expressions.items()
            if name in own
        }
        shows = (pair for name, pair in texts.items() if name in unseen and pair[0] != pair[1])
        return next(shows, next(iter(texts.values())))

    def _right_text(self) -> str:
        equation = self.user.equations.get(self.name)
        return equation.formula(self.layout).removeprefix(f"{self.name} = ") if equation else self.name

    def _finding(self, mistake: str, made: str, right: str) -> Finding:
        own = made.removeprefix(f"{self.name} = ")
        relation = "follows from" if " = " in own and own == made else "equals"
        says = f"yours {relation} {own}: {MISTAKES[mistake]}; right is {right}"
        shows_best = self.layout.index(self.name, worst_entry(self.yours, self.right))
        return Finding(self.name, mistake, says, made, right, shows_best)
