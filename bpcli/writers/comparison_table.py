"""A comparison for a person: what is wrong first, why, and how every quantity stands."""

from __future__ import annotations

from collections.abc import Sequence

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from bpcli.readers.compare.records import ComparedQuantity, Comparison, Finding
from bpcli.rules.mistakes import MISTAKES
from bpcli.writers.styles import CAUTION, GOOD, PLAIN, QUIET, WRONG

MARKS = {
    "match": ("✓", QUIET),
    "rounded": ("≈", QUIET),
    "wrong": ("✗", WRONG),
    "inherited": ("↳", CAUTION),
    "missing": ("·", QUIET),
}
MEANINGS = {
    "match": "as expected",
    "rounded": "within the digits shown",
    "wrong": "does not follow from your own numbers",
    "inherited": "follows from your own numbers, which are wrong already",
    "missing": "not given",
}


def render_comparison(comparison: Comparison, console: Console) -> None:
    """Conventions, the verdict, the mistakes behind it, then every quantity in the order of computation."""
    for line in _conventions(comparison):
        console.print(line)
    console.print(verdict(comparison))
    for finding in told(comparison):
        console.print()
        console.print(_finding(finding))
    console.print()
    console.print(_table(comparison))
    console.print(_legend(comparison.quantities))


def _conventions(comparison: Comparison) -> list[Text]:
    if not comparison.conventions:
        return []
    first = Text("Your numbers have another convention. In the config, they match with:", style="bold")
    lines = [Text(f"    {line}") for line in comparison.conventions]
    return [first, *lines, Text("What follows is under that.", style=QUIET), Text()]


def verdict(comparison: Comparison) -> Text:
    """One line that says it."""
    given = [quantity for quantity in comparison.quantities if quantity.verdict != "missing"]
    head = f"step {comparison.step}: "
    if comparison.first_wrong is not None:
        wrong = sum(quantity.verdict == "wrong" for quantity in given)
        more = f", and {wrong - 1} more by {'itself' if wrong == 2 else 'themselves'}" if wrong > 1 else ""
        return Text.assemble((head, "bold"), (f"{comparison.first_wrong} is wrong first{more}", WRONG))
    if any(quantity.verdict == "inherited" for quantity in given):
        return Text.assemble((head, "bold"), ("nothing is wrong by itself; earlier steps differ", CAUTION))
    rounded = " to the digits shown" if any(quantity.verdict == "rounded" for quantity in given) else ""
    count = f"all {len(given)} quantities that you gave are right{rounded}"
    return Text.assemble((head, "bold"), (count, GOOD))


def told(comparison: Comparison) -> list[Finding]:
    """The mistakes; rounding is in the verdicts already."""
    return [finding for finding in comparison.diagnosis if finding.mistake != "rounded"]


def _finding(finding: Finding) -> Text:
    """The mistake, what was worked out, what is right, and where it shows."""
    done = MISTAKES[finding.mistake]
    lines = [
        Text.assemble("  ", (finding.quantity, "bold"), ": ", (finding.mistake, WRONG), f" — {done}"),
        Text.assemble(("    yours  ", QUIET), finding.yours),
        Text.assemble(("    right  ", QUIET), finding.right),
    ]
    if finding.worst:
        entry = f"{finding.quantity}[{','.join(map(str, finding.worst))}]"
        lines.append(Text.assemble(("    see    ", QUIET), entry))
    return Text("\n").join(lines)


def _table(comparison: Comparison) -> Table:
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1), show_edge=False, header_style=QUIET)
    for heading in ("", "quantity", "verdict", "largest difference", "at", "yours", "expected"):
        table.add_column(
            Text(heading), justify="right" if heading in ("largest difference", "yours", "expected") else "left"
        )
    for quantity in comparison.quantities:
        table.add_row(*_row(quantity, first=quantity.name == comparison.first_wrong))
    return table


def _row(quantity: ComparedQuantity, *, first: bool) -> list[Text]:
    mark, style = MARKS[quantity.verdict]
    name = Text(quantity.name, style=WRONG if first else PLAIN)
    verdict = Text(f"{quantity.verdict} first" if first else quantity.verdict, style=style)
    at = "" if not quantity.worst else f"[{','.join(map(str, quantity.worst))}]"
    numbers = [_number(value) for value in (quantity.yours, quantity.expected)]
    sign = Text("▶" if first else mark, style=style)
    return [sign, name, verdict, _number(quantity.max_abs_diff), Text(at), *numbers]


def _number(value: float | None) -> Text:
    if value is None:
        return Text("")
    return Text("0" if value == 0 else f"{value:.8g}", style=QUIET if value == 0 else PLAIN)


def _legend(quantities: Sequence[ComparedQuantity]) -> Text:
    there = dict.fromkeys(quantity.verdict for quantity in quantities)
    return Text("   ".join(f"{MARKS[verdict][0]} {verdict}: {MEANINGS[verdict]}" for verdict in there), style=QUIET)
