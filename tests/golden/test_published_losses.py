"""Published losses, with the outputs given."""

from __future__ import annotations

import numpy as np
import pytest

from tests.golden.agreement import assert_agrees, published
from tests.golden.nets import first_step, layer, loss_of, network


@pytest.mark.parametrize(("example", "outputs"), [("dlai_compute_cost", "AL"), ("dlai_planar_cost", "A2")])
def test_dlai_cost(example: str, outputs: str) -> None:
    """Binary cross-entropy, the mean over the samples."""
    golden = published(example)
    A, Y = (np.array(golden["inputs"][name]).T for name in (outputs, "Y"))
    assert_agrees(golden, "cost", loss_of(A, Y, "binary_cross_entropy"), golden["expected"]["cost"])


def test_dlai_cost_with_l2() -> None:
    """The mean over the samples, and lambda / (2 m) times the squares of all weights, without the biases'."""
    golden = published("dlai_reg_cost")
    inputs = golden["inputs"]
    A, Y = (np.array(inputs[name]).T for name in ("A3", "Y"))
    m = len(Y)
    layers = [layer("identity", inputs[f"W{number}"], inputs[f"b{number}"]) for number in (1, 2, 3)]
    loss = {"name": "mse", "l2": inputs["lambda"] / m}
    step = first_step(network(np.zeros((3, m)), np.zeros((1, m)), layers, loss, layout="columns"))
    cost = loss_of(A, Y, "binary_cross_entropy") + step.loss - step.mean_loss
    assert_agrees(golden, "cost", cost, golden["expected"]["cost"])


def test_cs231n_softmax_loss() -> None:
    """Fifty samples of ten classes, to ten digits."""
    golden = published("cs231n_softmax_svm_loss")
    loss = loss_of(golden["inputs"]["x"], golden["inputs"]["y"], "cross_entropy", "softmax")
    assert_agrees(golden, "softmax_loss", loss, golden["expected"]["softmax_loss"])


@pytest.mark.parametrize(
    ("case", "reduction"), [("sce_mean", "mean"), ("sce_sum", "sum"), ("sce_mean_log_prob", "mean")]
)
def test_onnx_cross_entropy(case: str, reduction: str) -> None:
    """The mean or the sum over the samples."""
    golden = published("onnx_softmax_cross_entropy")
    given = golden["inputs"][case]
    loss = {"name": "cross_entropy", "over_samples": reduction}
    assert_agrees(golden, case, loss_of(given["scores"], given["labels"], loss, "softmax"), golden["expected"][case])


def test_onnx_cross_entropy_sample_by_sample() -> None:
    """Without a reduction: each sample by itself."""
    golden = published("onnx_softmax_cross_entropy")
    given = golden["inputs"]["sce_none"]
    losses = [
        loss_of(scores, [label], "cross_entropy", "softmax")
        for scores, label in zip(given["scores"], given["labels"], strict=True)
    ]
    assert_agrees(golden, "sce_none", losses, golden["expected"]["sce_none"])


def test_onnx_log_probabilities() -> None:
    """The logarithm of the softmax's outputs."""
    golden = published("onnx_softmax_cross_entropy")
    given, expected = golden["inputs"]["sce_mean_log_prob"], golden["expected"]["sce_mean_log_prob_log_prob"]
    scores = np.array(given["scores"])
    step = first_step(network(scores, given["labels"], [layer("softmax", np.eye(scores.shape[1]))], "cross_entropy"))
    assert_agrees(golden, "sce_mean_log_prob_log_prob", np.log(step["A1"]), expected)


def test_optax_cross_entropy() -> None:
    """Each sample by itself, from its logits."""
    golden = published("optax_losses")
    inputs = golden["inputs"]
    losses = [
        loss_of(logits, [targets], "cross_entropy", "softmax")
        for logits, targets in zip(inputs["ce_logits"], inputs["ce_targets"], strict=True)
    ]
    assert_agrees(golden, "ce", losses, golden["expected"]["ce"])


def test_optax_binary_cross_entropy() -> None:
    """Logits of a thousand million lose nothing."""
    golden = published("optax_losses")
    cases = golden["inputs"]["bce_cases"]
    losses = [loss_of(case["logits"], [case["labels"]], "binary_cross_entropy", "sigmoid") for case in cases]
    assert_agrees(golden, "bce", losses, golden["expected"]["bce_mean"])


def test_optax_huber() -> None:
    """Inside the threshold, at it and far beyond."""
    golden = published("optax_losses")
    inputs = golden["inputs"]
    pairs = zip(inputs["huber_pred"], inputs["huber_target"], strict=True)
    losses = [loss_of([a], [[y]], {"name": "huber", "threshold": 1.0}) for a, y in pairs]
    assert_agrees(golden, "huber", losses, golden["expected"]["huber"])


def test_sklearn_squared_loss() -> None:
    """Half of the mean over samples and outputs."""
    golden = published("sklearn_losses")
    inputs = golden["inputs"]
    loss = loss_of(inputs["y_prob"], inputs["y_true"], "half_mse")
    assert_agrees(golden, "squared_loss", loss, golden["expected"]["squared_loss"])


def test_sklearn_binary_log_loss() -> None:
    """One output a sample."""
    golden = published("sklearn_losses")
    inputs = golden["inputs"]
    loss = loss_of(inputs["y_prob_binary"], inputs["y_true_binary"], "binary_cross_entropy")
    assert_agrees(golden, "binary_log_loss", loss, golden["expected"]["binary_log_loss"])
