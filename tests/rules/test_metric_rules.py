"""Metrics against numbers worked out by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import bpcli
from bpcli.rules.metrics import METRICS, Decision

A = np.array([[0.9, 0.1, 0.0], [0.2, 0.5, 0.3], [0.1, 0.2, 0.7], [0.6, 0.3, 0.1]])
Y = np.eye(3)[[0, 2, 2, 1]]
NUMBERS = np.array([[1.0, 10.0], [2.0, 30.0], [6.0, 20.0]])
FITTED = np.array([[2.0, 10.0], [2.0, 20.0], [4.0, 30.0]])
THREE, TWO, SIGNED = Decision(3, 0.5), Decision(2, 0.5), Decision(2, 0.0)
ONE = np.array([[0.5], [0.51], [-3.0], [2.0]])


@pytest.mark.parametrize(
    ("name", "outputs", "targets", "decision", "value"),
    [
        pytest.param("accuracy", A, Y, THREE, 0.5, id="accuracy"),
        pytest.param("accuracy", ONE, np.array([[0.0], [1.0], [0.0], [0.0]]), TWO, 0.75, id="accuracy-one-unit"),
        pytest.param("accuracy", ONE, np.array([[1.0], [1.0], [-1.0], [-1.0]]), SIGNED, 0.75, id="accuracy-signed"),
        pytest.param("confusion", A, Y, THREE, [[1, 0, 0], [1, 0, 0], [0, 1, 1]], id="confusion"),
        pytest.param(
            "confusion", ONE, np.array([[0.0], [1.0], [0.0], [0.0]]), TWO, [[2, 1], [0, 1]], id="confusion-one-unit"
        ),
        pytest.param("mse", FITTED, NUMBERS, None, (1 + 0 + 4 + 0 + 100 + 100) / 6, id="mse"),
        pytest.param("mae", FITTED, NUMBERS, None, (1 + 0 + 2 + 0 + 10 + 10) / 6, id="mae"),
        pytest.param("r2", FITTED, NUMBERS, None, ((1 - 5 / 14) + (1 - 200 / 200)) / 2, id="r2"),
        pytest.param("r2", np.ones((2, 1)), np.ones((2, 1)), None, 1.0, id="r2-constant-met"),
        pytest.param("r2", np.zeros((2, 1)), np.ones((2, 1)), None, 0.0, id="r2-constant-missed"),
    ],
)
def test_by_hand(name: str, outputs: Any, targets: Any, decision: Decision | None, value: Any) -> None:
    """The same number, of a type that JSON takes."""
    found = METRICS[name].measure(outputs, targets, decision)
    assert type(found) is type(value)
    assert np.allclose(found, value, rtol=1e-15, atol=0)


@pytest.mark.parametrize("layout", ["rows", "columns"])
def test_every_metric_in_a_run(layout: str) -> None:
    """Each registered metric is measured on the step's batch, before its update, whatever the layout."""
    x, y = np.eye(4), Y if layout == "rows" else Y.T
    weights = A if layout == "rows" else A.T
    config = {
        "layout": layout,
        "data": {"x": x.tolist(), "y": y.tolist()},
        "network": {"layers": [{"weights": weights.tolist()}]},
        "loss": "mse",
        "metrics": list(METRICS),
    }
    step = next(iter(bpcli.trace(config)))
    expected = {name: metric.measure(A, Y, THREE if metric.of_classes else None) for name, metric in METRICS.items()}
    assert step.metrics == expected
