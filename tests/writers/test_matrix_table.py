"""One quantity as a table."""

from __future__ import annotations

import numpy as np
import pytest

from bpcli.writers.matrix_table import matrix_table
from bpcli.writers.view import View
from tests.writers.hand_made import header, pipe, printed, quantity, screen

LARGE = np.arange(1.0, 301.0).reshape(20, 15) / 7


def lines(data: object, view: View | None = None, room: int = 200, **changes: object) -> list[str]:
    """The table's lines."""
    console = pipe()
    console.print(matrix_table(quantity(data, **changes), header(), view or View(), room))
    return printed(console).splitlines()


def test_a_matrix_says_what_it_is() -> None:
    """Name, formula, shape, phase, layer and what rows and columns are."""
    assert lines([[1 / 3, -0.25], [0.0, 1.0]]) == [
        "Z1 = X W1 + b1",
        "2 × 2 · forward, layer 1",
        "             unit 0  unit 1",
        "           ╭                ╮",
        "  sample 0 │  0.333  -0.250 │",
        "  sample 1 │  0       1.000 │",
        "           ╰                ╯",
    ]


def test_a_loss_is_a_scalar() -> None:
    """It has no labels, and no line for them."""
    text = lines(0.7192, name="loss", phase="loss", layer=0, formula="loss = mean", axes=None)
    assert text == ["loss = mean", "scalar · loss", "   ╭        ╮", "   │ 0.7192 │", "   ╰        ╯"]


def test_what_is_given_has_its_name_alone() -> None:
    """An input has no formula."""
    assert lines([[1]], name="X", formula=None)[0] == "X"


def test_features_have_their_names() -> None:
    """Where the data names its features, so does the table."""
    table = matrix_table(
        quantity([[1, 2]], axes=("sample", "feature")), header(feature_names=("width", "length")), View(), 80
    )
    console = pipe()
    console.print(table)
    assert "width  length" in printed(console)


def test_a_large_matrix_is_elided_with_its_true_shape() -> None:
    """First and last rows and columns stay, and the gaps count the others."""
    text = "\n".join(lines(LARGE))
    assert "20 × 15" in text
    assert "9 more" in text
    assert "4 more" in text
    assert "sample 19" in text
    assert "unit 14" in text
    assert "sample 8" not in text


def test_full_shows_every_entry() -> None:
    """Nothing is left out where all is asked for."""
    text = "\n".join(lines(LARGE, View(full=True)))
    assert all(f"{entry:.2f}" in text for entry in LARGE.flat)


@pytest.mark.parametrize("room", [40, 60, 90])
@pytest.mark.parametrize("full", [True, False])
def test_a_wide_matrix_fits_the_screen(room: int, full: bool) -> None:
    """Columns are left out, or in a full view continued below."""
    text = lines(LARGE, View(full=full), room)
    assert max(map(len, text)) <= room
    assert any("unit 14" in line for line in text)


def test_precision_is_honoured() -> None:
    """As many digits as asked for, those before the point among them."""
    assert "2.1429 " in lines([[15 / 7]], View(precision=5))[4]


def test_a_power_of_ten_is_said_once() -> None:
    """The entries are read as multiples of it."""
    text = lines([[1 / 3e5, -1e-6]])
    assert text[1] == "1 × 2 · forward, layer 1 · entries × 1e-6"
    assert "3.333  -1.000" in text[4]


def test_colours_are_an_addition() -> None:
    """Without colour the text is the same."""
    table = matrix_table(quantity([[0.5, -0.25, np.nan]]), header(), View(), 80)
    plain, coloured = screen(), screen(color_system="256", record=True)
    plain.print(table)
    coloured.print(table)
    assert "\x1b[" in printed(coloured)
    assert coloured.export_text() == printed(plain)
