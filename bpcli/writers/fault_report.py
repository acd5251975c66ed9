"""The faults of a config as a compiler shows them: the place, what is wrong, and the line with a caret under it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from itertools import accumulate

from rich.cells import cell_len
from rich.text import Text

from bpcli.errors import ConfigError, Excerpt, Fault, printable
from bpcli.writers.console import UNLIMITED, Console
from bpcli.writers.notes import INDENT, note, print_wrapped
from bpcli.writers.styles import BOLD, GOOD, QUIET, WRONG

TAB = "    "
CUT = "..."
NARROWEST_LINE = 20
WIDEST_LINE = 120
"""Columns of an excerpt where there is no terminal to fit."""


def render_faults(error: ConfigError, console: Console) -> None:
    """Print every fault that is to be told, then how many more there are."""
    for fault in error.shown:
        print_wrapped(_headline(fault), console)
        if fault.excerpt is not None:
            _print_excerpt(fault.excerpt, console)
            if fault is not error.shown[-1] or error.closing:
                console.print()
    for line in error.closing:
        print_wrapped(note(line), console)


def _headline(fault: Fault) -> Text:
    """The fault on one line, as scripts read it."""
    line = Text("bpcli: ")
    for part in fault.where:
        line.append(printable(part), BOLD).append(": ")
    if fault.question:
        line.append(printable(fault.question), GOOD).append(" ")
    return line.append(printable(fault.statement))


def _print_excerpt(excerpt: Excerpt, console: Console) -> None:
    """Print the line with its number, and the caret under it; there may be one column more behind the line's end."""
    number = "" if excerpt.number is None else str(excerpt.number)
    gutter = " " * INDENT + number + " | "
    room = (WIDEST_LINE if console.width >= UNLIMITED else console.width) - len(gutter) - 1
    shown, start, width = _windowed(excerpt, max(room, NARROWEST_LINE))
    beneath = Text().append(" " * (len(gutter) - 2) + "| ", QUIET).append(" " * start).append("^" * width, WRONG)
    console.print(Text().append(gutter, QUIET).append(shown), beneath, sep="\n", soft_wrap=True)


def _windowed(excerpt: Excerpt, room: int) -> tuple[str, int, int]:
    """The line as far as there is room around what is at fault, and where the caret begins and how wide it is."""
    first = max(excerpt.start - room, 0)
    pieces = [_visible(char) for char in excerpt.text[first : excerpt.start + room + 1]]
    edges = [0, *accumulate(map(cell_len, pieces))]
    at, end = (edges[min(index - first, len(pieces))] for index in (excerpt.start, excerpt.end))
    begin = max(min(at - room // 3, edges[-1] - room), 0)
    head, tail = CUT * (begin > 0), CUT * (edges[-1] > begin + room)
    left = bisect_left(edges, begin + len(head))
    right = bisect_right(edges, begin + room - len(tail)) - 1
    caret = max(min(end, edges[right]) - at, 1)
    return f"{head}{''.join(pieces[left:right])}{tail}", len(head) + at - edges[left], caret


def _visible(char: str) -> str:
    return TAB if char == "\t" else printable(char)
