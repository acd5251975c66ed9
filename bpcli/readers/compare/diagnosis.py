"""Which mistakes reproduce the user's numbers: all that do, and none that does not."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from bpcli.program.mistakes import Variant
from bpcli.readers.compare.carried import Carried
from bpcli.readers.compare.fitting import Fitted
from bpcli.readers.compare.nearness import Tolerance, agrees, largest, worst_entry
from bpcli.readers.compare.records import Finding
from bpcli.rules.mistake_names import MISTAKES
from bpcli.rules.rule import Array, Layout


def findings(
    name: str,
    fitted: Fitted,
    carried: Carried,
    tolerance: Tolerance,
    may_be_off: Array,
    layout: Layout,
    *,
    certain: bool,
) -> list[Finding]:
    """The mistakes that explain a wrong quantity, each once.

    Where it is not ``certain`` what the quantity was made from, a mere factor explains nothing: a bias of
    one entry always has one.
    """
    diagnosis = _Diagnosis(name, fitted, carried, tolerance, may_be_off, layout)
    found = [*diagnosis.made_in_a_rule(), *diagnosis.of_any_matrix()]
    if certain and not found:
        found = list(diagnosis.constant_factor())
    return list({finding.mistake: finding for finding in reversed(found)}.values())[::-1]


class _Diagnosis:
    """One wrong quantity, held against what each mistake would give."""

    def __init__(
        self, name: str, fitted: Fitted, carried: Carried, tolerance: Tolerance, may_be_off: Array, layout: Layout
    ) -> None:
        self.name, self.carried, self.tolerance, self.layout = name, carried, tolerance, layout
        self.yours = fitted.arrays[name]
        self.right = carried.following(name)
        self.may_be_off = may_be_off if may_be_off.shape == self.yours.shape else np.zeros(self.yours.shape)
        self.turned = name in fitted.transposed
        self.scale = largest(self.right) or 1.0

    def made_in_a_rule(self) -> Iterator[Finding]:
        """Mistakes in this equation, or in one whose result the user does not show."""
        unseen = self.carried.unseen_upstream(self.name)
        for variant in self.carried.reference.variants:
            if unseen & set(variant.equations):
                made = self.carried.under(self.name, variant)
                if made is not None and self._explains(made):
                    yield self._finding(variant.mistake, *self._equations(variant, unseen))

    def of_any_matrix(self) -> Iterator[Finding]:
        """Transposed, or negated."""
        right = self._right_text()
        if self.turned or (self.right.ndim == 2 and self._explains(self.right.T)):
            yield self._finding("transposed", f"({right})^T", right)
        if self._explains(-self.right):
            yield self._finding("sign_flipped", f"-({right})", right)

    def constant_factor(self) -> Iterator[Finding]:
        """A constant times the right numbers."""
        square = float(np.vdot(self.right, self.right))
        if self.yours.shape != self.right.shape or not square or not np.isfinite(square):
            return
        factor = float(np.vdot(self.right, self.yours)) / square
        if factor and self._explains(factor * self.right):
            right = self._right_text()
            yield self._finding("off_by_factor", f"{factor:.6g} ({right})", right)

    def _explains(self, made: Array) -> bool:
        if made.shape == self.right.shape and agrees(made, self.right, self.tolerance):
            return False
        return agrees(self.yours, made, self.tolerance, self.may_be_off * max(1.0, largest(made) / self.scale))

    def _equations(self, variant: Variant, unseen: set[str]) -> tuple[str, str]:
        """The equation as the user has it and as it should be, where the mistake first shows."""
        for target, equation in variant.equations.items():
            own = self.carried.equations.get(target)
            if target in unseen and own is not None and equation.rule is not own.rule:
                made, right = equation.formula(self.layout), own.formula(self.layout)
                if made != right:
                    return made, right
        first = next(iter(variant.equations.values()))
        own = self.carried.equations[first.target]
        return first.formula(self.layout), own.formula(self.layout)

    def _right_text(self) -> str:
        equation = self.carried.equations.get(self.name)
        return equation.rule.formula(self.layout, *equation.reads) if equation else self.name

    def _finding(self, mistake: str, made: str, right: str) -> Finding:
        made_text = made.removeprefix(f"{self.name} = ")
        says = f"yours equals {made_text}: {MISTAKES[mistake]}; right is {right}"
        if " = " in made_text and made.partition(" = ")[0] != self.name:
            says = f"yours follows from {made_text}: {MISTAKES[mistake]}; right is {right}"
        return Finding(self.name, mistake, says, made, right, self._best_entry())

    def _best_entry(self) -> tuple[int, ...]:
        index = worst_entry(self.yours, self.right)
        return index if self.layout == "rows" else index[::-1]
