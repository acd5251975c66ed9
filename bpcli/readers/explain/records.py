"""What an explanation says, as frozen records; every index and matrix is in the config's own layout.

The arithmetic is kept as expressions of entries, with the numbers that those hold: a writer puts them in, with as
many digits as its reader is to see.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from bpcli.readers.display import Displayed
from bpcli.readers.records import Quantity
from bpcli.rules.arrays import Array
from bpcli.rules.expression import ONE, Expression
from bpcli.rules.indexed import Entry
from bpcli.rules.indexed import Index as Place
from bpcli.rules.names import Name

Index = tuple[int, ...]


class Factor(Struct, frozen=True):
    """A number that goes in: an entry of a quantity, or a constant, which has no index."""

    name: str
    index: Index | None
    value: float
    origin: Explanation | None = None
    """Its own explanation, if that was asked for and has not been given elsewhere."""

    @property
    def leaf(self) -> Entry:
        """The number as it stands in an arithmetic."""
        return Entry(Name.parsed(self.name), self.index or ())


class Term(Struct, frozen=True):
    """A product in a sum of products: its factors, and what they come to."""

    factors: tuple[Factor, ...]
    value: float


class Row(Struct, frozen=True):
    """One addend of a sum: what it stands for (``sample``, 3; nothing for a bias or a penalty), and its arithmetic."""

    axis: str
    place: int
    arithmetic: Expression


class Reason(Struct, frozen=True):
    """Why one of two cases counts: ``0, since Z1[1,0] = -0.135 is not above 0``."""

    chosen: str
    side: str
    value: float
    relation: str
    bound: str
    bound_value: float

    def __str__(self) -> str:
        return self.said(f"{self.value:.12g}")

    def said(self, number: str) -> str:
        """The reason with its number written like this."""
        side = f"{self.side} = {number}" if self.side != number else number
        return f"{self.chosen}, since {side} is {self.relation} {self.bound}"


class Arithmetic(Struct, frozen=True):
    """How an entry is worked out, with every sum written out and every case decided.

    ``rows`` are there where a sum runs over samples, units or features; the entry is then ``scale`` times their sum.
    """

    written_out: Expression
    numbers: Mapping[Expression, float]
    """What the entries and counts in it are."""
    given: frozenset[Expression]
    """Those of them that the step finds and does not compute."""
    scale: Expression = ONE
    rows: tuple[Row, ...] = ()
    reasons: tuple[Reason, ...] = ()
    note: str = ""
    """Where the number was taken from, if not from what the formula says."""


class Explanation(Displayed, Struct, frozen=True, kw_only=True):
    """One entry, one number or one whole matrix of a step.

    ``formula`` is the equation of its matrix, ``entry`` the same with indices, ``numbers`` the right-hand side
    with every digit put in; of what a step finds and does not compute they are None, and ``source`` says where it
    comes from. A sum of products has ``terms``, and the ``scale`` that stands before all of them.
    """

    step: int
    name: str
    index: Index | None
    """None of a whole matrix; () of a single number, which has no index."""
    value: float | Array
    shape: tuple[int, ...]
    axes: tuple[str, str] | None = None
    """What a row and a column of its matrix are; None of a single number."""
    dtype: str = "float64"
    formula: str | None = None
    latex: str | None = None
    entry: str | None = None
    entry_latex: str | None = None
    numbers: str | None = None
    reads: tuple[Factor, ...] = ()
    """Every entry that goes in, or of a whole matrix the matrices."""
    feeds: tuple[str, ...] = ()
    """The quantities that are computed from this one."""
    onward: tuple[Explanation, ...] = ()
    """Of those quantities the ones that work entry by entry: their entries at the same place."""
    matrices: tuple[Quantity, ...] = ()
    """Of a whole matrix: itself, and those that it is made of."""
    scale: float = 1.0
    terms: tuple[Term, ...] = ()
    arithmetic: Arithmetic | None = None
    source: str | None = None

    @property
    def feeds_besides(self) -> tuple[str, ...]:
        """The quantities that are computed from this one, but for those that are told ``onward``."""
        told = {each.name for each in self.onward}
        return tuple(name for name in self.feeds if name not in told)

    @property
    def because(self) -> tuple[str, ...]:
        """Which case holds, and why; and where a number was taken from, if not from what the formula reads."""
        if self.arithmetic is None:
            return ()
        note = (self.arithmetic.note,) if self.arithmetic.note else ()
        return (*note, *map(str, self.arithmetic.reasons))

    def __repr__(self) -> str:
        value = f" = {self.value:.6g}" if isinstance(self.value, float) else ""
        return f"<Explanation of {entry_name(self.name, self.index)}{value} in step {self.step}>"


def entry_name(name: Name | str, index: Place | None) -> str:
    """``dW1[0,2]``; of a whole matrix and of a single number the name alone."""
    return f"{name}[{','.join(map(str, index))}]" if index else str(name)
