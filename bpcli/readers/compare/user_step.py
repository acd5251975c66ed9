"""One step as the user has it: each equation worked out on the numbers that they have upstream."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from bpcli.program.equation import Equation
from bpcli.readers.compare.fitting import Fitted
from bpcli.readers.compare.reference import ReferenceStep
from bpcli.readers.compare.rounding import Written, coarsest, digits_of, few_digits, single_precision, spread
from bpcli.rules.arrays import Array
from bpcli.rules.mistakes import Mistake
from bpcli.rules.names import OLD, Name

Value = Callable[[str], Array]
"""The numbers of a quantity by its name."""


class UserStep:
    """The user's numbers of a step, completed by what follows from them.

    What they give stands; what they do not is worked out from what they give; where nothing of theirs
    goes in, that is the reference. ``before`` is the same for the step before, if they gave it.
    """

    def __init__(
        self,
        fitted: Fitted,
        all_written: Mapping[str, Written],
        reference: ReferenceStep,
        before: UserStep | None,
    ) -> None:
        self.fitted, self.reference, self.before = fitted, reference, before
        self.equations = reference.run.equations
        right = reference.arrays
        self.given = {name: array for name, array in fitted.arrays.items() if array.shape == right[name].shape}
        shown = {name: all_written[name] for name in self.given}
        self.is_rounded = few_digits(shown.values()) or single_precision(shown.values())
        self.digits = digits_of(shown)
        self.hidden_unit = coarsest([each for name, each in shown.items() if name in self.equations])
        self._values: dict[str, Array] = {}
        self._spreads: dict[str, Array] = {}

    def value(self, name: str) -> Array:
        """The user's own numbers of a quantity, or what follows from those upstream."""
        return self.given[name] if name in self.given else self.following(name)

    def following(self, name: str) -> Array:
        """What follows from the user's numbers upstream, whatever they give for ``name`` itself."""
        if name not in self._values:
            equation = self.equations.get(name)
            self._values[name] = self._start(name) if equation is None else self._result(equation, self.value)
        return self._values[name]

    def under(self, name: str, mistake: Mistake) -> Array | None:
        """What follows for ``name`` if the user made a mistake there or in something they do not show."""
        known: dict[str, Array] = {}

        def value(wanted: str) -> Array:
            if wanted not in known:
                known[wanted] = self._value_under(wanted, mistake, value, top=wanted == name)
            return known[wanted]

        try:
            return value(name)
        except ValueError:  # the mistake needs shapes that this network does not have
            return None

    def half_unit(self, name: str, numbers: Array) -> Array | float:
        """Half a unit of the last digit that the user wrote of ``name``, at numbers as large as these."""
        return self.digits[name].half_unit(numbers) if name in self.digits else 0.0

    def spread(self, name: str) -> Array:
        """How far what follows for ``name`` may be off, for the digits that its inputs were carried with."""
        if name not in self._spreads:
            equation, apart = self.equations.get(name), np.zeros(self.following(name).shape)
            if equation is not None:
                inputs: dict[str, Array] = {read: self.value(read) for read in equation.reads}
                apart += spread(equation, inputs, {read: self._input_unit(read) for read in inputs})
            self._spreads[name] = apart
        return self._spreads[name]

    def upstream(self, name: str) -> set[str]:
        """All that ``name`` is made from."""
        return self._walked(name, lambda _: True) - {name}

    def unseen_upstream(self, name: str) -> set[str]:
        """``name`` and all that it was made from without being shown; a derivative counts as not shown."""
        return self._walked(name, lambda read: not self._is_shown(read))

    def _walked(self, name: str, passes: Callable[[str], bool]) -> set[str]:
        found, open_names = {name}, [name]
        while open_names:
            equation = self.equations.get(open_names.pop())
            for read in equation.reads if equation else ():
                if read not in found and passes(read):
                    found.add(read)
                    open_names.append(read)
        return found

    def _is_shown(self, name: str) -> bool:
        return name in self.given and not is_derivative(name)

    def _value_under(self, name: str, mistake: Mistake, value: Value, *, top: bool) -> Array:
        made = mistake.expressions.get(Name.parsed(name))
        if not top and (self._is_shown(name) or (name in self.given and made is None)):
            return self.given[name]
        equation = self.equations.get(name)
        if equation is None:
            return self._start(name)
        return self._result(equation if made is None else equation.mistaken(made), value)

    def _result(self, equation: Equation, value: Value) -> Array:
        """What an equation gives for these numbers; a number alone stands for a whole matrix of it."""
        result = equation.compute({name: value(name) for name in equation.reads})
        shape = self.reference.arrays[equation.target].shape
        return result if result.ndim or not shape else np.broadcast_to(result, shape)

    def _start(self, name: str) -> Array:
        """What the step finds: as the user's step before left it, else as the reference has it."""
        left = name.removesuffix(OLD) if name.endswith(OLD) else f"{name}_new"
        if self.before is not None and left in self.equations:
            return self.before.value(left)
        return self.reference.arrays[name]

    def _input_unit(self, name: str) -> Array:
        """How far a number that goes into an equation may be from the one that the user had in mind."""
        right = self.reference.arrays[name]
        if name in self.given:
            exact = self.is_rounded & (self.given[name] == right)
            return np.where(exact, 0.0, self.half_unit(name, self.given[name]))
        if name not in self.equations:
            return np.zeros(right.shape)
        return self.spread(name) + (0.0 if is_derivative(name) else self.hidden_unit)


def is_derivative(name: str) -> bool:
    """Whether it is an activation's derivative, which people work out on the way and rarely round."""
    return Name.parsed(name).kind == "fprime"
