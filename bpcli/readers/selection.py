"""Which steps and which quantities to show: ``--at``, ``--only``, ``--layer``."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from msgspec import Struct

from bpcli.errors import UsageError, did_you_mean
from bpcli.program.equation import Equation, Given, Program


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
        named = not self.only or quantity.target in self.only or quantity.target.family in self.only
        return quantity.listed and named and self.layer in (None, quantity.layer)


def select(
    program: Program, steps: int, *, at: str | None = None, only: str | None = None, layer: int | None = None
) -> Selection:
    """The selection that the texts of the options describe, checked against what there is.

    Raises:
        UsageError: a step, name or layer that this run does not have.
    """
    first, last = _steps(at, steps)
    names = tuple(name.strip() for name in only.split(",")) if only is not None else ()
    _check_names(names, program)
    if layer is not None and not 0 <= layer <= program.depth:
        raise UsageError(f"--layer {layer}: there are layers 1 to {program.depth}, and 0 for the input")
    return Selection(first, last, names, layer)


def one_step(at: str | int, steps: int) -> int:
    """The step that ``at`` says, a number or ``last``.

    Raises:
        UsageError: it is neither, or this run has no such step.
    """
    text = str(at).strip()
    step = steps if text == "last" else int(text) if re.fullmatch(r"[0-9]{1,18}", text) else 0
    if not 1 <= step <= steps:
        raise UsageError(f"--at {at}: this run has steps 1 to {steps}, and last; ask for more with --steps")
    return step


def _steps(at: str | None, steps: int) -> tuple[int, int | None]:
    if at is None:
        return 1, None
    match = re.fullmatch(r"([0-9]{1,18})|([0-9]{0,18}):([0-9]{0,18})", at.strip())
    if match is None:
        raise UsageError(f"--at {at}: a step N, or the steps from A to B as A:B")
    single, start, end = match.groups()
    first, last = (int(single), int(single)) if single else (int(start or 1), int(end or steps))
    if not 1 <= first <= last <= steps:
        raise UsageError(f"--at {at}: this run has steps 1 to {steps}; ask for more with --steps")
    return first, last


def _check_names(names: Sequence[str], program: Program) -> None:
    targets = [quantity.target for quantity in program.listed]
    families = [target.family for target in targets]
    known: Collection[str] = dict.fromkeys([*families, *targets])
    for name in names:
        if name not in known:
            hint = did_you_mean(name, known)
            listed = ", ".join(dict.fromkeys(families))
            raise UsageError(
                f"--only {name}: this run has no such quantity; it has {listed}, each also with its layer.{hint}"
            )
