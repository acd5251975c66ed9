"""Right, rounded, wrong or inherited: each of the user's quantities against the reference and against itself."""

from __future__ import annotations

import numpy as np

from bpcli.program.equation import Equation, Given
from bpcli.readers.compare.carried import Carried
from bpcli.readers.compare.diagnosis import findings
from bpcli.readers.compare.fitting import Fitted
from bpcli.readers.compare.nearness import Tolerance, agrees, worst_entry
from bpcli.readers.compare.records import AGREEING, ComparedQuantity, Comparison, Finding, Verdict
from bpcli.readers.compare.reference import Reference
from bpcli.rules.mistake_names import MISTAKES
from bpcli.rules.rule import Array, Layout


class Judge:
    """The judgement of one step, quantity by quantity in the order of computation."""

    def __init__(self, fitted: Fitted, carried: Carried, tolerance: Tolerance, layout: Layout) -> None:
        self.fitted = fitted
        self.carried = carried
        self.reference: Reference = carried.reference
        self.tolerance = tolerance
        self.layout = layout
        self.verdicts: dict[str, Verdict] = {}
        self.found: list[Finding] = []

    def comparison(self, conventions: tuple[str, ...]) -> Comparison:
        """The verdicts on every listed quantity, in order, and the mistakes found."""
        quantities = tuple(self._compared(quantity) for quantity in self.reference.program.listed)
        first_wrong = next((quantity.name for quantity in quantities if quantity.verdict == "wrong"), None)
        return Comparison(self.reference.step, first_wrong, quantities, tuple(self.found), conventions)

    def agrees(self) -> bool:
        """The same as the comparison's ``agrees``, but without looking further than the first that does not."""
        for quantity in self.reference.program.listed:
            name = quantity.target
            if name in self.fitted.arrays:
                self.verdicts[name] = self._standing(name) or "wrong"
                if self.verdicts[name] not in AGREEING:
                    return False
        return True

    def _compared(self, quantity: Equation | Given) -> ComparedQuantity:
        name = quantity.target
        if name not in self.fitted.arrays:
            return ComparedQuantity(name, "missing")
        yours, expected = self.fitted.arrays[name], self.reference.arrays[name]
        verdict = self.verdicts[name] = self._standing(name) or self._unexplained(name)
        return self._record(name, verdict, yours, expected)

    def _standing(self, name: str) -> Verdict | None:
        """How the numbers stand where they are expected or follow from the user's own; None where they do not."""
        if name in self.fitted.transposed:
            return None
        yours = self.fitted.arrays[name]
        if agrees(yours, self.reference.arrays[name], self.tolerance):
            return "match"
        unit = self.carried.units.get(name, 0.0)
        if self.carried.is_rounded and agrees(yours, self.reference.arrays[name], self.tolerance, unit):
            return self._rounded(name)
        following = self.carried.following(name)
        if agrees(yours, following, self.tolerance, unit):
            return self._followed(name)
        may_be_off = self._may_be_off(name)
        return self._followed(name) if agrees(yours, following, self.tolerance, may_be_off) else None

    def _unexplained(self, name: str) -> Verdict:
        """Wrong, with the mistakes that explain it; or not to be judged."""
        if self._rests_on_unusable(name):
            return "inherited"
        uncertain = self._cannot_tell(name)
        if uncertain and name not in self.carried.equations:
            return "inherited"
        named = findings(
            name, self.fitted, self.carried, self.tolerance, self._may_be_off(name), self.layout, certain=not uncertain
        )
        if uncertain and not named:
            return "inherited"
        self.found += named
        return "wrong"

    def _followed(self, name: str) -> Verdict:
        if self._upstream_is_wrong(name):
            return "inherited"
        return self._rounded(name) if self.carried.is_rounded else "match"

    def _rounded(self, name: str) -> Verdict:
        self.found.append(Finding(name, "rounded", f"{name} {MISTAKES['rounded']}"))
        return "rounded"

    def _may_be_off(self, name: str) -> Array:
        unit = self.carried.units.get(name)
        may_be_off = self.carried.may_be_off(name)
        return may_be_off if unit is None or unit.shape != may_be_off.shape else may_be_off + unit

    def _upstream_is_wrong(self, name: str) -> bool:
        bad = {other for other, verdict in self.verdicts.items() if verdict in ("wrong", "inherited")}
        return bool(bad & self.carried.upstream(name))

    def _rests_on_unusable(self, name: str) -> bool:
        """Whether ``name`` follows from a matrix of another shape than the program's."""
        unusable = {given for given in self.fitted.arrays if given not in self.carried.given}
        return bool(unusable & self.carried.upstream(name))

    def _cannot_tell(self, name: str) -> bool:
        """Whether ``name`` rests on numbers that the user neither gave nor can be assumed to have had.

        Those are parameters and state left by steps that are not shown, once anything differs.
        """
        if self.reference.step == 1 or self.carried.before is not None:
            return False
        if name not in self.carried.equations:
            return name not in ("X", "Y")
        starts = {read for read in self.carried.unseen_upstream(name) if read not in self.carried.equations}
        return bool(starts - {"t", "X", "Y"}) and self._history_differs()

    def _history_differs(self) -> bool:
        parameters = [given.target for given in self.reference.program.given if given.phase == "parameter"]
        return any(self.verdicts.get(name) != "match" for name in parameters)

    def _record(self, name: str, verdict: Verdict, yours: Array, expected: Array) -> ComparedQuantity:
        index = worst_entry(yours, expected)
        right = np.broadcast_to(expected, yours.shape)[index]
        shown = index if self.layout == "rows" else index[::-1]
        found = float(abs(yours[index] - right))
        if verdict == "match":
            return ComparedQuantity(name, verdict, found)
        return ComparedQuantity(name, verdict, found, shown, float(yours[index]), float(right))
