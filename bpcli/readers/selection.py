"""Which steps and which quantities to show: ``--at``, ``--only``, ``--layer``."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from msgspec import Struct

from bpcli.errors import UsageError, did_you_mean
from bpcli.program.equation import Equation, Given, Program
from bpcli.rules.names import Name


class Steps(Struct, frozen=True):
    """The steps from ``first`` to ``last``; None is the end, wherever that is."""

    first: int | None = 1
    last: int | None = None

    @classmethod
    def asked(cls, at: str | int | None) -> Steps:
        """The steps that ``--at`` says: ``3``, ``2:5``, ``:5``, ``2:``, ``last``; all where it is None.

        Raises:
            UsageError: it is none of these.
        """
        if at is None:
            return cls()
        text = str(at).strip()
        if text == "last":
            return cls(None)
        match = re.fullmatch(r"([0-9]{1,18})|([0-9]{0,18}):([0-9]{0,18})", text)
        if match is None:
            raise UsageError(f"--at {at}: allowed: a step N, the steps from A to B as A:B, or last")
        single, start, end = match.groups()
        first, last = int(single or start or 1), int(single or end) if single or end else None
        if first < 1 or last == 0:
            raise UsageError(f"--at {at}: steps count from 1")
        if last is not None and last < first:
            raise UsageError(f"--at {at}: the last step stands before the first")
        return cls(first, last)

    def of(self, total: int) -> Steps:
        """The same in a run of so many steps, by their numbers."""
        return Steps(*(total if step is None else step for step in (self.first, self.last)))


class Selection(Struct, frozen=True):
    """What of a run is shown; by default all."""

    first: int = 1
    last: int | None = None
    only: tuple[str, ...] = ()
    layer: int | None = None

    def shows_step(self, step: int) -> bool:
        """Whether a step is shown."""
        return self.first <= step and (self.last is None or step <= self.last)

    def shows(self, quantity: Equation | Given) -> bool:
        """Whether a quantity is shown."""
        return quantity.listed and self.shows_name(quantity.target, quantity.layer)

    def shows_name(self, name: Name, layer: int) -> bool:
        """Whether a quantity of this name and layer is shown."""
        return (not self.only or name in self.only or name.family in self.only) and self.layer in (None, layer)


def select(
    program: Program,
    steps: int,
    *,
    at: str | int | None = None,
    only: str | Sequence[str] | None = None,
    layer: int | None = None,
) -> Selection:
    """The selection that the options describe, checked against what there is.

    Raises:
        UsageError: a step, name or layer that this run does not have.
    """
    shown = Steps.asked(at)
    if at is not None:
        shown = shown.of(steps)
        assert shown.first is not None
        assert shown.last is not None
        if not 1 <= shown.first <= shown.last <= steps:
            raise UsageError(no_such_step(f"--at {at}", steps))
    names = names_in(only)
    check_names(names, [quantity.target for quantity in program.listed])
    if layer is not None and not 0 <= layer <= program.depth:
        raise UsageError(f"--layer {layer}: there are layers 1 to {program.depth}, and 0 for the input")
    return Selection(shown.first or 1, shown.last, names, layer)


def one_step(at: str | int, steps: int, option: str = "--steps") -> int:
    """The step that ``at`` says, a number or ``last``.

    Raises:
        UsageError: it is neither, or this run has no such step.
    """
    number = step_number(at, last=steps)
    if not 1 <= number <= steps:
        raise UsageError(no_such_step(f"--at {at}", steps, option))
    return number


def step_number(at: str | int, last: int) -> int:
    """The number that ``at`` says, ``last`` standing for this one.

    Raises:
        UsageError: it is no number.
    """
    text = str(at).strip()
    if text != "last" and not re.fullmatch(r"[0-9]{1,18}", text):
        raise UsageError(f"--at {at}: allowed: a step N, or last")
    return last if text == "last" else int(text)


def no_such_step(asked: str, steps: int, option: str = "--steps") -> str:
    """What is said where a run does not have the step that was asked for; ``option`` gives it more."""
    has = f"steps 1 to {steps}" if steps > 1 else "step 1 alone" if steps else "no steps"
    return f"{asked}: this run has {has}; ask for {'more' if steps else 'some'} with {option}"


def names_in(only: str | Sequence[str] | None) -> tuple[str, ...]:
    """The names that ``--only`` lists."""
    listed = only.split(",") if isinstance(only, str) else only or ()
    return tuple(str(name).strip() for name in listed)


def check_names(names: Sequence[str], targets: Sequence[Name], what: str = "this run") -> None:
    """Refuse names that none of these quantities has, nor their families.

    Raises:
        UsageError: with the nearest name that there is.
    """
    families = [target.family for target in targets]
    known: Collection[str] = dict.fromkeys([*families, *targets])
    for name in names:
        if name not in known:
            hint = did_you_mean(name, known)
            listed = ", ".join(dict.fromkeys(families))
            raise UsageError(
                f"--only {name}: {hint}{what} has no such quantity; it has {listed}, each also with its layer"
            )
