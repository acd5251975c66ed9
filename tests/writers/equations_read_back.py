"""Equations as a reader finds them on the page: names, and every matrix with its numbers."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import Any

import numpy as np
from msgspec import Struct
from rich.console import Console

from bpcli.program.setup import prepare
from bpcli.readers.records import TracedStep
from bpcli.readers.trace import Trace
from bpcli.rules.arrays import Array
from bpcli.writers.equations.tables import EquationTables
from bpcli.writers.view import View
from tests.writers.hand_made import pipe, printed, screen

EXACT = View(precision=17, full=True)
TITLE = re.compile(r" +(\w+)(?: \d+×\d+)?(?: ×1e-?\d+)? .*= ")
MATRIX = re.compile(r"[⎡⎢⎣\[]([^⎤⎥⎦\]]*)[⎤⎥⎦\]]")
SHAPE = re.compile(r"(\d+)×(\d+)(?: ×(1e-?\d+))?")


class Found(Struct):
    """One equation: its line of names, and its matrices from left to right; of a number the text before ``=``."""

    names: str
    matrices: list[Array]
    first: str

    @property
    def titles(self) -> list[str]:
        """What stands before the shape of each matrix right of the first ``=``: a name, or an expression."""
        texts = re.split(r" \d+×\d+(?: ×1e-?\d+)?", self.names.partition("= ")[2])[:-1]
        return [re.sub(r".*?(\w+ᵀ?)$|.*", r"\1", text) if " of " not in text else text for text in texts]


def trace_of(config: Any, *settings: str, **selection: Any) -> Trace:
    """A run, of which some is shown."""
    return Trace(prepare(config, settings)).showing(**selection)


def steps_of(trace: Trace) -> list[TracedStep]:
    """Its steps with all that their equations read."""
    return list(trace.start(operands=True))


def text_of(trace: Trace, console: Console, view: View | None = None, steps: list[TracedStep] | None = None) -> str:
    """The steps, without the heading and the evaluation."""
    tables = EquationTables(console, view or View())
    tables.header = trace.header
    for step in steps_of(trace) if steps is None else steps:
        tables.step(step)
    return printed(console)


def on_screen(width: int, config: Any, *settings: str, view: View | None = None, **selection: Any) -> str:
    """The equations of the first step that is selected, from the first section on to the step's last line."""
    text = text_of(trace_of(config, *settings, **{"at": "1", **selection}), screen(width), view)
    lines = text.splitlines()
    first = next(number for number, line in enumerate(lines) if " ──" in line)
    return "\n".join(line for line in lines[first:-1]).rstrip() + "\n"


def read_back(text: str, names: Collection[str]) -> Iterator[tuple[str, Found]]:
    """The equations of a text in which none is broken."""
    lines = text.splitlines()
    starts = [number for number, line in enumerate(lines) if (found := TITLE.match(line)) and found[1] in names]
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        block = [line for line in lines[start + 1 : end] if "──" not in line and not line.startswith("step")]
        matched = TITLE.match(lines[start])
        assert matched is not None
        yield matched[1], Found(lines[start], list(_matrices(lines[start], block)), _first(block))


def _matrices(title: str, block: list[str]) -> Iterator[Array]:
    columns: dict[int, list[str]] = {}
    for line in block:
        for match in MATRIX.finditer(line):
            columns.setdefault(match.start(), []).append(match[1])
    shapes = SHAPE.findall(title)
    assert len(shapes) == len(columns), title
    for (high, wide, factor), (_, rows) in zip(shapes, sorted(columns.items()), strict=True):
        numbers = np.array([row.split() for row in rows], dtype=float) * float(factor or 1)
        assert numbers.shape == (int(high), int(wide)), title
        yield numbers


def _first(block: list[str]) -> str:
    return next((line.partition("=")[0].split()[-1] for line in block if " = " in line and line.strip()[0] != "="), "")


def everything(trace: Trace) -> tuple[list[TracedStep], str]:
    """The steps, and their equations in a pipe with all digits and entries."""
    steps = steps_of(trace)
    return steps, text_of(trace, pipe(), EXACT, steps)
