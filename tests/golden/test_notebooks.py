"""The example configs against the notebooks that they repeat: every digit that was printed."""

from __future__ import annotations

import numpy as np
import pytest

import bpcli
from tests.golden.agreement import Array, assert_printed, notebook

MATRICES = [
    (example, name)
    for example in ("random_integers", "columns", "iris4", "sigmoid_mse")
    for name in notebook(example)["printed"]
    if name not in ("loss", "mean loss", "mse")
]


@pytest.mark.parametrize(("example", "name"), MATRICES)
def test_every_printed_matrix(example: str, name: str) -> None:
    """A notebook's matrices are the example's, in its layout."""
    golden = notebook(example)
    step = bpcli.trace(example).steps[0]
    assert_printed(step[name], golden["printed"][name], golden["decimals"])


def test_random_integers_loss() -> None:
    """The loss of six random samples is printed with four decimals."""
    step = bpcli.trace("random_integers").steps[0]
    assert_printed(step.loss, notebook("random_integers")["printed"]["loss"])


def test_iris4_loss_is_the_sum_and_the_mean_was_printed() -> None:
    """Gradients are those of the sum over four samples; the mean stands beside it, to its 16th digit."""
    step = bpcli.trace("iris4").steps[0]
    assert_printed(step.mean_loss, notebook("iris4")["printed"]["mean loss"])
    assert step.loss == pytest.approx(4 * step.mean_loss, rel=1e-15)


def test_iris4_gradients_of_the_mean_are_a_quarter() -> None:
    """Over the mean of the samples, every gradient is a fourth of the printed one."""
    summed = bpcli.trace("iris4").steps[0]
    averaged = bpcli.trace("iris4", settings=["loss.over_samples=mean"]).steps[0]
    for name in ("dW1", "db1", "dW2", "db2"):
        np.testing.assert_allclose(4 * averaged[name], summed[name], rtol=1e-15)


def test_sigmoid_mse_differentiates_half_of_what_was_printed() -> None:
    """The printed loss is the metric; the loss of the gradients is half of it."""
    step = bpcli.trace("sigmoid_mse").steps[0]
    mse = step.metrics["mse"]
    assert isinstance(mse, float)
    assert_printed(mse, notebook("sigmoid_mse")["printed"]["mse"])
    assert step.loss == pytest.approx(mse / 2, rel=1e-15)


def test_sigmoid_mse_updates_the_weights_alone() -> None:
    """Frozen biases have a gradient and no update."""
    first, second = bpcli.trace("sigmoid_mse", steps=2).steps
    for layer in (1, 2):
        assert np.any(first[f"db{layer}"])
        assert f"b{layer}_new" not in first.values
        np.testing.assert_array_equal(second[f"b{layer}"], np.zeros_like(first[f"b{layer}"]))


def test_columns_by_hand_differs_by_its_rounding() -> None:
    """The author's hand values come from the probability rounded to 0.368, and miss by more than the 1e-4 allowed."""
    by_hand = notebook("columns")["by_hand"]
    step = bpcli.trace("columns").steps[0]
    rounded = np.round(step["delta2"], 3)
    np.testing.assert_allclose(rounded @ step["A1"].T, by_hand["dW2"], rtol=1e-12)
    np.testing.assert_allclose(rounded, by_hand["db2"], rtol=1e-12)
    np.testing.assert_allclose(step["W2"].T @ rounded @ step["X"].T, by_hand["dW1"], rtol=1e-12)
    assert not np.allclose(step["dW2"], by_hand["dW2"], atol=1e-4)


def test_xor_first_step() -> None:
    """Loss and accuracy of the one step that the notebook's mistake has not reached."""
    printed = notebook("xor")["printed"]
    step = bpcli.trace("xor").steps[0]
    assert_printed(step.loss, printed["step 1 loss"])
    assert f"{step.metrics['accuracy']:.1%}" == printed["step 1 accuracy"]


def test_xor_series_with_and_without_the_mistake() -> None:
    """The example is right; a hand-written loop with relu(Z) for relu'(Z) is the notebook, wrong from step 2 on."""
    computed = notebook("xor")["computed"]
    correct = [step.loss for step in bpcli.trace("xor")]
    mistaken = losses_with_the_mistake(steps=10)
    assert np.round(correct, 6).tolist() == computed["correct"]
    assert np.round(mistaken, 6).tolist() == computed["with_the_mistake"]
    assert correct[0] == pytest.approx(mistaken[0], rel=1e-15)
    assert all(right < wrong for right, wrong in zip(correct[1:], mistaken[1:], strict=True))


def losses_with_the_mistake(steps: int) -> list[float]:
    """XOR trained as the notebook did it: the error is sent back through relu(Z1) and not through its derivative."""
    draw = np.random.RandomState(42).standard_normal
    x: Array = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    target = np.eye(2)[[0, 1, 1, 0]]
    w1, c1 = draw((2, 4)) * np.sqrt(2 / 6), np.zeros(4)
    w2, c2 = draw((4, 2)) * np.sqrt(2 / 6), np.zeros(2)
    losses = []
    for _ in range(steps):
        z = x @ w1 + c1
        hidden = np.maximum(z, 0)
        odds = np.exp(hidden @ w2 + c2)
        p = odds / odds.sum(axis=1, keepdims=True)
        losses.append(float(-(target * np.log(p)).sum() / 4))
        error = (p - target) / 4
        back = (error @ w2.T) * np.maximum(z, 0)
        w2, c2 = w2 - 0.1 * hidden.T @ error, c2 - 0.1 * error.sum(axis=0)
        w1, c1 = w1 - 0.1 * x.T @ back, c1 - 0.1 * back.sum(axis=0)
    return losses
