"""A captured model's numbers are those of bpcli's own trace of the same network."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

import pytest

pytestmark = pytest.mark.torch
torch = pytest.importorskip("torch")
import torch.nn.functional as F  # noqa: E402, N812 (needs torch; as everyone calls it)
from jsonschema import Draft202012Validator  # noqa: E402
from torch import Tensor, nn  # noqa: E402

import bpcli  # noqa: E402
from bpcli.writers.trace_schema import trace_schema  # noqa: E402
from tests.capture.models import (  # noqa: E402
    X,
    assert_same_numbers,
    backward,
    config,
    labels,
    linears,
    read,
    sequential,
    sgd,
    train,
    values,
)

TARGETS = [[0.2, 1.5], [-0.4, 0.1], [1.1, 0.3], [0.0, -0.9], [0.7, 0.7], [-1.2, 0.4]]
CHANCES = [[0.2, 0.5], [0.4, 0.1], [0.1, 0.3], [0.0, 0.9], [0.7, 0.7], [1.0, 0.4]]
SUMMED = {"name": "mse", "over_samples": "sum", "over_outputs": "sum"}

ACTIVATIONS = [
    pytest.param("identity", nn.Identity(), id="identity"),
    pytest.param("relu", nn.ReLU(), id="relu"),
    pytest.param("relu", nn.ReLU(inplace=True), id="relu_in_place"),
    pytest.param({"name": "leaky_relu", "slope": 0.2}, nn.LeakyReLU(0.2), id="leaky_relu"),
    pytest.param({"name": "elu", "alpha": 0.7}, nn.ELU(0.7), id="elu"),
    pytest.param("selu", nn.SELU(), id="selu"),
    pytest.param("silu", nn.SiLU(), id="silu"),
    pytest.param("gelu_tanh", nn.GELU("tanh"), id="gelu_tanh"),
    pytest.param("softplus", nn.Softplus(threshold=1000), id="softplus"),
    pytest.param("sigmoid", nn.Sigmoid(), id="sigmoid"),
    pytest.param("tanh", nn.Tanh(), id="tanh"),
    pytest.param("softmax", nn.Softmax(1), id="softmax"),
]

OUTPUTS = [
    pytest.param("softmax", "cross_entropy", [], nn.CrossEntropyLoss(), id="logits"),
    pytest.param("softmax", "cross_entropy", [nn.LogSoftmax(1)], nn.NLLLoss(), id="log_softmax"),
    pytest.param("identity", "mse", [], nn.MSELoss(), id="mse"),
    pytest.param("identity", SUMMED, [], nn.MSELoss(reduction="sum"), id="mse_sum"),
    pytest.param("softmax", "mse", [nn.Softmax(1)], F.mse_loss, id="softmax_mse"),
    pytest.param("tanh", "mae", [nn.Tanh()], nn.L1Loss(), id="mae"),
    pytest.param("sigmoid", {"name": "huber", "threshold": 0.5}, [nn.Sigmoid()], nn.HuberLoss(delta=0.5), id="huber"),
    pytest.param("sigmoid", "binary_cross_entropy", [nn.Sigmoid()], nn.BCELoss(), id="bce"),
    pytest.param("sigmoid", "binary_cross_entropy", [], nn.BCEWithLogitsLoss(), id="bce_logits"),
]

OPTIMIZERS: list[Any] = [
    {"name": "sgd", "learning_rate": 0.1},
    {"name": "sgd", "learning_rate": 0.1, "momentum": 0.9, "weight_decay": 0.1},
    {"name": "sgd", "learning_rate": 0.1, "momentum": 0.9, "nesterov": True},
    {"name": "adagrad", "learning_rate": 0.1},
    {"name": "rmsprop", "learning_rate": 0.01, "centered": True, "momentum": 0.5},
    {"name": "adam", "learning_rate": 0.01, "amsgrad": True},
    {"name": "adamw", "learning_rate": 0.01},
]
CLASSES = {"sgd": "SGD", "adagrad": "Adagrad", "rmsprop": "RMSprop", "adam": "Adam", "adamw": "AdamW"}


@pytest.mark.parametrize(("name", "module"), ACTIVATIONS)
def test_a_hidden_activation(name: Any, module: nn.Module, tmp_path: Path) -> None:
    """Every number of three steps agrees to 1e-12, whatever the hidden activation."""
    cfg = config(hidden=name)
    model = sequential(cfg, module)
    optimizer = sgd(model)
    with bpcli.capture(model, optimizer, tmp_path / "mine.json"):
        train(model, optimizer, nn.CrossEntropyLoss(), labels())
    assert_same_numbers(tmp_path / "mine.json", cfg)
    assert bpcli.compare(cfg, tmp_path / "mine.json").clean
    shown = read(tmp_path / "mine.json")["layers"]
    assert [layer["activation"] for layer in shown] == [name if isinstance(name, str) else name["name"], "softmax"]


@pytest.mark.parametrize(("output", "loss", "modules", "theirs"), OUTPUTS)
def test_an_output_and_its_loss(output: str, loss: Any, modules: list[nn.Module], theirs: Any, tmp_path: Path) -> None:
    """The output's numbers and the loss agree, with A where the model computes it; the conventions are named."""
    classes = loss == "cross_entropy"
    y = labels() if classes else torch.tensor(CHANCES if loss == "binary_cross_entropy" else TARGETS).double()
    cfg = config(output=output, loss=loss)
    cfg["data"]["y"] = y.tolist()
    model = sequential(cfg, nn.Tanh(), *modules)
    optimizer = sgd(model)
    with bpcli.capture(model, optimizer, tmp_path / "mine.json"):
        train(model, optimizer, theirs, y)
    assert_same_numbers(tmp_path / "mine.json", cfg)
    comparison = bpcli.compare(cfg, tmp_path / "mine.json")
    assert comparison.clean
    assert comparison.conventions == ()
    captured = read(tmp_path / "mine.json")
    assert captured["conventions"] == {**bpcli.trace(cfg).header.conventions}
    from_logits = (not modules and output != "identity") or isinstance(theirs, nn.NLLLoss)
    assert ("A2" in values(captured)) is not from_logits
    assert {"Y", "loss", "delta2"} < set(values(captured))


@pytest.mark.parametrize(
    "optimizer", OPTIMIZERS, ids=lambda optimizer: "-".join([optimizer["name"], *list(optimizer)[2:]])
)
def test_an_optimizer_and_its_state(optimizer: dict[str, Any], tmp_path: Path) -> None:
    """State has bpcli's names and order, and agrees over three steps."""
    cfg = config(optimizer=optimizer)
    model = sequential(cfg, nn.Tanh())
    settings = {"lr" if key == "learning_rate" else key: value for key, value in optimizer.items() if key != "name"}
    theirs = getattr(torch.optim, CLASSES[optimizer["name"]])(model.parameters(), **settings)
    with bpcli.capture(model, theirs, tmp_path / "mine.json"):
        train(model, theirs, nn.CrossEntropyLoss(), labels())
    assert_same_numbers(tmp_path / "mine.json", cfg)
    assert bpcli.compare(cfg, tmp_path / "mine.json").clean
    names = {name for name in bpcli.trace(cfg).steps[0].values if name.startswith("W1_")}
    assert {name for name in values(read(tmp_path / "mine.json")) if name.startswith("W1_")} == names - {"W1_step"}


def test_float32(tmp_path: Path) -> None:
    """A float32 model is captured in float32 and compares clean with a float32 config."""
    cfg = config(hidden="relu", dtype="float32")
    first, second = linears(cfg["network"]["layers"], torch.float32)
    model = nn.Sequential(first, nn.ReLU(), second)
    optimizer = sgd(model)
    with bpcli.capture(model, optimizer, tmp_path / "mine.json"):
        train(model, optimizer, nn.CrossEntropyLoss(), labels())
    assert_same_numbers(tmp_path / "mine.json", cfg, rtol=1e-5)
    assert bpcli.compare(cfg, tmp_path / "mine.json").clean


class Functional(nn.Module):
    """A model whose forward is written out."""

    def __init__(self, first: nn.Linear, second: nn.Linear) -> None:
        super().__init__()
        self.second, self.first = second, first  # declared in another order than they run

    def forward(self, x: Tensor) -> Tensor:
        """Everything by functions and methods."""
        logits: Tensor = self.second(self.first(x.flatten(1)).relu())
        return logits


def test_a_forward_written_out(tmp_path: Path) -> None:
    """Layers are numbered as they run, and functions and methods are seen like modules."""
    cfg = config(hidden="relu")
    model = Functional(*linears(cfg["network"]["layers"]))
    optimizer = sgd(model)
    with bpcli.capture(model, optimizer, tmp_path / "mine.json", name="written out"):
        train(model, optimizer, F.cross_entropy, labels())
    assert_same_numbers(tmp_path / "mine.json", cfg)
    captured = read(tmp_path / "mine.json")
    assert captured["name"] == "written out"
    assert [layer["activation"] for layer in captured["layers"]] == ["relu", "softmax"]


def test_an_output_activation_and_a_loss_outside_of_the_model(tmp_path: Path) -> None:
    """Sigmoid and a squared error written by hand: Y, A2 and dA2 are not known, all else is there."""
    cfg = config(output="sigmoid", loss="mse")
    cfg["data"]["y"] = TARGETS
    y = torch.tensor(TARGETS, dtype=torch.float64)
    model = sequential(cfg, nn.Tanh())
    optimizer = sgd(model)
    with bpcli.capture(model, optimizer, tmp_path / "mine.json"):
        train(model, optimizer, lambda z, y: ((torch.sigmoid(z) - y) ** 2).mean(), y)
    assert_same_numbers(tmp_path / "mine.json", cfg)
    captured = read(tmp_path / "mine.json")
    assert {"Y", "A2", "dA2"}.isdisjoint(values(captured))
    assert {"loss", "delta2"} < set(values(captured))
    assert bpcli.compare(cfg, captured).clean
    assert captured["conventions"] == {"layout": "rows", "delta": "batch"}


def test_a_single_output_as_a_vector(tmp_path: Path) -> None:
    """Outputs and targets without their second axis are matrices of one column in the trace."""
    cfg = config(output="sigmoid", loss="mse")
    last = cfg["network"]["layers"][1]
    last["weights"], last["bias"] = [row[:1] for row in last["weights"]], last["bias"][:1]
    model = sequential(cfg, nn.Tanh(), nn.Sigmoid(), nn.Flatten(0))
    optimizer = sgd(model)
    with bpcli.capture(model, optimizer, tmp_path / "mine.json"):
        train(model, optimizer, F.mse_loss, labels().double())
    cfg["data"]["y"] = [[float(label)] for label in cfg["data"]["y"]]
    assert_same_numbers(tmp_path / "mine.json", cfg)
    assert bpcli.compare(cfg, tmp_path / "mine.json").clean


def test_a_step_over_several_batches(tmp_path: Path) -> None:
    """Gradients gathered over two halves of the samples count as one step over all."""
    cfg = config()
    model = sequential(cfg, nn.Tanh())
    optimizer = sgd(model)
    x, y = torch.tensor(X), labels()
    with bpcli.capture(model, optimizer, tmp_path / "mine.json"):
        for _ in range(3):
            optimizer.zero_grad()
            for half in (slice(0, 3), slice(3, 6)):
                backward(F.cross_entropy(model(x[half]), y[half]) / 2)
            optimizer.step()
    assert_same_numbers(tmp_path / "mine.json", cfg)


def test_what_else_is_computed_in_the_block(tmp_path: Path) -> None:
    """An evaluation between two steps, and metrics of the output, leave no trace."""
    cfg = config()
    model = sequential(cfg, nn.Tanh())
    optimizer = sgd(model)
    x, y = torch.tensor(X), labels()
    with bpcli.capture(model, optimizer, tmp_path / "mine.json"):
        for _ in range(3):
            with torch.no_grad():
                F.cross_entropy(model(2 * x), y)
            model(3 * x)
            optimizer.zero_grad()
            logits = model(x)
            loss = F.cross_entropy(logits, y)
            F.l1_loss(logits.softmax(1)[:, 1], y.double())
            backward(loss)
            with torch.no_grad():
                model(2 * x).softmax(1)
            optimizer.step()
    assert_same_numbers(tmp_path / "mine.json", cfg)


def test_frozen_layers(tmp_path: Path) -> None:
    """A layer that does not learn has no gradients and no update, and all else agrees."""
    cfg = config(optimizer={"name": "sgd", "learning_rate": 0.1, "freeze": ["W1", "b1"]})
    model = sequential(cfg, nn.Tanh())
    model[0].requires_grad_(False)
    optimizer = sgd(model)
    with bpcli.capture(model, optimizer, tmp_path / "mine.json"):
        train(model, optimizer, nn.CrossEntropyLoss(), labels())
    assert_same_numbers(tmp_path / "mine.json", cfg)
    assert {"dA1", "delta1", "dW1", "W1_new"}.isdisjoint(values(read(tmp_path / "mine.json")))
    assert bpcli.compare(cfg, tmp_path / "mine.json").clean


def test_the_file_is_a_trace(tmp_path: Path) -> None:
    """It is valid under ``bpcli schema trace``, numbers that are not finite included."""
    cfg = config()
    model = sequential(cfg, nn.Tanh())
    optimizer = sgd(model)
    with torch.no_grad():
        cast("nn.Linear", model[2]).bias[0] = float("inf")
    with bpcli.capture(model, optimizer, tmp_path / "mine.json"):
        train(model, optimizer, nn.CrossEntropyLoss(), labels(), steps=2)
    captured = read(tmp_path / "mine.json")
    Draft202012Validator(trace_schema()).validate(captured)
    assert captured["steps"][0]["loss"] == "NaN"
    assert captured["steps"][0]["values"]["b2"]["data"][0][0] == "Infinity"
