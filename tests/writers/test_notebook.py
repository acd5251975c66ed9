"""Records in a notebook."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from typing import Any, NamedTuple

import numpy as np
import pytest

import bpcli
from bpcli.config.sources import example_names
from bpcli.readers.records import Quantity
from bpcli.writers.notebook.elements import ABOVE, BELOW, WRONG
from bpcli.writers.notebook.page import page
from bpcli.writers.numbers import notation

NASTY = "<script>alert(1)</script> & \"'\x1b[31m\u202e"


class Read(HTMLParser):
    """What is left of a page when every style is gone: its tags, and the rows of its tables."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.open: list[str] = []
        self.rows: list[list[str]] = []
        self.words = ""
        self.attributes: set[str] = set()
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A row or a cell begins."""
        self.tags.append(tag)
        self.open.append(tag)
        self.attributes |= {name for name, _ in attrs}
        if tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th"):
            self.rows[-1].append("")

    def handle_endtag(self, tag: str) -> None:
        """Tags are closed in order."""
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        """Text belongs to the cell that is open."""
        self.words += data
        if {"td", "th"} & set(self.open):
            self.rows[-1][-1] += data


class Shown(NamedTuple):
    """A record that shows itself, by name."""

    name: str
    make: Callable[[], Any]


def wrong_comparison() -> Any:
    """A dW1 with one wrong entry."""
    mine = bpcli.trace("xor")[0].dW1.copy()
    mine[0, 2] = 9
    return bpcli.compare("xor", {"dW1": mine.tolist()})


RECORDS = [
    Shown("trace", lambda: bpcli.trace("xor")),
    Shown("no step", lambda: bpcli.trace("xor").showing(only="loss")),
    Shown("step", lambda: bpcli.trace("iris")[0]),
    Shown("quantity", lambda: bpcli.trace("iris")[0].values["Z1"]),
    Shown("training", lambda: bpcli.train("iris", steps=30)),
    Shown("regression", lambda: bpcli.train("sigmoid_mse", steps=2)),
    Shown("check", lambda: bpcli.check("xor")),
    Shown("comparison", wrong_comparison),
    Shown("explanation", lambda: bpcli.explain("xor", "dW1[0,2]")),
    Shown("whole matrix", lambda: bpcli.explain("xor", "dW1")),
    Shown("loss", lambda: bpcli.explain("xor", "loss")),
]


@pytest.mark.parametrize("shown", RECORDS, ids=lambda shown: shown.name)
def test_a_record_shows_itself(shown: Shown) -> None:
    """As a page whose tags close, without a script, an address or anything but styles; and in one line of text."""
    record = shown.make()
    read = Read(record._repr_html_())
    assert read.open == []
    assert set(read.tags) <= {"div", "b", "i", "code", "small", "table", "thead", "tbody", "tr", "td", "th"}
    assert read.attributes <= {"style"}
    assert "url" not in record._repr_html_()
    assert "\n" not in repr(record)
    assert len(repr(record)) < 160


def test_a_matrix_is_a_right_table_without_its_styles() -> None:
    """Every entry of Z1 stands in its row and column, under its unit, as it is written in its matrix."""
    quantity = bpcli.trace("xor")[0].values["Z1"]
    html = quantity._repr_html_()
    assert html is not None
    head, *rows = Read(html).rows
    write = notation(quantity.data)
    assert head == ["", "unit 0", "unit 1", "unit 2", "unit 3"]
    assert rows == [[f"sample {number}", *map(write, row)] for number, row in enumerate(quantity.data.tolist())]


@pytest.mark.parametrize("name", example_names())
def test_a_matrix_is_small(name: str) -> None:
    """At most 8 KB each, large ones by leaving out what is in their middle."""
    for quantity in bpcli.trace(name, steps=1)[0].values.values():
        html = page(quantity)
        assert len(html.encode()) <= 8_000 or quantity.data.size > 100
        assert len(html.encode()) <= 12_000


def test_nothing_from_a_config_is_obeyed() -> None:
    """Names are text, whatever is in them."""
    config = {
        "name": NASTY,
        "data": {"x": [[0.5, 1.0]], "y": [[1.0]]},
        "network": {"layers": [{"units": 1, "activation": "sigmoid"}]},
        "loss": "mse",
        "optimizer": "sgd",
    }
    html = bpcli.trace(config)._repr_html_()
    assert html is not None
    assert "<script" not in html
    assert "\x1b" not in html
    assert "<script>alert(1)</script>" in Read(html).words


def test_special_numbers() -> None:
    """NaN and the infinities are said."""
    html = page(Quantity("Z1", "forward", 1, np.array([[np.nan, np.inf, -1.0]])))
    assert Read(html).rows == [["", "NaN", "inf", "-1"]]


def luminance(colour: str) -> float:
    """Relative luminance, as WCAG 2 has it."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("background", ["#ffffff", "#000000", "#111111"])
@pytest.mark.parametrize("colour", [ABOVE, BELOW, WRONG])
def test_colours_are_legible_on_light_and_dark(colour: str, background: str) -> None:
    """The contrast is at least 3 to 1."""
    lighter, darker = sorted((luminance(colour), luminance(background)), reverse=True)
    assert (lighter + 0.05) / (darker + 0.05) >= 3


def cells(source: str) -> Iterator[Any]:
    """The outputs of a notebook with this cell, executed by a real kernel."""
    nbformat, nbclient = pytest.importorskip("nbformat"), pytest.importorskip("nbclient")
    pytest.importorskip("ipykernel")
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source)])
    nbclient.NotebookClient(notebook, timeout=120, kernel_name="python3").execute()
    yield from notebook.cells[0].outputs


@pytest.mark.notebook
@pytest.mark.filterwarnings("ignore")
def test_a_real_notebook() -> None:
    """A cell that ends in a trace has its page as output, and the one line beside it."""
    (output,) = cells("import bpcli\nbpcli.trace('xor', steps=3)")
    assert output.data["text/plain"] == "<Trace of 'XOR, 2-4-2': 3 steps>"
    assert re.search(r"<b>W1_new</b> <small>2×4</small> = W1 - W1_step", output.data["text/html"])


def test_a_comparison_shows_the_wrong_matrix_beside_the_right_one() -> None:
    """The wrong entry carries a mark that stays without styles; the right matrix has none."""
    rows = Read(page(wrong_comparison())).rows
    assert sum(cell.endswith(" *") for row in rows for cell in row) == 1
    assert ["feature 0", "-0.011", "0", "9.000 *", "-0.013"] in rows
    assert ["feature 0", "-0.011", "0", "0.024", "-0.013"] in rows


@pytest.mark.parametrize(
    ("target", "numbers"), [("A2[0,1]", "exp(0) / (exp(0) + exp(0)) = 0.5"), ("loss", "1 × log(0.5726)")]
)
def test_an_explanation_has_its_numbers(target: str, numbers: str) -> None:
    """Also of what is no sum of products."""
    assert numbers in Read(page(bpcli.explain("xor", target))).words
