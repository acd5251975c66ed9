"""Published forward and backward passes: every matrix that a course or a tutorial prints."""

from __future__ import annotations

import numpy as np
import pytest

from bpcli.readers.records import TracedStep
from tests.golden.agreement import Array, Golden, assert_agrees, published
from tests.golden.nets import Cached, Config, backward_from_caches, first_step, layer, network


def arrays(golden: Golden, *names: str) -> list[Array]:
    """Inputs of an example."""
    return [np.array(golden["inputs"][name], np.float64) for name in names]


def dlai_network(golden: Golden, *activations: str, l2: float = 0.0, y: Array | None = None) -> TracedStep:
    """The first step of a course network: samples are columns, W1 b1 W2 b2 ... given, binary cross-entropy."""
    inputs = golden["inputs"]
    layers = [
        layer(activation, inputs[f"W{number}"], inputs[f"b{number}"])
        for number, activation in enumerate(activations, 1)
    ]
    targets = inputs["Y"] if y is None else y
    loss = {"name": "binary_cross_entropy", "l2": l2}
    return first_step(network(inputs["X"], targets, layers, loss, layout="columns"))


def test_dlai_linear_forward() -> None:
    """Z = W A + b."""
    golden = published("dlai_linear_forward")
    A, W, b = arrays(golden, "A", "W", "b")
    step = first_step(network(A, [[0, 0]], [layer("identity", W, b)], "mse", layout="columns"))
    assert_agrees(golden, "Z", step["Z1"], golden["expected"]["Z"])


@pytest.mark.parametrize("activation", ["sigmoid", "relu"])
def test_dlai_linear_activation_forward(activation: str) -> None:
    """A layer with its activation."""
    golden = published("dlai_linear_activation_forward")
    A, W, b = arrays(golden, "A_prev", "W", "b")
    step = first_step(network(A, [[0, 0]], [layer(activation, W, b)], "mse", layout="columns"))
    assert_agrees(golden, activation, step["A1"], golden["expected"][f"{activation}_A"])


def test_dlai_three_layers_forward() -> None:
    """Two hidden ReLU layers and a sigmoid."""
    golden = published("dlai_L_model_forward_2hidden")
    step = dlai_network(golden, "relu", "relu", "sigmoid", y=np.zeros((1, 4)))
    assert_agrees(golden, "AL", step["A3"], golden["expected"]["AL"])


def test_dlai_planar_forward() -> None:
    """The means over all entries of Z1, A1, Z2, A2, to twelve digits."""
    golden = published("dlai_planar_forward")
    step = dlai_network(golden, "tanh", "sigmoid", y=np.zeros((1, 3)))
    means = [step[name].mean() for name in ("Z1", "A1", "Z2", "A2")]
    assert_agrees(golden, "means", means, golden["expected"]["means_Z1_A1_Z2_A2"])


def test_dlai_linear_backward() -> None:
    """1/m stands in dW and db, and not in delta or dA: what ``delta: per_sample`` says."""
    golden = published("dlai_linear_backward")
    A, W, b, dZ = arrays(golden, "A_prev", "W", "b", "dZ")
    passing = Cached(np.eye(3), np.zeros((3, 1)), A, "identity")
    step = backward_from_caches(A, [passing, Cached(W, b, W @ A + b, "identity")], dZ)
    expected = golden["expected"]
    assert_agrees(golden, "dA_prev", step["dA1"][:3], expected["dA_prev"])
    assert_agrees(golden, "dW", step["dW2"][:, :3], expected["dW"])
    assert_agrees(golden, "db", step["db2"], expected["db"])


@pytest.mark.parametrize("activation", ["sigmoid", "relu"])
def test_dlai_linear_activation_backward(activation: str) -> None:
    """Back through one activation, with the Z of the course's cache."""
    golden = published("dlai_linear_activation_backward")
    A, W, b, Z, dA = arrays(golden, "A_prev", "W", "b", "Z", "dA")
    passing = Cached(np.eye(3), np.zeros((3, 1)), A, "identity")
    step = backward_from_caches(A, [passing, Cached(W, b, Z, activation)], dA)
    expected = golden["expected"][activation]
    assert_agrees(golden, f"{activation} dA_prev", step["dA1"][:3], expected["dA_prev"])
    assert_agrees(golden, f"{activation} dW", step["dW2"][:, :3], expected["dW"])
    assert_agrees(golden, f"{activation} db", step["db2"], expected["db"])


def test_dlai_two_layers_backward() -> None:
    """ReLU and sigmoid, with caches that no forward pass made."""
    golden = published("dlai_L_model_backward")
    AL, Y, A0, W1, b1, Z1 = arrays(golden, "AL", "Y", "A_prev1", "W1", "b1", "Z1")
    W2, b2, Z2 = arrays(golden, "W2", "b2", "Z2")
    layers = [Cached(W1, b1, Z1, "relu"), Cached(W2, b2, Z2, "sigmoid")]
    step = backward_from_caches(A0, layers, -(Y / AL - (1 - Y) / (1 - AL)))
    expected = golden["expected"]
    assert_agrees(golden, "dA1", step["dA1"][:3], expected["dA1"])
    assert_agrees(golden, "dW1", step["dW1"][:3, :4], expected["dW1"])
    assert_agrees(golden, "db1", step["db1"][:3], expected["db1"])


@pytest.mark.parametrize("name", ["dW1", "db1", "dW2", "db2"])
def test_dlai_planar_backward(name: str) -> None:
    """A tanh layer and a sigmoid with binary cross-entropy."""
    golden = published("dlai_planar_backward")
    step = dlai_network(golden, "tanh", "sigmoid")
    assert_agrees(golden, name, step[name], golden["expected"][name])


@pytest.mark.parametrize("name", ["dW1", "dW2", "dW3"])
def test_dlai_backward_with_l2(name: str) -> None:
    """The course's lambda / m is bpcli's l2."""
    golden = published("dlai_reg_backward")
    step = dlai_network(golden, "relu", "relu", "sigmoid", l2=golden["inputs"]["lambda"] / 5)
    assert_agrees(golden, name, step[name], golden["expected"][name])


@pytest.mark.parametrize(("sizes", "network_name", "seed"), [((3, 2, 1), "shallow", 1), ((5, 4, 3), "deep", 3)])
def test_dlai_first_weights(sizes: tuple[int, ...], network_name: str, seed: int) -> None:
    """The legacy stream, drawn layer by layer in the shape of the columns layout."""
    golden = published("dlai_initialisers")
    inputs, *units = sizes
    step = first_step(
        {
            "seed": seed,
            "rng": "legacy",
            "layout": "columns",
            "data": {"x": [[0]] * inputs, "y": [[0]] * units[-1]},
            "network": {"init": {"name": "normal", "std": 0.01}, "layers": [{"units": n} for n in units]},
            "loss": "mse",
        }
    )
    assert list(sizes) == golden["inputs"][network_name]
    for name, expected in golden["expected"][network_name].items():
        assert_agrees(golden, f"{network_name} {name}", step[name], expected)


def test_cs231n_toy_network() -> None:
    """Scores and loss; the assignment's penalty has no 1/2, so l2 is twice its reg."""
    golden = published("cs231n_toy_two_layer")
    inputs = golden["inputs"]
    layers = [layer("relu", inputs["W1"], inputs["b1"]), layer("softmax", inputs["W2"], inputs["b2"])]
    loss = {"name": "cross_entropy", "l2": 2 * inputs["reg"]}
    step = first_step(network(inputs["X"], inputs["y"], layers, loss))
    assert_agrees(golden, "scores", step["Z2"], golden["expected"]["scores"])
    assert_agrees(golden, "loss", step.loss, golden["expected"]["loss_reg_0.05"])


@pytest.mark.parametrize("reg", [0, 1])
def test_cs231n_two_layer_network(reg: int) -> None:
    """Scores, and the loss without and with a penalty that here has its 1/2."""
    golden = published("cs231n_two_layer_linspace")
    inputs = golden["inputs"]
    layers = [layer("relu", inputs["W1"], inputs["b1"]), layer("softmax", inputs["W2"], inputs["b2"])]
    step = first_step(network(inputs["X"], inputs["y"], layers, {"name": "cross_entropy", "l2": reg}))
    assert_agrees(golden, "scores", step["Z2"], golden["expected"]["scores"])
    assert_agrees(golden, f"loss_reg_{reg}", step.loss, golden["expected"][f"loss_reg_{reg}"])


def test_relu_softmax_by_hand() -> None:
    """Every number of a 2-2-3 network with a dead unit, to twelve digits and more."""
    golden = published("geoj_relu_softmax_2_2_3")
    inputs, expected = golden["inputs"], golden["expected"]
    layers = [layer("relu", inputs["W1"], inputs["b1"]), layer("softmax", inputs["W2"], inputs["b2"])]
    step = first_step(network(inputs["x"], inputs["y"], layers, "cross_entropy"))
    assert_agrees(golden, "loss", step.loss, expected["loss"])
    for theirs, ours in {"h1": "A1", "scores": "Z2", "dW2": "dW2", "dW1": "dW1"}.items():
        assert_agrees(golden, theirs, step[ours], expected[theirs])
    for theirs, ours in {"dscores": "delta2", "db2": "db2", "dh1": "dA1", "db1": "db1"}.items():
        assert_agrees(golden, theirs, step[ours], [expected[theirs]])


def test_micrograd_neuron() -> None:
    """One tanh neuron; the slope of the absolute error to a far target is 1, which leaves do/dx and do/dw."""
    golden = published("micrograd_lecture_tanh_neuron")
    inputs, expected = golden["inputs"], golden["expected"]
    weights = [[inputs["w1"]], [inputs["w2"]]]
    layers = [layer("identity", np.eye(2)), layer("tanh", weights, [inputs["b_as_used"]])]
    step = first_step(network([[inputs["x1"], inputs["x2"]]], [[-9]], layers, "mae"))
    assert_agrees(golden, "o", step["A2"].item(), expected["o"])
    for index in (0, 1):
        assert_agrees(golden, f"dx{index + 1}", step["dA1"][0, index], expected[f"dx{index + 1}"])
        assert_agrees(golden, f"dw{index + 1}", step["dW2"][index, 0], expected[f"dw{index + 1}"])


ONNX_ACTIVATIONS: dict[str, str | Config] = {
    "pytorch_ReLU": "relu",
    "pytorch_Sigmoid": "sigmoid",
    "pytorch_Tanh": "tanh",
    "pytorch_ELU": {"name": "elu", "alpha": 2.0},
    "pytorch_LeakyReLU": {"name": "leaky_relu", "slope": 0.009999999776482582},
    "pytorch_LeakyReLU_with_negval": {"name": "leaky_relu", "slope": 0.5},
    "pytorch_SELU": "selu",
    "pytorch_Softplus": "softplus",
    "pytorch_Softmax": "softmax",
    "onnx_elu_example": {"name": "elu", "alpha": 2.0},
    "onnx_leakyrelu_example": {"name": "leaky_relu", "slope": 0.10000000149011612},
    "onnx_softplus_example": "softplus",
    "onnx_sigmoid_example": "sigmoid",
    "onnx_tanh_example": "tanh",
    "onnx_softmax_example": "softmax",
    "onnx_gelu_tanh_1": "gelu_tanh",
}


@pytest.mark.parametrize("case", ONNX_ACTIVATIONS)
@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_onnx_activation(case: str, dtype: str) -> None:
    """A tensor through one activation, in the reference's own precision and in ours."""
    golden = published("onnx_activations")
    given, expected = golden["inputs"][case], np.array(golden["expected"][case])
    x = np.array(given["x"]).reshape(-1, expected.shape[-1])
    identity = layer(ONNX_ACTIVATIONS[case], np.eye(x.shape[1]))
    step = first_step(network(x, np.zeros(x.shape), [identity], "mse", dtype=dtype))
    assert step["A1"].dtype == dtype
    assert_agrees(golden, case, step["A1"].reshape(expected.shape), expected)
