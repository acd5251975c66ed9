"""Where the numbers of an arithmetic come from, and what its result goes into: a line of arithmetic for each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct
from rich.console import Console
from rich.table import Table
from rich.text import Text

from bpcli.errors import printable
from bpcli.readers.explain.records import Explanation, Factor, entry_name
from bpcli.rules.expression import POWER, Apply, Expression, all_parts
from bpcli.rules.indexed import Entry
from bpcli.writers.explanation.digits import Digits
from bpcli.writers.explanation.notation import BOARD, coloured, leaf_text, print_indented
from bpcli.writers.explanation.worked import Steps, SumTable, one_line, put_in, remainder
from bpcli.writers.styles import QUIET

NAMED = 3
"""So many numbers on a line stand with their names; of more the formula is written beside them."""
SHOWN = 12
"""So many numbers are traced back, if not all are asked for."""


class Line(Struct, frozen=True):
    """One number traced back: the branches before it, and what is said of it."""

    branches: str
    name: str
    value: str
    arithmetic: str
    beside: str


def render_origins(explanation: Explanation, layout: SumTable | Steps, console: Console, *, full: bool) -> None:
    """The numbers that go in, each with its own arithmetic, and those below it as branches; then what was given."""
    tracing = _Tracing(layout.digits.precision, full)
    lines = list(tracing.lines(explanation, layout))
    if lines or tracing.given:
        console.print(Text("where those numbers come from", style=QUIET))
        print_indented(_table(lines), console)
        for name, source in tracing.given.items():
            print_indented(Text.assemble(name, (f"  {printable(source)}", QUIET)), console)
        console.print()


def render_onward(explanation: Explanation, console: Console, precision: int) -> None:
    """What is computed from the entry alone, with its arithmetic; of the rest the names."""
    if not explanation.feeds:
        return
    console.print(Text("what it goes into", style=QUIET))
    lines = [_line("", each, one_line(each, precision, None)) for each in explanation.onward]
    if lines:
        print_indented(_table(lines), console)
    if others := explanation.feeds_besides:
        print_indented(Text(", ".join(others)), console)


class _Tracing:
    """Numbers traced back to where they come from; what was traced already is not traced again."""

    def __init__(self, precision: int, full: bool) -> None:
        self.precision, self.full = precision, full
        self.above: set[str] = set()
        self.given: dict[str, str] = {}

    def lines(self, explanation: Explanation, layout: SumTable | Steps, branches: str | None = None) -> Iterator[Line]:
        """A line for each computed number that is printed, followed by those of its own."""
        printed = [factor for factor in explanation.reads if factor.leaf in layout.printed]
        factors = [factor for factor in printed if not self._is_given(factor, explanation)]
        shown = factors if self.full else factors[:SHOWN]
        last = len(factors) - 1
        for place, factor in enumerate(shown):
            fork, beyond = _branch(branches, last=place == last)
            yield from self._of(factor, layout.digits, fork, beyond)
        if len(shown) < len(factors):
            yield Line(_branch(branches, last=True)[0], f"{len(factors) - len(shown)} more", "", "", "")

    def _is_given(self, factor: Factor, explanation: Explanation) -> bool:
        """Whether the step finds this number; then it is said once where all of its matrix comes from."""
        if factor.origin is not None and factor.origin.source is not None:
            self.given[factor.name] = factor.origin.source
        arithmetic = explanation.arithmetic
        return arithmetic is not None and factor.leaf in arithmetic.given

    def _of(self, factor: Factor, digits: Digits, fork: str, beyond: str) -> Iterator[Line]:
        name, origin, leaf = entry_name(factor.name, factor.index), factor.origin, factor.leaf
        if origin is None or origin.arithmetic is None:
            yield Line(fork, name, digits.text(leaf), "", "see above" if name in self.above else "")
            return
        self.above.add(name)
        line = one_line(origin, self.precision, digits.place(leaf))
        yield _line(fork, origin, line)
        if any(below.origin is not None for below in origin.reads):
            yield from self.lines(origin, line, beyond)


def _branch(before: str | None, *, last: bool) -> tuple[str, str]:
    """What stands before a number, and before those below it; nothing before the first ones."""
    if before is None:
        return "", ""
    return (f"{before}└─ ", f"{before}   ") if last else (f"{before}├─ ", f"{before}│  ")


def _line(branches: str, explanation: Explanation, line: Steps) -> Line:
    named = _is_short(line.arithmetic)
    written = put_in(line.arithmetic, BOARD, lambda e: (_named if named else leaf_text)(e, line.digits))
    beside = "" if named else (explanation.entry or "").partition(" = ")[2]
    if explanation.arithmetic is not None and explanation.arithmetic.reasons:
        said = line.digits.said(explanation.arithmetic.reasons[0])
        beside = f"since {said.partition(', since ')[2]}"
    beside = ", ".join(filter(None, (beside, remainder(line.digits))))
    name = entry_name(explanation.name, explanation.index)
    return Line(branches, name, line.digits.text(line.result), written, beside)


def _is_short(e: Expression) -> bool:
    """Whether names beside the numbers leave it readable."""
    parts = list(all_parts(e))
    powers = any(isinstance(part, Apply) and part.function == POWER for part in parts)
    return not powers and sum(isinstance(part, Entry) for part in parts) <= NAMED


def _named(e: Expression, digits: Digits) -> str:
    """``delta1[1,2] 0.8684``."""
    text = leaf_text(e, digits)
    if not isinstance(e, Entry):
        return text
    return f"{entry_name(e.name, e.index)} {f'({text})' if text.startswith('-') else text}"


def _table(lines: Iterable[Line]) -> Table:
    table = Table.grid(padding=(0, 1, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True, justify="right")
    table.add_column()
    for line in lines:
        arithmetic = Text.assemble("= ", coloured(line.arithmetic)) if line.arithmetic else Text()
        beside = (f"{'   ' if line.arithmetic else ''}{line.beside}", QUIET)
        table.add_row(
            Text.assemble((line.branches, QUIET), line.name), coloured(line.value), arithmetic.append(*beside)
        )
    return table
