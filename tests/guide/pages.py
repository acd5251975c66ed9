"""The pages that a reader learns from: their commands are run, and what those print stands below them.

A ``console`` block is a transcript: lines that begin with ``$`` are commands, what follows is what they print, both
streams together; a line ``...`` stands for the rest of it. Commands in a ``sh`` block are run without a look at what
they print. A ``python`` block is executed, and what it prints stands in the ``text`` block below it. A comment before
a block says more: ``<!-- file: net.yaml -->`` that its content is written to that file, ``<!-- skip -->`` that it
is not run here, ``<!-- torch -->`` that it needs PyTorch.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

ROOT = Path(__file__).parents[2]
GUIDE = ROOT / "bpcli" / "guide"
PAGES = [ROOT / "README.md", *sorted(GUIDE.glob("*.md"))]
WIDTH = 80
"""Columns of the terminal that transcripts are made in; on a screen of as many, ``bpcli guide`` breaks no line."""
BLOCK = re.compile(r"(?:<!-- (?P<note>[^\n]*?) -->\n)?```(?P<kind>\w*)\n(?P<text>.*?)```", re.DOTALL)
REST = "...\n"


class Block(Struct):
    """A fenced block of a page."""

    kind: str
    text: str
    note: str
    start: int
    end: int
    """Where its text stands on the page."""


def blocks(page: str) -> list[Block]:
    """The fenced blocks of a page in order."""
    return [
        Block(found["kind"], found["text"], found["note"] or "", *found.span("text")) for found in BLOCK.finditer(page)
    ]


def rewritten(page: str, folder: Path) -> str:
    """The page with everything in it as it is printed today; files come and go in the folder."""
    pieces, last = [], 0
    names: dict[str, object] = {"__name__": "__page__"}
    printed: str | None = None
    for block in blocks(page):
        text = block.text
        if block.kind == "text" and printed is not None:
            text, printed = printed, None
        elif block.note.startswith("file: "):
            (folder / block.note.removeprefix("file: ")).write_text(text, encoding="utf-8")
        elif block.note == "skip" or (block.note == "torch" and not _has_torch()):
            pass
        elif block.kind == "console":
            text = "".join(_transcript(text, folder))
        elif block.kind == "sh":
            for command in filter(None, (line.partition("  #")[0].strip() for line in text.splitlines())):
                status, printed_now = shell(command, folder)
                assert status == 0, f"{command}: {printed_now}"
        elif block.kind == "python":
            printed = executed(text, folder, names)
        pieces += [page[last : block.start], text]
        last = block.end
    return "".join([*pieces, page[last:]])


def _has_torch() -> bool:
    from importlib.util import find_spec

    return find_spec("torch") is not None


def _transcript(text: str, folder: Path) -> Iterator[str]:
    """Each command, and what it prints, as much of it as the page shows."""
    for piece in re.split(r"^(?=\$ )", text, flags=re.MULTILINE):
        if not piece:
            continue
        command, _, before = piece.partition("\n")
        _, now = shell(command.removeprefix("$ "), folder)
        yield f"{command}\n"
        if before.endswith(REST):
            kept = now.splitlines(keepends=True)[: before.count("\n") - 1]
            yield "".join(kept) + REST
        else:
            yield now


def shell(command: str, folder: Path, width: int = WIDTH) -> tuple[int, str]:
    """How a command ends, and what it prints on both streams, without blanks at the ends of lines."""
    environment = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "FORCE_COLOR")}
    environment |= {"COLUMNS": str(width), "PATH": f"{_commands(folder)}:{os.environ['PATH']}", "LC_ALL": "C.UTF-8"}
    environment |= {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        ["bash", "-c", command],
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=120,
        check=False,
    )
    return done.returncode, re.sub(r"[ ]+$", "", done.stdout, flags=re.MULTILINE)


def _commands(folder: Path) -> Path:
    """A folder with a ``bpcli`` that is this one."""
    place = folder / ".commands"
    if not place.exists():
        place.mkdir()
        script = place / "bpcli"
        script.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m bpcli "$@"\n', encoding="utf-8")
        script.chmod(0o755)
    return place


ROUNDING = r"(?:\d\.\de-1[4-9]|0)"


def comparable(page: str) -> str:
    """The page without what differs from one processor to the next: the size of what is rounding alone, and where."""
    without_places = re.sub(rf" +{ROUNDING} +{ROUNDING} +\[[\d,]+\]", " (rounding)", page)
    return re.sub(r"\d\.\de-1[4-9]", "(rounding)", without_places)


def executed(source: str, folder: Path, names: dict[str, object]) -> str:
    """What Python prints for a block, which knows the names of those before it."""
    out = io.StringIO()
    with contextlib.chdir(folder), contextlib.redirect_stdout(out):
        exec(compile(source, "<page>", "exec"), names)
    return out.getvalue()
