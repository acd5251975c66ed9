"""Matt Mazur's step by step example: every figure that the article prints."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import ArrayLike

import bpcli
from bpcli.readers.records import TracedStep
from tests.golden.agreement import Array, assert_agrees, published

GOLDEN = published("mazur_2_2_2")


@pytest.fixture(scope="module")
def step() -> TracedStep:
    """The article's one step."""
    return bpcli.trace("mazur").steps[0]


def unit_by_unit(weights: Array) -> Array:
    """The article's order: all weights into the first unit (w1, w2), then those into the second (w3, w4)."""
    return weights.T.ravel()


def squared_errors(step: TracedStep) -> Array:
    """Each output's own share of the error."""
    errors: Array = (step["A2"][0] - step["Y"][0]) ** 2 / 2
    return errors


FIGURES: dict[str, tuple[str, Callable[[TracedStep], ArrayLike]]] = {
    "net_h1": ("net_h", lambda step: step["Z1"][0, 0]),
    "net_h2": ("net_h", lambda step: step["Z1"][0, 1]),
    "out_h": ("out_h", lambda step: step["A1"][0]),
    "net_o": ("net_o", lambda step: step["Z2"][0]),
    "out_o": ("out_o", lambda step: step["A2"][0]),
    "E_o1": ("E_o", lambda step: squared_errors(step)[0]),
    "E_o2": ("E_o", lambda step: squared_errors(step)[1]),
    "E_total": ("E_total", lambda step: step.loss),
    "dE_dout_o1": ("dE_dout_o1", lambda step: step["dA2"][0, 0]),
    "dout_o1_dnet_o1": ("dout_o1_dnet_o1", lambda step: step["fprime2"][0, 0]),
    "delta_o": ("delta_o", lambda step: step["delta2"][0]),
    "dE_dW2 (w5,w6,w7,w8)": ("dE_dW2", lambda step: unit_by_unit(step["dW2"])),
    "dE_dout_h": ("dE_dout_h", lambda step: step["dA1"][0]),
    "delta_h": ("delta_h", lambda step: step["delta1"][0]),
    "dE_dW1 (w1,w2,w3,w4)": ("dE_dW1", lambda step: unit_by_unit(step["dW1"])),
    "W2_new (w5,w6,w7,w8)": ("W2_new", lambda step: unit_by_unit(step["W2_new"])),
    "W1_new (w1,w2,w3,w4)": ("W1_new", lambda step: unit_by_unit(step["W1_new"])),
}
AFTER = "E_total_after_one_step_published_but_wrong"


def test_no_figure_is_left_out() -> None:
    """All that the article prints is in the table above, or the error after the step, which has its own test."""
    assert {*FIGURES, AFTER} == set(GOLDEN["expected"])


@pytest.mark.parametrize("figure", FIGURES)
def test_figure(figure: str, step: TracedStep) -> None:
    """A printed figure is the trace's, within the article's digits."""
    tolerance, read = FIGURES[figure]
    assert_agrees(GOLDEN, tolerance, read(step), GOLDEN["expected"][figure])


def test_config_is_the_articles(step: TracedStep) -> None:
    """The example starts from the article's inputs, weights, biases and targets."""
    inputs = GOLDEN["inputs"]
    given = {"X": "x", "Y": "target", "W1": "W1", "W2": "W2"}
    for name, key in given.items():
        np.testing.assert_array_equal(step[name], inputs[key])
    for name in ("b1", "b2"):
        np.testing.assert_array_equal(step[name], [inputs[name]])


def test_biases_stay() -> None:
    """The article updates the weights alone."""
    first, second = bpcli.trace("mazur").steps
    for name in ("b1", "b2"):
        np.testing.assert_array_equal(second[name], first[name])


def test_error_after_the_step_is_not_the_printed_one() -> None:
    """The article's own new weights give 0.29102777369..., and not its 0.291027924: 1.5e-7 less."""
    after = bpcli.trace("mazur").steps[1].loss
    assert after == pytest.approx(0.29102777369359933, rel=1e-14)
    assert 1e-7 < GOLDEN["expected"][AFTER] - after < 2e-7


def test_ten_thousand_steps() -> None:
    """The error before the 10,000th update is the article's to every printed digit."""
    golden = published("mazur_10000_iterations")
    training = bpcli.train("mazur", steps=10_000, every=10_000)
    assert f"{training.losses[-1]:.10f}" == f"{golden['expected']['E_total']:.10f}" == "0.0000351085"
    assert_agrees(golden, "out_o", training.evaluation.predictions.outputs[0], golden["expected"]["out_o"])
