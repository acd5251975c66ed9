"""Which case counts in an entry's arithmetic, and why: of a ``where``, and of the larger or smaller of two numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bpcli.readers.explain.records import Reason
from bpcli.rules import entries
from bpcli.rules.arrays import Array
from bpcli.rules.expression import WHERE, Apply, Expression, largest, smallest
from bpcli.rules.notation import TEXT

RELATIONS = {"above": "above", "below": "below", "up_to": "at most", "equal": "equal to"}


def reasons(of_entry: Expression, values: Mapping[str, Array]) -> Iterator[Reason]:
    """One for each decision, in the order in which they are written."""
    for part in dict.fromkeys(entries.expanded(of_entry)):
        match part:
            case Apply(function, (Apply(relation, (one, other)), yes, no)) if function == WHERE:
                holds = bool(entries.value(part.parts[0], values))
                yield _reason(yes if holds else no, one, RELATIONS[relation.name], other, holds, values)
            case Apply(function, (bound, other)) if function in (largest, smallest) and not _is_from_expanding(bound):
                relation_name = "above" if function == largest else "below"
                a, b = (float(entries.value(each, values)) for each in (other, bound))
                holds = a > b if function == largest else a < b
                yield _reason(other if holds else bound, other, relation_name, bound, holds, values)


def _is_from_expanding(bound: Expression) -> bool:
    """A largest of many numbers is no decision between two cases."""
    return isinstance(bound, Apply) and bound.function in (largest, smallest)


def _reason(
    chosen: Expression, side: Expression, relation: str, bound: Expression, holds: bool, values: Mapping[str, Array]
) -> Reason:
    return Reason(
        chosen=TEXT.write(chosen),
        side=TEXT.write(side),
        value=float(entries.value(side, values)),
        relation=relation if holds else f"not {relation}",
        bound=TEXT.write(bound),
        bound_value=float(entries.value(bound, values)),
    )
