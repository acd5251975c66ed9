"""What every shipped example owes its reader."""

from __future__ import annotations

from pathlib import Path

import pytest

import bpcli
from bpcli.config.sources import example_names, example_path

EXAMPLES = ("columns", "iris", "iris4", "mazur", "random_integers", "sigmoid_mse", "xor")


def test_the_examples_are_there() -> None:
    """Each is found by its name."""
    assert set(EXAMPLES) <= set(example_names())


@pytest.mark.parametrize("example", EXAMPLES)
def test_example_explains_itself(example: str) -> None:
    """It has a name, and begins with a comment that says what to look at."""
    text = Path(example_path(example)).read_text(encoding="utf-8")
    assert text.startswith("# ")
    assert "# Look at" in text
    assert bpcli.trace(example).header.name != example
    assert all(len(line) <= 120 for line in text.splitlines())


@pytest.mark.parametrize("example", EXAMPLES)
def test_example_runs_again_from_its_resolved_config(example: str) -> None:
    """The whole config that a trace carries gives the same losses."""
    trace = bpcli.trace(example)
    again = bpcli.trace(trace.header.config)
    assert [step.loss for step in again] == [step.loss for step in trace]
