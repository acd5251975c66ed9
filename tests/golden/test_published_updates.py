"""Published updates: sgd, momentum, adagrad, rmsprop, adam, adamw, each with its gradients given."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tests.golden.agreement import Array, Golden, assert_agrees, published
from tests.golden.nets import Config, update_after, updates

PARAMETERS = ("W1", "b1", "W2", "b2")


def array(numbers: Any) -> Array:
    """An input of an example."""
    return np.array(numbers, np.float64)


@pytest.mark.parametrize("name", PARAMETERS)
@pytest.mark.parametrize("example", ["dlai_opt_gd", "dlai_planar_update", "dlai_update_parameters"])
def test_dlai_gradient_descent(example: str, name: str) -> None:
    """W - learning_rate dW."""
    golden = published(example)
    inputs, expected = golden["inputs"], array(golden["expected"][name])
    optimizer = {"name": "sgd", "learning_rate": inputs["learning_rate"]}
    step = updates(optimizer, inputs[name], [array(inputs[f"d{name}"]).ravel()])[0]
    assert_agrees(golden, name, step["W1_new"].reshape(expected.shape), expected)


def dlai_step(golden: Golden, name: str, optimizer: Config) -> dict[str, Array]:
    """The update of one parameter after a step with a zero gradient, so that the state is zero and t is 2."""
    inputs = golden["inputs"]
    w, gradient = array(inputs[name]), array(inputs[f"d{name}"])
    step = update_after(optimizer, w.ravel(), gradient.ravel(), [np.zeros(w.size)])
    return {key: step[key].reshape(w.shape) for key in step.values if key.startswith("W1_")}


@pytest.mark.parametrize("name", PARAMETERS)
def test_dlai_momentum_is_dampened(name: str) -> None:
    """The course's running average is momentum with as much dampening, from zero velocity."""
    golden = published("dlai_opt_momentum")
    inputs, expected = golden["inputs"], golden["expected"]
    beta = inputs["beta"]
    optimizer = {"name": "sgd", "learning_rate": inputs["learning_rate"], "momentum": beta, "dampening": beta}
    step = dlai_step(golden, name, optimizer)
    assert_agrees(golden, name, step["W1_new"], expected[name])
    assert_agrees(golden, f"v_d{name}", step["W1_velocity"], expected[f"v_d{name}"])


@pytest.mark.parametrize("name", PARAMETERS)
def test_dlai_adam(name: str) -> None:
    """Epsilon stands outside the root: the figures tell the two apart, and bpcli has the one that was run."""
    golden = published("dlai_opt_adam")
    inputs, expected = golden["inputs"], golden["expected"]["eps_outside_sqrt"]
    betas = [inputs["beta1"], inputs["beta2"]]
    optimizer = {"name": "adam", "learning_rate": inputs["learning_rate"], "betas": betas, "eps": inputs["epsilon"]}
    step = dlai_step(golden, name, optimizer)
    assert_agrees(golden, f"run {name}", step["W1_new"], expected[name])
    assert_agrees(golden, f"v_d{name}", step["W1_m"], expected[f"v_d{name}"])
    assert_agrees(golden, f"s_d{name}", step["W1_v"], expected[f"s_d{name}"])


def cs231n_step(golden: Golden, optimizer: Config, earlier: list[Array]) -> dict[str, Array]:
    """The course's one update, from the state that ``earlier`` gradients leave."""
    w, gradient = array(golden["inputs"]["w"]), array(golden["inputs"]["dw"])
    step = update_after(optimizer, w.ravel(), gradient.ravel(), [g.ravel() for g in earlier])
    return {key: step[key].reshape(w.shape) for key in step.values if key.startswith("W1_")}


def test_cs231n_momentum() -> None:
    """The course's velocity is minus learning_rate times PyTorch's."""
    golden = published("cs231n_sgd_momentum")
    inputs = golden["inputs"]
    lr = inputs["learning_rate"]
    optimizer = {"name": "sgd", "learning_rate": lr, "momentum": inputs["momentum"]}
    step = cs231n_step(golden, optimizer, [-array(inputs["velocity"]) / lr])
    assert_agrees(golden, "next_w", step["W1_new"], golden["expected"]["next_w"])
    assert_agrees(golden, "velocity", -lr * step["W1_velocity"], golden["expected"]["velocity"])


def test_cs231n_rmsprop() -> None:
    """From the cache that one earlier gradient leaves."""
    golden = published("cs231n_rmsprop")
    inputs = golden["inputs"]
    keep = inputs["decay_rate"]
    optimizer = {"name": "rmsprop", "learning_rate": inputs["learning_rate"], "alpha": keep, "eps": inputs["epsilon"]}
    step = cs231n_step(golden, optimizer, [np.sqrt(array(inputs["cache"]) / (1 - keep))])
    assert_agrees(golden, "next_w", step["W1_new"], golden["expected"]["next_w"])
    assert_agrees(golden, "cache", step["W1_v"], golden["expected"]["cache"])


def test_cs231n_adam_at_its_sixth_step() -> None:
    """From both moments as five earlier gradients leave them: three of zero, then g4 and g5."""
    golden = published("cs231n_adam")
    inputs = golden["inputs"]
    beta1, beta2 = inputs["beta1"], inputs["beta2"]
    mean, square = array(inputs["m"]) / (1 - beta1), array(inputs["v"]) / (1 - beta2)
    # beta1 g4 + g5 = mean and beta2 g4^2 + g5^2 = square, solved for g4
    a, half_b = beta1**2 + beta2, beta1 * mean
    g4 = (half_b + np.sqrt(half_b**2 - a * (mean**2 - square))) / a
    zero = np.zeros_like(g4)
    optimizer = {
        "name": "adam",
        "learning_rate": inputs["learning_rate"],
        "betas": [beta1, beta2],
        "eps": inputs["epsilon"],
    }
    assert inputs["t_before"] == 5
    step = cs231n_step(golden, optimizer, [zero, zero, zero, g4, mean - beta1 * g4])
    assert_agrees(golden, "next_w", step["W1_new"], golden["expected"]["next_w"])
    assert_agrees(golden, "m", step["W1_m"], golden["expected"]["m"])
    assert_agrees(golden, "v", step["W1_v"], golden["expected"]["v"])


KERAS_GOLDEN: dict[str, Config] = {
    "keras_opt_sgd": {"name": "sgd", "learning_rate": 0.01},
    # Keras has epsilon inside the root; beside an accumulator of 0.3 it does not reach the printed digits
    "keras_opt_adagrad": {"name": "adagrad", "learning_rate": 0.2, "initial_accumulator_value": 0.3, "eps": 1e-6},
}
# Keras' defaults where PyTorch's differ
KERAS_SINGLE: dict[str, Config] = {
    "keras_opt_sgd": {"name": "sgd", "learning_rate": 0.5},
    "keras_opt_adagrad": {"name": "adagrad", "learning_rate": 0.5, "initial_accumulator_value": 0.1, "eps": 1e-7},
    "keras_opt_rmsprop": {"name": "rmsprop", "learning_rate": 0.5, "alpha": 0.9, "eps": 1e-7},
    "keras_opt_adamw": {"name": "adamw", "learning_rate": 0.5, "weight_decay": 0.004, "eps": 1e-7},
}


@pytest.mark.parametrize("example", KERAS_GOLDEN)
def test_keras_five_steps(example: str) -> None:
    """Ten weights after each of five steps."""
    golden = published(example)
    inputs = golden["inputs"]["golden"]
    gradients = [inputs["gradient_step_1"], *[inputs["gradient_steps_2_to_5"]] * 4]
    weights = [step["W1_new"][:, 0] for step in updates(KERAS_GOLDEN[example], inputs["x0"], gradients)]
    assert_agrees(golden, "golden", weights, golden["expected"]["golden_x_after_step_1_to_5"])


@pytest.mark.parametrize("example", KERAS_SINGLE)
def test_keras_single_step(example: str) -> None:
    """Four weights after one step."""
    golden = published(example)
    inputs = golden["inputs"]["single_step"]
    step = updates(KERAS_SINGLE[example], inputs["x0"], [inputs["gradient"]])[0]
    assert_agrees(golden, "single_step", step["W1_new"][:, 0], golden["expected"]["single_step_x"])


def test_keras_decoupled_weight_decay() -> None:
    """Without a gradient, adamw takes learning_rate weight_decay W off, three times."""
    golden = published("keras_weight_decay")
    inputs = golden["inputs"]
    rates = {"learning_rate": inputs["learning_rate"], "weight_decay": inputs["weight_decay"]}
    steps = updates({"name": "adamw", **rates}, [inputs["w"]], [[inputs["gradient"]]] * inputs["applications"])
    assert_agrees(golden, "w", steps[-1]["W1_new"].item(), golden["expected"]["w"])


ONNX = [
    "onnx_adagrad",
    "onnx_adagrad_multiple",
    "onnx_momentum",
    "onnx_momentum_multiple",
    "onnx_nesterov_momentum",
]


@pytest.mark.parametrize("example", ONNX)
def test_onnx_update(example: str) -> None:
    """Each tensor's new value and new state, from the state given; norm_coefficient is the weight decay."""
    golden = published(example)
    inputs = golden["inputs"]
    attributes, (tensors, gradients, states) = inputs["attributes"], map(list, inputs["inputs_X_G_state"])
    optimizer: Config = {"learning_rate": inputs["R"], "weight_decay": attributes["norm_coefficient"]}
    if "adagrad" in example:
        state, optimizer = "W1_sum", {**optimizer, "name": "adagrad", "eps": attributes["epsilon"]}
        earlier = [np.sqrt(array(total)) for total in states]
    else:
        nesterov = attributes["mode"] == "nesterov"
        state = "W1_velocity"
        optimizer = {**optimizer, "name": "sgd", "momentum": attributes["alpha"], "nesterov": nesterov}
        earlier = [array(velocity) for velocity in states]
    for index, (x, gradient, before) in enumerate(zip(tensors, gradients, earlier, strict=True)):
        step = update_after(optimizer, x, gradient, [before])
        new, kept = index, len(tensors) + index
        assert_agrees(golden, f"output_{new}", step["W1_new"][:, 0], golden["expected"]["outputs"][new])
        assert_agrees(golden, f"output_{kept}", step[state][:, 0], golden["expected"]["outputs"][kept])
