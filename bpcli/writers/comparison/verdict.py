"""What a comparison comes to, said first: what is wrong, how much was given, and under which conventions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import get_args

from bpcli.readers.compare.records import ComparedQuantity, Comparison, Verdict
from bpcli.writers.blocks import Line
from bpcli.writers.heading import MEANINGS
from bpcli.writers.prose import Said, Styled, hanging, prose
from bpcli.writers.styles import BOLD, CAUTION, GOOD, QUIET, WRONG

FEW = 6
"""So many names are listed; of more there is a count."""
MANY = 10
"""More steps than these are not all listed."""


def verdict_lines(comparison: Comparison, room: int) -> Iterator[Line]:
    """The verdict, how many quantities have which, and what was taken for granted."""
    yield from prose(*verdict(comparison), room=room)
    yield from prose((_counts(comparison.quantities), QUIET), *_other_steps(comparison), room=room)
    if comparison.conventions:
        yield from _conventions(comparison, room)


def verdict(comparison: Comparison) -> list[Styled]:
    """``step 1: ✗ delta1 is wrong first``, in two pieces."""
    return [(f"{_steps(comparison)}:", BOLD), _judgement(comparison)]


def settings(conventions: Sequence[str]) -> list[str]:
    """The lines of a config as ``--set`` takes them: ``delta=batch``."""
    return [line.replace(": ", "=", 1) for line in conventions]


def _steps(comparison: Comparison) -> str:
    """``step 2``; of several that are all right ``steps 1 to 3``."""
    return _numbered(comparison.steps if comparison.agrees and comparison.steps else (comparison.step,))


def _judgement(comparison: Comparison) -> Styled:
    if comparison.agrees:
        return f"✓ {_right(comparison)}", GOOD
    if comparison.first_wrong is None:
        return "↳ nothing is wrong by itself; what differs comes from steps that you did not give", CAUTION
    return f"✗ {comparison.first_wrong} is wrong first{_also_wrong(comparison)}", WRONG


def _right(comparison: Comparison) -> str:
    """``all 5 quantities that you gave are right``."""
    given = [quantity for quantity in comparison.quantities if quantity.verdict != "missing"]
    rounded = " to the digits shown" if any(quantity.verdict == "rounded" for quantity in given) else ""
    if len(comparison.steps) > 1:
        return f"everything that you gave is right{rounded}"
    if len(given) == 1:
        return f"{given[0].name} is right{rounded}"
    return f"all {len(given)} quantities that you gave are right{rounded}"


def _also_wrong(comparison: Comparison) -> str:
    wrong = [each.name for each in comparison.quantities if each.verdict == "wrong"]
    others = [name for name in wrong if name != comparison.first_wrong]
    if not others:
        return ""
    if len(others) > FEW:
        return f"; {len(others)} others are wrong by themselves too"
    return f"; {_listed(others)} {'is' if len(others) == 1 else 'are'} wrong by {_self(others)} too"


def _self(names: Sequence[str]) -> str:
    return "itself" if len(names) == 1 else "themselves"


def _other_steps(comparison: Comparison) -> Iterator[Said]:
    """Of several steps: those before are right, those after were not looked at."""
    if comparison.agrees:
        return
    before = [step for step in comparison.steps if step < comparison.step]
    after = [step for step in comparison.steps if step > comparison.step]
    if before:
        yield f"· {_numbered(before)} {'is' if len(before) == 1 else 'are'} right", QUIET
    if after:
        yield f"· {_numbered(after)} {'was' if len(after) == 1 else 'were'} not looked at", QUIET


def _numbered(steps: Sequence[int]) -> str:
    """``step 1``, ``steps 3 and 4``, ``steps 1 to 9``, ``steps 2, 5 and 9``."""
    first, last = steps[0], steps[-1]
    if first == last:
        return f"step {first}"
    in_a_row = len(steps) > 2 and last - first + 1 == len(steps)
    return f"steps {first} to {last}" if in_a_row else f"steps {_listed(list(map(str, steps)))}"


def _counts(quantities: Sequence[ComparedQuantity]) -> str:
    """``9 given: 6 match, 1 wrong, 2 inherited; 3 not given: X, Y, W1``."""
    count = Counter(quantity.verdict for quantity in quantities)
    missing = [quantity.name for quantity in quantities if quantity.verdict == "missing"]
    verdicts = [verdict for verdict in get_args(Verdict) if verdict != "missing" and count[verdict]]
    text = f"{len(quantities) - len(missing)} given: {', '.join(f'{count[verdict]} {verdict}' for verdict in verdicts)}"
    if not missing:
        return text
    return f"{text}; {len(missing)} not given" + (f": {', '.join(missing)}" if len(missing) <= FEW else "")


def _conventions(comparison: Comparison, room: int) -> Iterator[Line]:
    """Under which lines of a config the numbers were read, and what each means."""
    does = "are right" if comparison.agrees else "are compared"
    other = "another convention" if len(comparison.conventions) == 1 else "other conventions"
    yield from prose((f"Your numbers {does} under {other} than the config's:", CAUTION), room=room)
    for line in comparison.conventions:
        key, _, value = line.partition(": ")
        meaning = MEANINGS.get((key, value))
        yield from hanging("  ", (line, BOLD), f"— {meaning}" if meaning else "", room=room)


def _listed(names: Sequence[str]) -> str:
    """``Z1``, ``Z1 and A1``, ``Z1, A1 and Z2``; of many steps the first ones."""
    if len(names) > MANY:
        return f"{', '.join(names[:FEW])}, ..., {names[-1]}"
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
