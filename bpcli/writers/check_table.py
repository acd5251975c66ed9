"""A check for a person: the verdict first, then what it rests on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from bpcli.readers.check.records import FINITE_DIFFERENCES, Check, Compared, Index, Kink
from bpcli.readers.records import Header
from bpcli.writers.heading import network_lines
from bpcli.writers.styles import CAUTION, GOOD, PLAIN, QUIET, WRONG

FIRST = 4
"""How many kinks of a gradient are named without ``--full``."""


def render_check(check: Check, header: Header, console: Console, *, full: bool = False) -> None:
    """The verdict, what was looked at, a line a quantity, then the wrong entries, the kinks, and what was not asked."""
    console.print(verdict(check))
    console.print(counts(check, header))
    console.print()
    console.print(network_lines(header))
    console.print()
    console.print(_table(check))
    notes = (Text(f"note: {note}", style=CAUTION) for note in check.notes)
    for number, line in enumerate((*wrong_lines(check), *kink_lines(check, full), *notes)):
        if number == 0:
            console.print()
        console.print(line)


def verdict(check: Check) -> Text:
    """One line that says it."""
    wrong = [compared.name for compared in check.parameters if not compared.passed]
    head = Text(f"step {check.step}: ", style="bold")
    if wrong:
        return head.append(f"✗ wrong: {', '.join(wrong)}", WRONG).append(f", says {_reference(check)}")
    if not check.checked:
        return head.append("nothing could be compared: every entry lies at a kink of the loss", CAUTION)
    return head.append(f"✓ {_what(check)} right", GOOD).append(f", says {_reference(check)}{_untold(check)}")


def _reference(check: Check) -> str:
    return f"{check.reference} ({check.precision})"


def _what(check: Check) -> str:
    """``all 4 gradients are``, ``3 of 4 gradients are``."""
    told, count = sum(compared.checked > 0 for compared in check.parameters), len(check.parameters)
    if count == 1:
        return f"{check.parameters[0].name} is"
    what = "gradients" if check.reference == FINITE_DIFFERENCES else "quantities"
    return f"all {count} {what} are" if told == count else f"{told} of {count} {what} are"


def _untold(check: Check) -> str:
    """What could not be judged: ``; db1 lies at kinks only``."""
    names = [compared.name for compared in check.parameters if not compared.checked]
    return f"; {', '.join(names)} {'lies' if len(names) == 1 else 'lie'} at kinks only" if names else ""


def counts(check: Check, header: Header) -> Text:
    """``22 entries, 18 compared, 4 at a kink; largest relative error 4.4e-16, allowed 1e-07``."""
    looked_at = check.checked + check.kinks
    parts = [_plural(check.entries, "entry", "entries")]
    if looked_at < check.entries:
        parts.append(f"{looked_at:,} of them drawn by seed {header.config['seed']}")
    parts.append(f"{check.checked:,} compared")
    if check.kinks:
        parts.append(f"{check.kinks:,} at a kink")
    return Text(f"{', '.join(parts)}; largest relative error {check.max_rel_error:.1e}, allowed {check.tolerance:.0e}")


def _plural(count: int, one: str, many: str) -> str:
    return f"{count:,} {one if count == 1 else many}"


def _table(check: Check) -> Table:
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1), show_edge=False, header_style=QUIET)
    kinks = ["kinks"] if check.kinks else []
    for heading in ("", "", "entries", "compared", *kinks, "abs error", "rel error", "worst at"):
        table.add_column(Text(heading), justify="left" if heading in ("", "worst at") else "right")
    for compared in check.parameters:
        table.add_row(*_row(compared, bool(kinks)), style=PLAIN if compared.passed else WRONG)
    return table


def _row(compared: Compared, kinks: bool) -> Iterator[Text]:
    yield Text("✗") if not compared.passed else Text("✓" if compared.checked else "·", style=QUIET)
    yield Text(compared.name)
    yield Text(f"{compared.entries:,}")
    yield Text(f"{compared.checked:,}")
    if kinks:
        yield Text(f"{len(compared.kinks):,}", style=CAUTION if compared.kinks else QUIET)
    if compared.worst is None:
        yield from (Text(), Text(), Text())
        return
    yield _error(compared.max_abs_error)
    yield _error(compared.max_rel_error)
    yield Text(written_index(compared.worst.index))


def _error(error: float) -> Text:
    return Text("0" if error == 0 else f"{error:.1e}", style=QUIET if error == 0 else PLAIN)


def written_index(index: Index) -> str:
    """``[0,3]``; nothing for a number that stands alone."""
    return f"[{','.join(map(str, index))}]" if index else ""


def wrong_lines(check: Check) -> Iterator[Text]:
    """The worst entry of each wrong quantity: ``dW1[0,3] is 0.013, finite differences: 0.027``."""
    for compared in check.parameters:
        worst = compared.worst
        if not compared.passed and worst is not None:
            entry = f"{compared.name}{written_index(worst.index)}"
            text = f"{entry} is {worst.found:.9g}, {check.reference}: {worst.expected:.9g}"
            yield Text(text, style=WRONG)


def kink_lines(check: Check, full: bool) -> Iterator[Text]:
    """Which entries have no derivative, and why: ``db1[0,0] [0,1]: at a kink (relu at Z1 = 0)``."""
    for compared in check.parameters:
        for cause in dict.fromkeys(kink.cause for kink in compared.kinks):
            there = [kink for kink in compared.kinks if kink.cause == cause]
            yield Text(f"{compared.name}{_places(there, full)}: at a kink, {cause}; not compared", style=CAUTION)


def _places(kinks: Sequence[Kink], full: bool) -> str:
    shown = kinks if full else kinks[:FIRST]
    more = f" and {len(kinks) - len(shown):,} more" if len(shown) < len(kinks) else ""
    return " ".join(written_index(kink.index) for kink in shown) + more
