"""The console that people's output is printed on."""

from __future__ import annotations

import io

import pytest
from rich.cells import cell_len
from rich.segment import Segment
from rich.table import Table
from rich.text import Text

from bpcli.writers.blocks import Block
from bpcli.writers.console import Color, Console, in_c_locale
from bpcli.writers.styles import NEGATIVE, POSITIVE, QUIET

HOSTILE = "\x1b[31m\x9b\u202e\u200b\u3164[/x]"
SHOWN = r"\x1b[31m\x9b\u202e\u200b\u3164[/x]"


def printed(renderable: Text | Block | Table, *, is_terminal: bool = False) -> str:
    """What comes out of a console."""
    file = io.StringIO()
    console = Console(file, is_terminal=is_terminal)
    console.print(renderable)
    return file.getvalue()


def test_whatever_is_printed_passes_the_gate() -> None:
    """Also text that nobody made printable before: in a line, a block or a table's cell."""
    table = Table()
    table.add_column(Text(HOSTILE))
    table.add_row(Text(HOSTILE))
    block = Block([[Segment("a"), Segment(HOSTILE)], [Segment("b")]])
    assert printed(Text(f"{HOSTILE}\nb")).splitlines() == [SHOWN, "b"]
    assert printed(block).splitlines() == ["a" + SHOWN, "b"]
    for renderable in (table, block, Text(HOSTILE)):
        assert HOSTILE[:5] not in printed(renderable)
        assert "\u202e" not in printed(renderable)
        assert r"\x1b[31m" in printed(renderable)


def test_a_terminal_gets_only_the_consoles_own_escapes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its colours are there, those in the text are not."""
    monkeypatch.setenv("TERM", "xterm-256color")
    text = printed(Text(HOSTILE, style="bold"), is_terminal=True)
    assert text.startswith("\x1b[1m" + r"\x1b[31m\x9b")
    assert text.endswith("\x1b[0m\n")


def test_a_text_is_never_markup() -> None:
    """Should a plain string be printed after all, its brackets and colons stay."""
    file = io.StringIO()
    Console(file, is_terminal=False).print("[bold]x[/bold] :smile: [/x] 1")
    assert file.getvalue() == "[bold]x[/bold] :smile: [/x] 1\n"


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp437", "utf-8"])
def test_an_encoding_shows_what_it_has(encoding: str) -> None:
    """A file of that encoding takes all of it, and Rich's tables keep their form."""
    table = Table()
    table.add_column(Text("é → ×"))
    table.add_row(Text("日本 ✓"))
    raw = io.BytesIO()
    file = io.TextIOWrapper(raw, encoding=encoding, write_through=True)
    Console(file, is_terminal=False).print(table)
    lines = raw.getvalue().decode(encoding).splitlines()
    assert len(lines) == 5
    assert {cell_len(line) for line in lines} == {10}
    assert ("日本 ✓" in lines[3]) == (encoding == "utf-8")


def test_plain_has_ascii_alone() -> None:
    """Also where the file could hold more."""
    file = io.StringIO()
    Console(file, is_terminal=False, plain=True).print(Text("é → ×", style="bold red"))
    assert file.getvalue() == "e > x\n"


def coloured(*, is_terminal: bool, plain: bool = False, color: Color = "auto") -> bool:
    """Whether a console writes an escape."""
    file = io.StringIO()
    Console(file, is_terminal=is_terminal, plain=plain, color=color).print(Text("x", style="blue"))
    return "\x1b" in file.getvalue()


@pytest.mark.parametrize("surroundings", [{}, {"NO_COLOR": "1"}, {"FORCE_COLOR": "1"}, {"TERM": "dumb"}])
def test_an_option_wins_over_the_surroundings(surroundings: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Always is always, never is never, on a terminal or not; plain is without colour unless one insists."""
    for name, value in surroundings.items():
        monkeypatch.setenv(name, value)
    for is_terminal in (False, True):
        assert coloured(is_terminal=is_terminal, color="always")
        assert coloured(is_terminal=is_terminal, color="always", plain=True)
        assert not coloured(is_terminal=is_terminal, color="never")
        assert not coloured(is_terminal=is_terminal, plain=True)


@pytest.mark.parametrize(
    ("surroundings", "alone"),
    [
        ({}, False),
        ({"LANG": "C"}, True),
        ({"LANG": "C", "LC_CTYPE": "C.UTF-8"}, True),  # as Python leaves it where LANG is C
        ({"LC_CTYPE": "C.UTF-8"}, False),  # as it leaves it where nothing is set
        ({"LANG": "C", "LC_CTYPE": "de_DE.UTF-8"}, False),
        ({"LANG": "de_DE.UTF-8", "LC_ALL": "POSIX"}, True),
        ({"LC_ALL": "C", "PYTHONIOENCODING": "utf-8"}, False),
        ({"LC_ALL": "C", "PYTHONUTF8": "1"}, False),
    ],
)
def test_the_c_locale(surroundings: dict[str, str], alone: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether the user's variables, in the order that counts, have ASCII alone."""
    for name in ("LC_ALL", "LC_CTYPE", "LANG", "PYTHONIOENCODING", "PYTHONUTF8"):
        monkeypatch.delenv(name, raising=False)
    for name, value in surroundings.items():
        monkeypatch.setenv(name, value)
    assert in_c_locale() is alone
    assert (printed(Text("×"), is_terminal=True) == "x\n") is alone
    assert printed(Text("×")) == "×\n"


def test_sixteen_colours_in_a_table(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is printed in pieces comes by twice and is changed once."""
    monkeypatch.setenv("TERM", "xterm")
    table = Table(box=None)
    table.add_row(Text("-1", style=NEGATIVE[2]))
    assert "\x1b[91m-1" in printed(table, is_terminal=True)


def test_sixteen_colours(monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal without 256 gets the sixteen that are legible, whatever Rich finds nearest."""
    monkeypatch.setenv("TERM", "xterm")
    text = printed(Text.assemble(("1", POSITIVE[3]), ("-1", NEGATIVE[3]), ("0", QUIET)), is_terminal=True)
    assert text == "\x1b[1;39m1\x1b[0m\x1b[1;91m-1\x1b[0m\x1b[39m0\x1b[0m\n"
