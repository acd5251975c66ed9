"""Class labels are where a step begins: counted from another number they make Y wrong, and all that follows."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import bpcli

LABELS = [0, 2, 1, 2]


def config(labels: list[int]) -> dict[str, Any]:
    """Three classes, four samples, and a spare unit for labels that are one too large."""
    rng = np.random.default_rng(7)
    return {
        "data": {"x": rng.normal(size=(4, 2)).tolist(), "y": labels},
        "network": {"layers": [{"units": 3, "activation": "tanh"}, {"units": 4, "activation": "softmax"}]},
        "loss": "cross_entropy",
    }


def numbers(labels: list[int], *left_out: str) -> dict[str, Any]:
    """The first step with these labels."""
    step = next(iter(bpcli.trace(config(labels))))
    return {name: quantity.data for name, quantity in step.values.items() if name not in left_out}


@pytest.mark.parametrize("shift", [1, -1])
def test_labels_counted_from_another_number_are_named_at_y(shift: int) -> None:
    """Y does not follow from the labels; what follows from Y is inherited."""
    shifted = [label + shift for label in LABELS] if shift > 0 else LABELS
    right = LABELS if shift > 0 else [label + 1 for label in LABELS]
    comparison = bpcli.compare(config(right), numbers(shifted))
    assert comparison.first_wrong == "Y"
    assert [finding.mistake for finding in comparison.diagnosis] == ["labels_off_by_one"]
    verdicts = {quantity.name: quantity.verdict for quantity in comparison.quantities}
    assert verdicts["A2"] == "match"
    assert verdicts["loss"] == verdicts["delta2"] == verdicts["dW1"] == "inherited"


def test_labels_are_found_behind_the_first_number_that_shows_them() -> None:
    """Without Y it is the loss that shows it."""
    shifted = [label + 1 for label in LABELS]
    comparison = bpcli.compare(config(LABELS), numbers(shifted, "Y"))
    assert comparison.first_wrong == "loss"
    (finding,) = [each for each in comparison.diagnosis if each.quantity == "loss"]
    assert finding.mistake == "labels_off_by_one"
    assert finding.right == "Y = 1 where y = classes, else 0"
