"""The console that people's output is printed on."""

from __future__ import annotations

import io

import pytest
from rich.segment import Segment
from rich.table import Table
from rich.text import Text

from bpcli.writers.blocks import Block
from bpcli.writers.console import Console

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
