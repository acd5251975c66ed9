"""Which steps a training shows: the first, each N-th, the last, whichever that turns out to be."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from bpcli.errors import NonFiniteError
from bpcli.program.setup import prepare
from bpcli.readers.train import TrainingRun
from tests.conftest import Run


@pytest.mark.parametrize(
    ("every", "steps", "shown"),
    [(3, 10, [1, 3, 6, 9, 10]), (1, 3, [1, 2, 3]), (100, 10, [1, 10]), (5, 10, [1, 5, 10]), (7, 1, [1])],
)
def test_tables_begin_with_the_first_step(run: Run, every: int, steps: int, shown: list[int]) -> None:
    """And end with the last; --every thins those between."""
    text = run("train", "xor", "--steps", str(steps), "--every", str(every)).out.decode()
    lines = text[: text.index("\n\n")].splitlines()
    assert lines[2].split() == ["step", "loss", "accuracy"]
    assert [int(line.split()[0]) for line in lines[3:]] == shown


def test_a_long_training_has_some_twenty_lines(run: Run) -> None:
    """As many as one takes in at a glance, by default."""
    text = run("train", "xor", "--steps", "1000").out.decode()
    steps = [int(line.split()[0]) for line in text[: text.index("\n\n")].splitlines()[3:]]
    assert steps == [1, *range(50, 1001, 50)]


DIVERGING = ("--set", "optimizer.learning_rate=1e300")


@pytest.mark.parametrize("form", [("--json",), ("-f", "jsonl"), ()])
def test_the_step_that_left_the_finite_numbers_is_the_last(run: Run, form: tuple[str, ...]) -> None:
    """It is there, whatever --every says, and the error names it; tables have the chart's line below."""
    answer = run("train", "xor", *DIVERGING, "--steps", "100", "--every", "50", *form)
    text = answer.out.decode()
    assert answer.status == 1
    assert answer.err == "bpcli: step 2: Z2[0,0] is -inf: the numbers are no longer finite\n"
    if form == ("--json",):
        assert [step["step"] for step in json.loads(text)["steps"]] == [2]
    elif form:
        assert [json.loads(line).get("step") for line in text.splitlines()][1:] == [2, None]
    else:
        assert [line.split()[0] for line in text.splitlines()[3:5]] == ["1", "2"]
        assert "loss  0.719186 at step 1, lowest" in text or "loss  lowest at the start: 0.719186" in text


def test_a_run_that_is_stopped_shows_its_last_step() -> None:
    """Stopped from outside, at whichever step, as a signal does it."""
    for at in (0, 1, 4, 10):
        training = TrainingRun(prepare("xor", steps=10), every=3, from_first=True)
        if at == 0:
            training.session.stop()
        shown = [summary.step for summary in training.summaries(_stopping(training, at))]
        assert shown == {0: [], 1: [1], 4: [1, 3, 4], 10: [1, 3, 6, 9, 10]}[at]
        assert training.session.stopped == (None if at == 10 else at)
        assert training.evaluation().step == at


def _stopping(training: TrainingRun, at: int) -> Iterator[int]:
    """The steps, stopped after one of them."""
    for step in training.steps():
        if step == at:
            training.session.stop()
        yield step


def test_a_step_is_looked_at_before_a_run_is_stopped() -> None:
    """Where the last step left the finite numbers that is what is said."""
    training = TrainingRun(prepare("xor", ["optimizer.learning_rate=1e300"], steps=10))
    steps = training.steps()
    assert [next(steps), next(steps)] == [1, 2]
    training.session.stop()
    with pytest.raises(NonFiniteError):
        next(steps)
