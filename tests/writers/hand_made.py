"""Records made by hand: a network small enough to know every number of what is printed."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
from rich.console import Console

from bpcli.readers.records import Evaluation, Header, LayerSummary, Predictions, Quantity, TracedStep


def header(**changes: Any) -> Header:
    """A 2-3-2 classifier, rows, ten steps."""
    given: dict[str, Any] = {
        "name": "by hand",
        "conventions": {
            "layout": "rows",
            "delta": "per_sample",
            "loss": "cross_entropy",
            "over_samples": "mean",
        },
        "inputs": 2,
        "layers": (LayerSummary(3, "relu", 9), LayerSummary(2, "softmax", 8)),
        "config": {"network": {"layers": [{}, {}]}, "training": {"steps": 10}},
    }
    return Header(**{**given, **changes})


def quantity(data: Any, **changes: Any) -> Quantity:
    """Z1 with this data."""
    given = {
        "name": "Z1",
        "phase": "forward",
        "layer": 1,
        "formula": "Z1 = X W1 + b1",
        "axes": ("sample", "unit"),
    }
    return Quantity(data=np.array(data), **{**given, **changes})


def step(number: int = 1) -> TracedStep:
    """An input, two layers' Z and the loss."""
    quantities = [
        quantity([[0, 1], [1, 1]], name="X", phase="input", layer=0, formula=None, axes=("sample", "feature")),
        quantity([[0.5, -0.25, 0.0]]),
        quantity([[1.5, -2.5]], name="Z2", layer=2, formula="Z2 = A1 W2 + b2"),
        quantity(0.719186, name="loss", phase="loss", layer=2, formula="loss = ...", axes=None),
    ]
    values = {each.name: each for each in quantities}
    return TracedStep(step=number, loss=0.719186, mean_loss=0.719186, metrics={"accuracy": 0.75}, values=values)


def evaluation() -> Evaluation:
    """Three samples, the last one taken for the wrong class."""
    outputs = np.array([[0.9, 0.1], [0.2, 0.8], [0.4, 0.6]])
    predictions = Predictions(outputs, targets=np.array([0, 1, 0]), classes=np.array([0, 1, 1]))
    return Evaluation(10, {"accuracy": 2 / 3, "confusion": [[1, 1], [0, 1]]}, predictions)


def screen(width: int = 80, **options: Any) -> Console:
    """A terminal of this width, without colours."""
    given = {"file": io.StringIO(), "force_terminal": True, "color_system": None, "legacy_windows": False}
    return Console(width=width, **{**given, **options})


def pipe() -> Console:
    """Standard output into a pipe, as the command line sets it up."""
    return screen(width=100_000, force_terminal=False)


def printed(console: Console) -> str:
    """All that was printed."""
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()
