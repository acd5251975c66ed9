"""What a person sees of a comparison, looked at and found good; ``python -m tests.compare.seen`` writes it anew."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest

import bpcli
from bpcli.readers.compare.records import Comparison
from bpcli.writers.comparison_table import render_comparison
from bpcli.writers.console import Console

FOLDER = Path(__file__).parent / "pictures"
Case = Callable[[], tuple[str, Any]]
Numbers = dict[str, np.ndarray[Any, Any]]


def step_of(config: Any, number: int = 1) -> Numbers:
    """All right numbers of a step, to be changed."""
    step = next(step for step in bpcli.trace(config) if step.step == number)
    return {name: np.array(quantity.data) for name, quantity in step.values.items()}


def relu_for_its_derivative() -> tuple[str, Any]:
    """XOR with relu where its derivative belongs, all that follows from it, and a step that is added."""
    step = step_of("xor")
    names = ("X", "W1", "b1", "W2", "b2", "Z1", "A1", "Z2", "A2", "delta2", "dW2", "db2")
    delta1 = step["dA1"] * step["A1"]
    dW1 = step["X"].T @ delta1 / 4
    made = {"delta1": delta1, "dW1": dW1, "W1_new": step["W1"] + 0.1 * dW1}
    return "xor", {**{name: step[name] for name in names}, **made}


def two_of_many_entries() -> tuple[str, Any]:
    """Iris, where two of 1,200 entries are off, and one of them by very little."""
    step = step_of("iris")
    step["delta1"][77, 3] *= 1.001
    step["delta1"][78, 5] += 1e-5
    return "iris", step


def turned() -> tuple[str, Any]:
    """A gradient as rows that should be columns."""
    step = step_of("iris")
    return "iris", {"A1": step["A1"], "dW2": step["dW2"].T}


def samples_as_columns() -> tuple[str, Any]:
    """A whole step in which samples are columns; 1/m is left out of one gradient."""
    step = step_of("columns")
    step["dW1"] *= 3
    return "columns", step


def not_finite() -> tuple[str, Any]:
    """NaN in one place."""
    step = step_of("xor")
    step["A1"][2, 1] = np.nan
    return "xor", {name: step[name] for name in ("Z1", "A1")}


def mean_in_delta() -> tuple[str, Any]:
    """Right numbers under 1/m in delta."""
    step = step_of("xor")
    return "xor", {"delta2": step["delta2"] / 4, "dW2": step["dW2"], "delta1": step["delta1"] / 4}


def all_right() -> tuple[str, Any]:
    """A few numbers, all as expected."""
    step = step_of("mazur")
    return "mazur", {name: step[name] for name in ("Z1", "A1", "Z2", "A2", "dW2", "dW1")}


def second_step_of_three() -> tuple[str, Any]:
    """A whole trace; in step 2 the gradient has that of step 1 in it."""
    steps = [step_of("xor", number) for number in (1, 2, 3)]
    steps[1]["dW2"] = steps[0]["dW2"] + steps[1]["dW2"]
    return "xor", as_trace(steps)


def as_trace(steps: list[Numbers]) -> dict[str, Any]:
    """The steps, from 1, in the form of a bpcli.trace."""
    values = [{name: {"data": array.tolist()} for name, array in step.items()} for step in steps]
    return {"steps": [{"step": number, "values": each} for number, each in enumerate(values, 1)]}


class Shot(NamedTuple):
    """A comparison on a screen of some width."""

    case: Case
    width: int

    @property
    def path(self) -> Path:
        """The file with the text."""
        return FOLDER / f"{self.case.__name__}-{self.width}.txt"

    def text(self) -> str:
        """What is printed."""
        config, mine = self.case()
        return printed(compared(config, mine), self.width, config)


def compared(config: Any, mine: Mapping[str, Any]) -> Comparison:
    """The comparison, the numbers having gone through JSON."""
    return bpcli.compare(config, json.loads(json.dumps(mine, default=_listed)))


def _listed(array: Any) -> Any:
    """Lists, with NaN as the contract spells it."""
    nested = np.asarray(array, object)
    return np.where(np.isnan(np.asarray(array, float)), "NaN", nested).tolist()


def printed(comparison: Comparison, width: int, *asked: str) -> str:
    """The comparison on a screen so many cells wide."""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("COLUMNS", str(width))
        console = Console(io.StringIO(), is_terminal=False)
        render_comparison(comparison, console, asked=asked)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


CASES: tuple[Case, ...] = (
    relu_for_its_derivative,
    two_of_many_entries,
    turned,
    samples_as_columns,
    not_finite,
    mean_in_delta,
    all_right,
    second_step_of_three,
)
SHOTS = [
    *(Shot(relu_for_its_derivative, width) for width in (60, 80, 100)),
    *(Shot(two_of_many_entries, width) for width in (60, 140)),
    *(Shot(case, 80) for case in CASES[2:]),
]

if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for each in SHOTS:
        each.path.write_text(each.text(), encoding="utf-8")
