"""Right, rounded, wrong or inherited: each of the user's quantities against the reference and against itself."""

from __future__ import annotations

import numpy as np

from bpcli.program.equation import Equation, Given
from bpcli.readers.compare.diagnosis import Diagnosis
from bpcli.readers.compare.records import AGREEING, ComparedQuantity, Comparison, Finding, Verdict, WrongMatrix
from bpcli.readers.compare.user_step import UserStep
from bpcli.readers.compare.wrong_matrix import wrong_matrix
from bpcli.readers.nearness import Tolerance, agrees, differences, worst_entry
from bpcli.rules.arrays import Array
from bpcli.rules.layouts import Layout
from bpcli.rules.mistakes import MISTAKES
from bpcli.rules.names import CLASSES, LABELS, OUTPUTS, SAMPLES, STEP, X, Y

GIVEN_WITH_A_STEP = {X, Y, LABELS, CLASSES, SAMPLES, OUTPUTS, STEP}
"""What a step finds whatever the steps before it did."""


class Judge:
    """The judgement of one step, quantity by quantity in the order of computation."""

    def __init__(self, user: UserStep, tolerance: Tolerance, layout: Layout) -> None:
        self.user, self.tolerance, self.layout = user, tolerance, layout
        self.fitted, self.reference = user.fitted, user.reference
        self.verdicts: dict[str, Verdict] = {}

    def comparison(self, conventions: tuple[str, ...]) -> Comparison:
        """The verdicts on every listed quantity, in order, and the mistakes found."""
        found: list[Finding] = []
        quantities = tuple(self._compared(quantity, found) for quantity in self.reference.program.listed)
        first_wrong = next((quantity.name for quantity in quantities if quantity.verdict == "wrong"), None)
        matrix = None if first_wrong is None else self._wrong_matrix(first_wrong)
        return Comparison(self.reference.number, first_wrong, quantities, tuple(found), conventions, matrix=matrix)

    def agrees(self) -> bool:
        """The same as the comparison's ``agrees``, but without looking further than the first that does not."""
        for quantity in self.reference.program.listed:
            name = quantity.target
            if name in self.fitted.arrays:
                self.verdicts[name] = self._standing(name) or "wrong"
                if self.verdicts[name] not in AGREEING:
                    return False
        return True

    def _compared(self, quantity: Equation | Given, found: list[Finding]) -> ComparedQuantity:
        """The record of a quantity; what explains its verdict goes to ``found``."""
        name = str(quantity.target)
        if name not in self.fitted.arrays:
            return ComparedQuantity(name, "missing")
        verdict = self._standing(name)
        if verdict is None:
            named = self._mistakes(name)
            verdict = "inherited" if named is None else "wrong"
            found += named or ()
        elif verdict == "rounded":
            found.append(Finding(name, "rounded", f"{name} {MISTAKES['rounded']}"))
        self.verdicts[name] = verdict
        return self._record(name, verdict)

    def _standing(self, name: str) -> Verdict | None:
        """How the numbers stand where they are expected or follow from the user's own; None where they do not."""
        if name in self.fitted.transposed:
            return None
        yours, right = self.fitted.arrays[name], self.reference.arrays[name]
        if agrees(yours, right, self.tolerance):
            return "match"
        if self.user.is_rounded and agrees(yours, right, self.tolerance, self.user.half_unit(name, right)):
            return "rounded"
        if not self._follows(name):
            return None
        if self._rests_on_wrong_numbers(name):
            return "inherited"
        if not np.isfinite(yours).all():  # no rounding leads out of the finite numbers
            return None
        return "rounded" if self.user.is_rounded else "match"

    def _rests_on_wrong_numbers(self, name: str) -> bool:
        return any(self.verdicts.get(other, "match") not in AGREEING for other in self.user.upstream(name))

    def _wrong_matrix(self, name: str) -> WrongMatrix:
        own = self._rests_on_wrong_numbers(name)
        return wrong_matrix(name, self.user, self.tolerance, self.layout, from_own_numbers=own)

    def _follows(self, name: str) -> bool:
        """Whether the numbers follow from those upstream, within the digits that the user carried."""
        yours, following = self.fitted.arrays[name], self.user.following(name)
        unit = self.user.half_unit(name, following)
        return agrees(yours, following, self.tolerance, unit) or (
            yours.shape == following.shape and agrees(yours, following, self.tolerance, unit + self.user.spread(name))
        )

    def _mistakes(self, name: str) -> list[Finding] | None:
        """The mistakes that explain wrong numbers; None where it cannot be told that they are wrong by themselves."""
        of_another_shape = self.fitted.arrays.keys() - self.user.given.keys()
        if of_another_shape & self.user.upstream(name):
            return None
        uncertain = self._cannot_tell(name)
        if uncertain and name not in self.user.equations:
            return None
        named = Diagnosis(name, self.user, self.tolerance, self.layout).findings(certain=not uncertain)
        return None if uncertain and not named else named

    def _cannot_tell(self, name: str) -> bool:
        """Whether ``name`` rests on numbers that the user neither gave nor can be assumed to have had.

        Those are parameters and state left by steps that are not shown, once anything differs.
        """
        if self.reference.number == 1 or self.user.before is not None:
            return False
        if name not in self.user.equations:
            return name not in (X, Y)
        starts = self.user.unseen_upstream(name) - self.user.equations.keys()
        parameters = [given.target for given in self.reference.program.given if given.phase == "parameter"]
        return bool(starts - GIVEN_WITH_A_STEP) and any(self.verdicts.get(each) != "match" for each in parameters)

    def _record(self, name: str, verdict: Verdict) -> ComparedQuantity:
        yours = self.fitted.arrays[name]
        right: Array = np.broadcast_to(self.reference.arrays[name], yours.shape)
        index = worst_entry(yours, right)
        apart = float(differences(yours, right)[index])
        if verdict == "match":
            return ComparedQuantity(name, verdict, apart)
        shown = self.layout.index(name, index)
        return ComparedQuantity(name, verdict, apart, shown, float(yours[index]), float(right[index]))
