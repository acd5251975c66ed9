"""Runs to be written: every example, every optimizer, and one whose names come from a hostile file."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

import numpy as np

from bpcli.program.setup import Setup, prepare
from bpcli.readers.records import Header, Quantity, TracedStep
from bpcli.readers.trace import Trace
from bpcli.rules.optimizers import OPTIMIZERS
from bpcli.writers.formats import document_writer
from bpcli.writers.view import View
from tests.documents.rendering import NASTY

EXAMPLES = ("columns", "iris", "iris4", "mazur", "random_integers", "sigmoid_mse", "xor")
RUNS: dict[str, tuple[str, tuple[str, ...]]] = {
    **{example: (example, ()) for example in EXAMPLES},
    **{f"xor-{optimizer}": ("xor", (f"optimizer={optimizer}", "layout=torch")) for optimizer in OPTIMIZERS},
    "clipped": ("xor", ("optimizer={name: nadam, clip_norm: 0.1, weight_decay: 0.1}", "loss.l2=0.1", "dtype=float32")),
    "huber": (
        "sigmoid_mse",
        ("loss={name: huber, threshold: 0.2}", "network.layers.0.activation=gelu_tanh", "metrics=[mse, r2]"),
    ),
    "wide": ("iris", ("network.layers.0.units=40", "layout=columns", "metrics=[accuracy, confusion]")),
    "one": ("xor", ("data={x: [[1]], y: [0.5]}", "network.layers=[{units: 1}]", "loss=mse", "metrics=[mae]")),
}
"""By a name of its own: the config and its settings."""


def written(format_: str, trace: Trace, view: View | None = None, *, operands: bool = True) -> bytes:
    """The run as a file holds it."""
    out, run = BytesIO(), trace.start(operands=operands)
    writer = document_writer(format_, out, view or View())
    writer.begin(run.header)
    for step in run:
        writer.step(step)
    writer.end(run.evaluation())
    return out.getvalue()


def captured() -> tuple[Header, TracedStep]:
    """A step of which nobody knows more than names and numbers, and those are odd."""
    header = Header(name=NASTY, conventions={}, inputs=0, layers=(), config={})
    given: dict[str, tuple[list[object], str | None]] = {
        "X": ([[1.0, 2.0]], None),
        "Z1": ([[1.5, float("nan"), float("-inf")]], "Z1 = X W1^T + b1 | `x` <b>"),
        "o_dd$n|am<e>^~\\": ([[1.0]], None),
        "W1": ([[]], None),
    }
    values = {name: Quantity(name, "forward", 1, np.array(data), formula) for name, (data, formula) in given.items()}
    values["loss"] = Quantity("loss", "loss", 0, np.array(0.5))
    return header, TracedStep(step=3, loss=0.5, mean_loss=0.5, values=values)


def written_step(format_: str, header: Header, step: TracedStep) -> bytes:
    """One step and no evaluation."""
    out = BytesIO()
    writer = document_writer(format_, out, View())
    writer.begin(header)
    writer.step(step)
    writer.end(None)
    return out.getvalue()


def trace_of(name: str, *, steps: int = 2, at: str = "1:2", only: str | None = None) -> Trace:
    """A run of two steps."""
    config, settings = RUNS[name]
    return Trace(prepare(config, settings, steps=steps)).showing(at=at, only=only)


def nasty_setup(folder: Path, settings: Sequence[str] = ()) -> Setup:
    """A run whose name, features and classes are hostile, and so is its file's name."""
    path = folder / "$&%#_{}~^ <b>.csv"
    name = NASTY.replace("\n", " ")
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([(name, "b", "y"), (1, 2, name), (3, 4, "- x"), (5, 6, "https://www.x.org")])
    data = {"source": "csv", "path": str(path), "x": [name, "b"], "y": "y"}
    network = {"layers": [{"units": 2, "activation": "tanh"}, {"units": 3, "activation": "softmax"}]}
    config = {"name": NASTY, "data": data, "network": network, "loss": "cross_entropy", "metrics": ["confusion"]}
    return prepare(config, settings)
