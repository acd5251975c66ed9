"""A step on a sheet."""

from __future__ import annotations

import io
import re

import numpy as np
import pytest
from rich.console import Console as RichConsole

from bpcli.config.sources import example_names
from bpcli.program.setup import prepare
from bpcli.readers.records import TracedStep
from bpcli.readers.trace import Trace
from bpcli.writers.numbers import notation
from bpcli.writers.sheet.panel import row_names
from bpcli.writers.sheet.step_sheet import StepSheet
from bpcli.writers.sheet.writer import SheetTables
from bpcli.writers.view import View
from tests.conftest import Run, thinned
from tests.random_configs import Case, cases, in_layout
from tests.writers.hand_made import evaluation, header, pipe, printed, quantity, screen, step
from tests.writers.snapshots import Shot, shown

EXAMPLES = example_names()


def sheet(trace: Trace, width: int, view: View | None = None) -> list[str]:
    """The lines of the first step's sheet."""
    step = next(iter(trace))
    lines = StepSheet(trace.header, step, view or View(), width).lines()
    return ["".join(segment.text for segment in line) for line in lines]


@pytest.mark.parametrize(("width", "most"), [(100, 34), (80, 50), (140, 34)])
def test_a_step_of_xor_fits_on_one_screen(width: int, most: int) -> None:
    """Its heading and the evaluation are not counted."""
    text = shown(Shot("xor", "sheet", width))
    lines = text[text.index("forward ▶") : text.index("\nevaluation")].rstrip().splitlines()
    assert len(lines) <= most
    assert max(map(len, lines)) <= width


def test_a_formula_stays_in_one_piece_where_the_screen_has_room_for_it() -> None:
    """Its shape goes to the next line first."""
    lines = sheet(Trace(prepare("xor")), 100)
    assert any(re.search(r"│ Z2 = A1 W2 \+ b2 *│", line) for line in lines)
    assert any(line.endswith("│ delta2 = A2 - Y") for line in lines)


def test_the_heading_says_how_many_digits() -> None:
    """Three where four do not fit; where somebody asked for a number, that."""
    assert "3 digits" in shown(Shot("xor", "sheet", 100))
    assert "digits" not in shown(Shot("xor", "sheet", 140))


@pytest.mark.parametrize("width", [80, 100, 140])
@pytest.mark.parametrize("name", EXAMPLES)
def test_a_screen_is_never_overrun(name: str, width: int) -> None:
    """No line is longer, and none ends in blanks."""
    lines = sheet(Trace(prepare(name)), width)
    assert max(map(len, lines)) <= width
    assert all(line == line.rstrip() for line in lines)


WIDE = {
    "data": {"source": "random_integers", "samples": 9, "features": 784, "low": 0, "high": 255, "classes": 10},
    "network": {"layers": [{"units": 40, "activation": "tanh"}, {"units": 10, "activation": "softmax"}]},
    "loss": "cross_entropy",
    "optimizer": {"name": "adam"},
}


@pytest.mark.parametrize("width", [40, 60, 80, 100])
def test_wide_matrices_lose_columns_before_they_overrun_the_screen(width: int) -> None:
    """Those of the parameters as well, with the optimizer's state."""
    lines = sheet(Trace(prepare(WIDE)), width)
    assert max(map(len, lines)) <= width
    assert "W1_m" in " ".join(lines)


@pytest.mark.parametrize("case", thinned(cases(), 12), ids=lambda case: case.id)
@pytest.mark.parametrize("layout", ["rows", "columns", "torch"])
def test_every_name_is_there_once_as_text(case: Case, layout: str) -> None:
    """A search finds each quantity, whatever the rules and however narrow the screen, with its formula's first word."""
    trace = Trace(prepare(in_layout(case.config(), layout)))
    names = list(next(iter(trace)).values)
    for width in (80, 10_000_000):
        text = " ".join(sheet(trace, width))
        missing = [name for name in names if not re.search(rf"(?<![\w]){name}(?!\w)", text)]
        assert missing == []


@pytest.mark.parametrize("case", thinned(cases(), 40), ids=lambda case: case.id)
def test_matrices_read_back_as_they_are(case: Case) -> None:
    """Every entry of Z and delta stands on its sample's line, rounded as its matrix is."""
    trace = Trace(prepare(case.config()))
    lines, values = sheet(trace, 10_000_000), next(iter(trace)).values
    for name in ("Z1", "delta1"):
        data = values[name].data
        write = notation(data)
        expected = [[float(write(entry)) for entry in row] for row in data.tolist()]
        title = next(number for number, line in enumerate(lines) if f"│ {name} = " in line)
        place = lines[title].index(f"│ {name} = ")
        rows = [line[place + 1 :].partition("│")[0].split() for line in lines[title + 1 : title + 1 + len(data)]]
        assert [[float(entry) for entry in row] for row in rows] == expected


def test_the_backward_pass_stands_under_the_forward_pass() -> None:
    """delta1 is under Z1, dA1 under A1, and a sample keeps its line."""
    lines = sheet(Trace(prepare("xor")), 140)
    title = {name: next(line for line in lines if f"│ {name} =" in line) for name in ("Z1", "delta1", "A1", "dA1")}
    assert title["Z1"].index("│ Z1") == title["delta1"].index("│ delta1")
    assert title["A1"].index("│ A1") == title["dA1"].index("│ dA1")
    assert [line[:2] for line in lines if line.startswith("s3")] == ["s3", "s3"]


def test_a_deep_network_breaks_into_bands_of_layers() -> None:
    """A layer's Z and A stay together, and the backward pass goes through the bands from the last."""
    layers = [{"units": 4, "activation": "tanh"}] * 7 + [{"units": 1, "activation": "sigmoid"}]
    config = {"data": {"x": [[0.1, 0.2]], "y": [[1]]}, "network": {"layers": layers}, "loss": "mse"}
    lines = sheet(Trace(prepare(config)), 100)
    assert max(map(len, lines)) <= 100
    for layer in range(1, 9):
        Z, A = (next(n for n, line in enumerate(lines) if f"│ {kind}{layer} =" in line) for kind in "ZA")
        assert abs(Z - A) <= 2
    places = [next(n for n, line in enumerate(lines) if f"│ delta{layer} =" in line) for layer in range(8, 0, -1)]
    assert places == sorted(places)


def test_large_matrices_are_elided_with_their_true_shapes() -> None:
    """The gaps say how many rows are left out; ``full`` leaves none out."""
    text = "\n".join(sheet(Trace(prepare("iris")), 100))
    assert "139 more" in text
    assert "150×4" in text
    assert "s100" not in text
    assert "s100" in "\n".join(sheet(Trace(prepare("iris")), 100, View(full=True)))


def test_a_part_of_a_step_is_a_part_of_its_sheet() -> None:
    """What was not asked for leaves no empty section behind."""
    text = "\n".join(sheet(Trace(prepare("xor")).showing(only="dW1"), 100))
    assert "dW1 = 1/m X^T delta1 2×4" in text
    assert "forward" not in text
    assert "backward" not in text


def test_names_from_the_data_label_rows() -> None:
    """The rows of W1 are the features."""
    assert any(line.startswith("petal_width │") for line in sheet(Trace(prepare("iris")), 100))


def test_long_names_are_cut_by_the_cells_they_take() -> None:
    """A name in Chinese characters, each two cells wide, leaves as much room as others."""
    labels = row_names(quantity(np.eye(2), axes=("feature", "unit")), [0, 1], header(feature_names=("测" * 30, "a")))
    assert labels == ["测" * 6 + "…", "a"]


def test_steps_are_printed_as_they_come() -> None:
    """Nothing waits for a later step, and without an evaluation there is none."""
    console = pipe()
    tables = SheetTables(console, View())
    tables.begin(header())
    tables.step(step(1))
    assert "step 1 of 10" in printed(console)
    tables.step(step(2))
    tables.end(None)
    assert "evaluation" not in printed(console)
    tables.end(evaluation())
    assert "evaluation" in printed(console)


def test_a_step_says_what_it_did() -> None:
    """Loss before, accuracy, the largest change and the units that did not move."""
    last = " ".join(shown(Shot("xor", "sheet", 140)).split("\nevaluation")[0].splitlines()[-2:])
    assert "step 1   loss 0.719186   accuracy 75.00 %   largest change b1[0,2] by -0.02415" in last
    assert "did not move: unit 1 of layer 1" in last


def test_colours_are_an_addition() -> None:
    """Without colour the text is the same."""
    trace = Trace(prepare("xor"))
    plain, coloured = screen(100), screen(100, color_system="256", record=True)
    for console in (plain, coloured):
        tables = SheetTables(console, View())
        tables.header = trace.header
        tables.step(next(iter(trace)))
    assert "\x1b[" in printed(coloured)
    assert coloured.export_text() == printed(plain)


def test_not_a_number_is_shown_as_such() -> None:
    """NaN and the infinities stand in their places."""
    odd = step()
    values = {**odd.values, "Z1": odd.values["Z1"].__class__("Z1", "forward", 1, np.array([[np.nan, -np.inf, 1.0]]))}
    console = RichConsole(file=io.StringIO(), width=100)
    tables = SheetTables(console, View())
    tables.begin(header())
    tables.step(TracedStep(1, float("nan"), float("inf"), {}, values))
    text = printed(console)
    assert "NaN -inf 1" in " ".join(text.split())


def test_a_view_is_chosen_by_name(run: Run) -> None:
    """The sheet is the default."""
    assert run("trace", "xor", "--at", "1").out == run("trace", "xor", "--at", "1", "--view", "sheet").out
