"""Each initializer's spread, and its numbers drawn once more from NumPy."""

from __future__ import annotations

from math import sqrt
from typing import Any

import numpy as np
import pytest

import bpcli
from bpcli.rules.initializers import INITIALIZERS

N_IN, N_OUT = 300, 500
VARIANCES = {
    "zeros": 0.0,
    "normal": 1.0,
    "uniform": 1 / 12,
    "xavier_normal": 2 / (N_IN + N_OUT),
    "xavier_uniform": 2 / (N_IN + N_OUT),
    "he_normal": 2 / N_IN,
    "he_uniform": 2 / N_IN,
    "lecun_normal": 1 / N_IN,
}
LIMITS = {"uniform": (0.0, 1.0)} | {
    name: (-limit, limit)
    for name, limit in {"xavier_uniform": sqrt(6 / (N_IN + N_OUT)), "he_uniform": sqrt(6 / N_IN)}.items()
}


def drawn(init: Any, n_in: int = 4, n_out: int = 3, **others: Any) -> np.ndarray[Any, Any]:
    """W1 of a network of one layer that starts so."""
    x = [[0.5] * n_in] if others.get("layout") != "columns" else [[0.5]] * n_in
    layers = [{"units": n_out, "init": init}]
    config = {"data": {"x": x, "y": [0]}, "network": {"layers": layers}, "loss": "mse", "seed": 5, **others}
    return next(iter(bpcli.trace(config)))["W1"]


@pytest.mark.parametrize("name", INITIALIZERS)
def test_the_spread(name: str) -> None:
    """Variance as in the source, within five standard errors; nothing beyond the limits and numbers close to them."""
    W = INITIALIZERS[name]().draw(lambda: np.random.default_rng(1), (N_IN, N_OUT), N_IN, N_OUT)
    assert W.shape == (N_IN, N_OUT)
    assert W.var() == pytest.approx(VARIANCES[name], rel=5 * sqrt(2 / W.size))
    if name in LIMITS:
        low, high = LIMITS[name]
        assert low <= W.min() < low + 1e-3 * (high - low)
        assert high - 1e-3 * (high - low) < W.max() <= high


@pytest.mark.parametrize("layout", ["rows", "columns"])
@pytest.mark.parametrize(
    ("name", "scale"),
    [
        pytest.param("normal", 1.0, id="normal"),
        pytest.param("xavier_normal", sqrt(2 / 7), id="xavier_normal"),
        pytest.param("he_normal", sqrt(2 / 4), id="he_normal"),
        pytest.param("lecun_normal", sqrt(1 / 4), id="lecun_normal"),
    ],
)
def test_normal_numbers_are_those_of_a_notebook(name: str, scale: float, layout: str) -> None:
    """numpy.random.seed(5); numpy.random.randn(...) * scale, to the last bit, in the layout's shape."""
    shape = (4, 3) if layout == "rows" else (3, 4)
    notebook = np.random.RandomState(5).randn(*shape) * scale
    assert np.array_equal(drawn(name, rng="legacy", layout=layout), notebook)
    default = np.random.default_rng(5).standard_normal(shape) * scale
    assert np.array_equal(drawn(name, layout=layout), default)


@pytest.mark.parametrize("layout", ["rows", "columns"])
@pytest.mark.parametrize(("name", "limit"), [("xavier_uniform", sqrt(6 / 7)), ("he_uniform", sqrt(6 / 4))])
def test_uniform_numbers_are_those_of_a_notebook(name: str, limit: float, layout: str) -> None:
    """numpy.random.uniform(-limit, limit), but for the last bit of the limit."""
    shape = (4, 3) if layout == "rows" else (3, 4)
    notebook = np.random.RandomState(5).uniform(-limit, limit, shape)
    np.testing.assert_allclose(drawn(name, rng="legacy", layout=layout), notebook, rtol=1e-14, atol=1e-15)


def test_parameters_of_initializers() -> None:
    """mean and std, low and high, and zeros."""
    normal = drawn({"name": "normal", "mean": 2.0, "std": 0.5}, rng="legacy")
    assert np.array_equal(normal, 2.0 + 0.5 * np.random.RandomState(5).randn(4, 3))
    uniform = drawn({"name": "uniform", "low": -0.5, "high": 0.25}, rng="legacy")
    assert np.array_equal(uniform, np.random.RandomState(5).uniform(-0.5, 0.25, (4, 3)))
    assert not drawn("zeros").any()
