"""The losses of a training: thinned into a curve, and looked at for one that explodes."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from bpcli.config.sources import example_names
from bpcli.errors import NonFiniteError
from bpcli.program.setup import prepare
from bpcli.readers.loss_watch import CHUNK, POINTS, LossWatch, ThinnedLosses
from bpcli.readers.records import Explosion, LossCurve
from bpcli.readers.train import TrainingRun
from bpcli.writers.training_notes import explosion_note
from tests.conftest import Run


def watched(source: Any, *settings: str, steps: int = 300) -> tuple[list[Explosion], LossCurve | None]:
    """What is said of a training, and its curve, also where it leaves the finite numbers."""
    said: list[Explosion] = []
    run = TrainingRun(prepare(source, settings, steps=steps))
    watch = LossWatch(run.session, said.append)
    try:
        for _ in watch.over(run.steps()):
            pass
    except NonFiniteError:
        pass
    return said, watch.curve()


@pytest.mark.parametrize("count", [1, 2, 3, POINTS, 2 * POINTS - 1, 2 * POINTS, 2 * POINTS + 1, 5000, 100_003])
@pytest.mark.parametrize("chunk", [1, 7, CHUNK])
def test_a_curve_is_made_of_means(count: int, chunk: int) -> None:
    """Each of as many losses in their order; first, last and lowest are exact; few are kept."""
    losses = np.random.default_rng(count).random(count).tolist()
    thinned = ThinnedLosses()
    for start in range(0, count, chunk):
        thinned.add(losses[start : start + chunk])
    curve = thinned.curve()
    assert curve is not None
    assert (curve.first, curve.last, curve.lowest) == (losses[0], losses[-1], min(losses))
    assert losses[curve.lowest_step - 1] == curve.lowest
    assert (curve.steps, len(curve.means)) == (count, -(-count // curve.stride))
    assert len(curve.means) <= 2 * POINTS
    means = [np.mean(losses[start : start + curve.stride]) for start in range(0, count, curve.stride)]
    np.testing.assert_allclose(curve.means, means, rtol=1e-12)


def test_no_steps_no_curve() -> None:
    """A run that was stopped before its first step has none."""
    assert ThinnedLosses().curve() is None


def test_a_loss_that_ends_as_no_number() -> None:
    """The last loss may be NaN or infinite; the lowest is still a number."""
    for last in (float("nan"), float("inf")):
        thinned = ThinnedLosses()
        thinned.add([0.5, 0.25, last])
        curve = thinned.curve()
        assert curve is not None
        assert (curve.lowest, curve.lowest_step, curve.steps) == (0.25, 2, 3)
        assert str(curve.last) == str(last)


@pytest.mark.parametrize("name", example_names())
def test_no_false_alarm_on_the_examples(name: str) -> None:
    """None of them explodes, with small batches and other optimizers neither."""
    batches = ("training.batch_size=1", "training.shuffle=true")
    for settings in ((), batches, ("optimizer.learning_rate=1",), ("optimizer={name: adam, learning_rate: 0.1}",)):
        assert watched(name, *settings)[0] == [], settings


OUTLIER = {
    "data": {"x": [[1.0]] * 40 + [[1000.0]], "y": [[1.0]] * 40 + [[900.0]]},
    "network": {"layers": [{"units": 1, "activation": "identity", "weights": [[0.999]]}]},
    "loss": "mse",
    "optimizer": {"name": "sgd", "learning_rate": 1e-9},
    "training": {"batch_size": 1},
}


def test_no_false_alarm_on_one_outlier() -> None:
    """A batch of one sample that nothing fits has a loss a million times the others', and nothing has exploded."""
    said, curve = watched(OUTLIER, steps=200)
    assert curve is not None
    assert curve.lowest * 1e6 < max(curve.means)
    assert said == []


@pytest.mark.parametrize("optimizer", ["sgd", "adam", "rmsprop"])
@pytest.mark.parametrize("scale", [1e-3, 1.0, 1e5])
@pytest.mark.parametrize("samples", [1, 5])
def test_no_false_alarm_where_it_begins_near_zero(optimizer: str, scale: float, samples: int) -> None:
    """Weights that are right already: adam's first steps lead away from them, by factors of a million."""
    x = np.linspace(-1, 1, samples).reshape(-1, 1) + 0.1
    config = {
        "data": {"x": x.tolist(), "y": (scale * x).tolist()},
        "network": {"layers": [{"units": 1, "activation": "identity", "weights": [[scale * (1 + 1e-9)]]}]},
        "loss": "mse",
        "optimizer": {"name": optimizer, "learning_rate": 0.01},
    }
    said, curve = watched(config)
    assert curve is not None
    assert curve.first < 1e-12 * scale**2
    assert said == []


LINE = {
    "data": {"x": [[1.0], [2.0], [3.0], [4.0]], "y": [[2.0], [4.0], [6.0], [8.0]]},
    "network": {"layers": [{"units": 1, "activation": "identity", "weights": [[0.5]]}]},
    "loss": "mse",
    "optimizer": {"name": "sgd", "learning_rate": 0.2},
}


@pytest.mark.parametrize("batch", [[], ["training.batch_size=1"], ["dtype=float32"], ["loss=sse"]])
def test_an_explosion_is_said_once_long_before_infinity(batch: list[str]) -> None:
    """A straight line whose learning rate is twice what is stable: each step makes it worse by a factor."""
    said, curve = watched(LINE, *batch, steps=2000)
    assert curve is not None
    assert len(said) == 1
    assert said[0].step <= 30 < curve.steps
    assert said[0].loss > 1000 * said[0].first
    assert (said[0].first, said[0].learning_rate) == (curve.first, 0.2)


def test_an_explosion_that_settles_is_said_too() -> None:
    """Softmax and cross-entropy do not go to infinity: all units die, at a loss that stays."""
    said, curve = watched("xor", "optimizer.learning_rate=1000")
    assert curve is not None
    assert [each.step for each in said] == [2]
    assert curve.steps == 300


def test_infinity_is_an_error_of_its_own() -> None:
    """From a small loss to no number in one step: the error says it all."""
    said, curve = watched("xor", "optimizer.learning_rate=1e300")
    assert said == []
    assert curve is not None


def test_it_is_said_in_a_sentence() -> None:
    """Where, from what to what, and what is mostly to blame."""
    assert explosion_note(Explosion(1200, 8.1e9, 0.719186, 0.3)) == (
        "step 1,200: the loss explodes, 0.719186 at step 1, now 8.1000e+09: is learning_rate 0.3 too large?"
    )


def test_the_command_says_it_with_json_too(run: Run) -> None:
    """On standard error, once; the data stay whole."""
    answer = run("train", "xor", "--steps", "50", "--set", "optimizer.learning_rate=1000", "--json")
    assert len(json.loads(answer.out)["steps"]) == 50
    assert [line.partition(",")[0] for line in answer.err.splitlines()] == [
        "bpcli: step 2: the loss explodes",
        "bpcli: layer 1: all 4 units are dead: relu' is 0 for all samples",
    ]
