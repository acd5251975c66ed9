"""The equation of the data: targets from class labels."""

from __future__ import annotations

from bpcli.rules.expression import EQUAL, Expression, Read, substituted, where
from bpcli.rules.mistakes import Near, Wrong
from bpcli.rules.names import CLASSES, LABELS


def one_hot(off: float) -> Expression:
    """Y (m, n): 1 in the column of each sample's class, ``off`` elsewhere.

    It reads the labels ``y`` (m, 1), and ``classes`` (1, n), the class that each column stands for.
    """
    return where(EQUAL(Read(LABELS), Read(CLASSES)), 1, off)


def one_hot_mistakes(right: Expression, near: Near) -> Wrong:
    """The classes counted from 1 where they begin at 0, or the other way round."""
    for shift in (1, -1):
        yield "labels_off_by_one", substituted(right, {Read(LABELS): Read(LABELS) + shift})
