"""What is printed adds up as it is printed: it is read back from the text, and worked out again."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from bpcli.program.setup import prepare
from bpcli.readers.explain.records import Explanation
from bpcli.readers.explain.run import explained
from bpcli.readers.records import Header
from bpcli.readers.reports import header_of
from bpcli.writers.explanation.text import render_explanation
from bpcli.writers.view import View
from tests.explain.entries import CASES, explanations, setups
from tests.explain.printed import check

REMAINS = "the numbers add up, but for"


def printed(explanation: Explanation, header: Header, precision: int = 4, *, full: bool = False) -> list[str]:
    """The lines of the text, as wide as they are."""
    out = io.StringIO()
    render_explanation(explanation, header, Console(file=out, width=100_000), View(precision, full))
    return out.getvalue().splitlines()


@pytest.mark.parametrize(("precision", "part"), [(1, 0), (2, 1), (3, 2), (4, 3), (4, 4), (6, 5), (9, 6), (12, 7)])
def test_random_runs(precision: int, part: int) -> None:
    """Every kind of line of every rule, with few digits and with many."""
    kinds, count, remaining = set(), 0, 0
    for case, setup in setups(CASES[part::63]):
        if setup.config.dtype == "float32" and precision > 4:
            continue  # its own rounding shows
        header = header_of(setup)
        for explanation in explanations(setup, 2, case.seed, depth=1):
            if explanation.arithmetic is None:
                continue
            lines = printed(explanation, header, precision)
            count += 1
            if any(REMAINS in line for line in lines):
                remaining += 1
            else:
                kinds |= check(lines)
    assert kinds == {"sum", "steps", "origin"}
    assert remaining <= count / 20, "only where numbers cancel does a float's own rounding show"


@pytest.mark.parametrize("full", [True, False])
@pytest.mark.parametrize("target", ["dW1[1,2]", "db2[0,1]", "loss", "Z1[3,2]", "A2[7,1]"])
def test_long_sums(target: str, full: bool) -> None:
    """A row stands for what is left out, with its sum; --full leaves nothing out."""
    setup = prepare("iris")
    lines = printed(explained(setup, target, depth=1), header_of(setup), full=full)
    check(lines)
    assert any("139 more" in line for line in lines) == (target in ("dW1[1,2]", "db2[0,1]", "loss") and not full)


def test_long_sums_within_a_formula() -> None:
    """The norm of many gradients and a softmax over many units tell the middle as one number."""
    settings = [
        "network.layers.1.units=30",
        "data={source: random_integers, samples: 3, features: 2, classes: 30, low: 0, high: 9}",
        "optimizer.clip_norm=1",
    ]
    setup = prepare("xor", settings)
    for target in ("A2[1,0]", "gradient_norm"):
        lines = printed(explained(setup, target, depth=1), header_of(setup))
        assert any("more: " in line for line in lines)
        check(lines)


def test_inputs_as_the_config_has_them() -> None:
    """5.1 is 5.1, not 5.100, also in single precision."""
    for dtype in ("float64", "float32"):
        setup = prepare("iris", [f"dtype={dtype}"])
        lines = printed(explained(setup, "Z1[0,0]"), header_of(setup))
        assert any(line.split()[:2] == ["sepal_length", "5.1"] for line in lines), lines


def test_cancelling_leaves_rounding() -> None:
    """Where the digits run out the text says so."""
    config = {
        "data": {"x": [[0.1, 0.2, -0.3]], "y": [[0.0]]},
        "network": {"layers": [{"units": 1, "weights": [[1.1], [1.1], [1.1]]}]},
        "loss": "mse",
    }
    setup = prepare(config)
    found = explained(setup, "Z1[0,0]")
    assert isinstance(found.value, float)
    assert 0 < abs(found.value) < 1e-15
    assert any(REMAINS in line for line in printed(found, header_of(setup)))
