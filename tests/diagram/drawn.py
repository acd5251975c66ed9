"""What the tests of diagrams share: networks of all shapes, names that mean mischief, and their diagrams."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from bpcli.program.setup import prepare
from bpcli.readers.diagram.reading import diagram_of
from bpcli.readers.diagram.records import Diagram

NASTY = (
    '</text><script>alert("1")</script>',
    "a\"b'c`d`",
    "x]y)z}|w",
    "#quot; #35; &lt; &amp;",
    "1. first\\nN",
    "- item **b** _i_ $$z$$",
    "end",
    "%% comment; a --> b",
    "\x1b[31mred\u202e\nnext",
    "日本語 é 𝒜 😀",
    "\\G \\N \\\\",
    "a" * 200,
)
"""Names that some language takes for more than a name."""


def network(*units: int, samples: int = 3, name: str = "net", **changes: Any) -> dict[str, Any]:
    """A config with so many features and units; softmax behind tanh."""
    *hidden, last = units[1:]
    layers: list[dict[str, Any]] = [{"units": each, "activation": "tanh"} for each in hidden]
    return {
        "name": name,
        "data": {"source": "random_integers", "samples": samples, "features": units[0], "classes": max(last, 2)},
        "network": {"layers": [*layers, {"units": last, "activation": "softmax" if last > 1 else "sigmoid"}]},
        "loss": "cross_entropy" if last > 1 else "mse",
        **changes,
    }


@cache
def of_shape(*units: int) -> Diagram:
    """The first step of a network with so many features and units."""
    return diagram_of(prepare(network(*units)))


def of_example(name: str, *settings: str, at: str = "1") -> Diagram:
    """A step of a shipped example."""
    return diagram_of(prepare(name, settings), at=at)


def nasty(folder: Path, names: Sequence[str]) -> Diagram:
    """A run whose own name, features and classes are all nasty."""
    rng = np.random.default_rng(0)
    with (folder / "data.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow([*names, "the class"])
        for number in range(2 * len(names)):
            writer.writerow([*rng.normal(size=len(names)).round(3), names[number % len(names)]])
    config = {
        "name": " ".join(names[:-1]),
        "data": {"source": "csv", "path": str(folder / "data.csv"), "x": list(names), "y": "the class"},
        "network": {"layers": [{"units": 2, "activation": "relu"}, {"units": len(names), "activation": "softmax"}]},
        "loss": "cross_entropy",
    }
    return diagram_of(prepare(config))
