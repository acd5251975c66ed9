"""The flow as text: everything in its place, in every network and at every width."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from bpcli.program.setup import prepare
from bpcli.readers.diagram.reading import diagram_of
from bpcli.readers.diagram.records import Diagram
from bpcli.writers.blocks import Line
from bpcli.writers.diagram.canvas import Canvas, Pieces
from bpcli.writers.diagram.flow import Band, Ways
from bpcli.writers.diagram.flow_lines import flow_lines
from bpcli.writers.diagram.text import diagram_lines, text
from tests.conftest import Run, thinned
from tests.diagram.drawn import NASTY, nasty, network, of_example, of_shape
from tests.random_configs import Case, cases

CASES = thinned(cases(), 31)


@pytest.fixture(autouse=True)
def nothing_overwritten(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is drawn over anything but a line that runs down over one that runs across."""
    put = Canvas.put

    def watched(self: Canvas, row: int, column: int, pieces: Pieces) -> None:
        there = "".join(character for character, _ in self.rows[row]) if row < len(self.rows) else ""
        for place, character in enumerate("".join(piece for piece, _ in pieces), column):
            before = there[place : place + 1].strip()
            assert not before or (before, character) == ("─", "│"), (row, place, before, character)
        put(self, row, column, pieces)

    monkeypatch.setattr(Canvas, "put", watched)


def plain(lines: Iterator[Line]) -> list[str]:
    """The characters of lines."""
    return ["".join(segment.text for segment in line) for line in lines]


def bands(diagram: Diagram, room: int | None) -> list[list[str]]:
    """The bands of a flow, each in lines: what stands between the heading and what the step did."""
    blocks = "\n".join(plain(diagram_lines(diagram, room))).split("\n\n")
    return [block.split("\n") for block in blocks if "▼" in block]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_every_quantity_has_its_place(case: Case) -> None:
    """Errors stand below what they are the errors of, parameters above what they go into, in whatever network."""
    diagram = diagram_of(prepare(case.config()))
    shown = text(diagram)
    for name, quantity in diagram.step.values.items():
        if quantity.phase != "update" and not name.startswith("fprime"):
            assert re.search(rf"\b{name}\b", shown), name
    for lines in bands(diagram, None):
        names = next(line for line in lines if re.search(r"Z\d", line))
        for error in re.finditer(r"(delta|dA)(\d+)", "\n".join(lines)):
            line = next(line for line in lines if error[0] in line)
            aside, kind = (2, "A") if error[1] == "dA" else (0, "Z")
            assert line.index(error[0]) == names.index(f"{kind}{error[2]}") + aside
        for place in (match.start() for match in re.finditer("▼", lines[1])):
            assert lines[0][place] in "WY"
            assert names[place] in "Zl"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_no_band_is_wider_than_the_screen(case: Case) -> None:
    """But for one layer that is wider by itself; a band says rightly how wide it is."""
    diagram = diagram_of(prepare(case.config()))
    for room in (60, 80, 100, 140):
        for lines in bands(diagram, room):
            layers = len(re.findall(r"dW\d+ ◀", "\n".join(lines)))
            assert max(map(len, lines)) <= room or layers == 1
    whole = Band(diagram, Ways.of(diagram), 1, len(diagram.columns) - 1)
    longest = max(map(len, plain(flow_lines(whole))))
    assert longest <= whole.width


@pytest.mark.parametrize("depth", [1, 2, 3, 7, 60])
def test_every_layer_once(depth: int) -> None:
    """However deep, each layer has its gradient once and each band goes on with what the last one ended with."""
    diagram = of_shape(2, *[3] * (depth - 1), 2)
    for room in (None, 100, 10_000):
        found = bands(diagram, room)
        gradients = [name for lines in found for line in lines for name in re.findall(r"▶ (dW\d+)", line)]
        assert gradients == [f"dW{number}" for number in range(1, depth + 1)]
        assert room != 10_000 or len(found) == 1
        for before, behind in pairwise(found):
            last = re.findall(r"A\d+", before[2])[-1]
            assert behind[2].startswith(f"{last} ")


def test_xor_fits_80_columns() -> None:
    """The first network that anybody sees is one band, and its ways are all written on it."""
    (lines,) = bands(of_example("xor"), 80)
    shown = "\n".join(lines)
    assert "─relu─" in shown
    assert "◀──W2^T─ delta2 ◀─────── A2 - Y ───────┘" in shown
    assert "8 of 16 zero" in shown
    assert "W1 2×4  b1 1×4" in lines[0]


def test_what_the_step_did() -> None:
    """Equations of the update with the optimizer's state, what is frozen, dead or clipped."""
    shown = text(of_example("mazur", "optimizer={name: adam, clip_norm: 1, freeze: [b1]}"))
    assert "clip_factor = min(1, 1 / (gradient_norm + 1e-06))" in shown
    assert "W1_m = 0.9 W1_m_old + 0.1 clip_factor dW1" in shown
    assert "W2, b2 alike" in shown
    assert "does not move   b1: frozen" in shown
    assert "units 1, 4, 5 and 7 of layer 1: columns of W1, rows of W2" in text(of_example("iris"))
    everything = text(diagram_of(prepare(network(3, 9, 2, optimizer={"name": "sgd", "learning_rate": 0}))))
    assert "units 0, 1, 2, 3, 4, 5 and 3 more of layer 1" in everything
    assert "classes 0 and 1 of layer 2: columns of W2" in everything


def test_numbers_that_are_not_finite() -> None:
    """A step whose loss and update overflow is shown, and says so."""
    overflowing = of_example("xor", "optimizer.learning_rate=1e308", "loss={name: cross_entropy, l2: 1e308}")
    (lines,) = bands(overflowing, None)
    assert any(line.split()[-1] == "inf" for line in lines[:4] if line.strip())
    assert re.search(r"largest change  W1\[\d,\d\]  -?inf", text(overflowing))


def test_names_do_nothing_to_a_terminal(tmp_path: Path) -> None:
    """Nothing that a file names moves the cursor or ends a line."""
    for names in (NASTY[:6], NASTY[6:]):
        shown = text(nasty(tmp_path, names))
        assert all(line.isprintable() for line in shown.split("\n"))


def test_a_pipe_is_not_cut_and_columns_are_honoured(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a pipe bands are of three layers, however wide; COLUMNS says how wide a screen is."""
    piped = run("diagram", "iris").out.decode()
    assert len(re.findall("▼", piped)) == 3
    assert piped == text(of_example("iris"))
    monkeypatch.setenv("COLUMNS", "70")
    narrow = run("diagram", "iris").out.decode()
    assert max(map(len, narrow.split("\n"))) <= 70
