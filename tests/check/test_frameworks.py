"""Every number against PyTorch's and JAX's own autograd and optimizers, and that a wrong one is seen."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import Any

import pytest

import bpcli
from bpcli.config.sources import example_names
from bpcli.rules.activations import ACTIVATIONS
from bpcli.rules.linear import SendBack
from bpcli.rules.losses import LOSSES
from bpcli.rules.optimizers import OPTIMIZERS
from bpcli.rules.optimizers.new_parameter import NewParameter
from tests.check.nets import three_layers
from tests.check.test_planted import plant
from tests.random_configs import Case, cases

CLOSE = 1e-9


def _mark(framework: str) -> Any:
    missing = pytest.mark.skipif(find_spec(framework) is None, reason=f"{framework} is not installed")
    return [missing, getattr(pytest.mark, framework)]


FRAMEWORKS = [pytest.param("torch", marks=_mark("torch")), pytest.param("jax", marks=_mark("jax"))]
each_framework = pytest.mark.parametrize("framework", FRAMEWORKS)


@each_framework
def test_every_registered_rule_has_a_counterpart(framework: Any) -> None:
    """A new activation, loss or optimizer fails here until it has one, or the reason why there is none."""
    reference = import_module(f"bpcli.frameworks.{framework}_reference")
    assert set(reference.ACTIVATIONS) == set(ACTIVATIONS)
    assert set(reference.LOSSES) == set(LOSSES)
    assert set(reference.OPTIMIZERS) == set(OPTIMIZERS)


@pytest.mark.parametrize(
    ("framework", "name"),
    [
        *(pytest.param("torch", name, marks=_mark("torch")) for name in example_names()),
        *(pytest.param("jax", name, marks=_mark("jax")) for name in ("xor", "columns")),
    ],
)
def test_every_example(framework: Any, name: str) -> None:
    """At its first step; exact zeros at kinks have the slope of the framework."""
    check = bpcli.check(name, against=framework)
    assert check.passed
    assert check.max_rel_error < CLOSE
    assert check.reference.startswith(f"{framework} ")


@pytest.mark.torch
@pytest.mark.parametrize("case", cases()[::4], ids=lambda case: case.id)
def test_random_configs_against_torch(case: Case) -> None:
    """At the last of several steps: loss, Z, A, dA, delta, dW, db and all new parameters."""
    pytest.importorskip("torch")
    config = case.config()
    check = bpcli.check(config, at=config["training"]["steps"], against="torch")
    depth = len(config["network"]["layers"])
    names = {each.name for each in check.parameters}
    assert check.passed, [each for each in check.parameters if not each.passed]
    assert {"loss", *(f"{kind}{n}" for kind in ("Z", "A", "delta", "dW") for n in range(1, depth + 1))} <= names


@pytest.mark.jax
@pytest.mark.parametrize(("loss", "place"), [(loss, place) for place, loss in enumerate(LOSSES)])
def test_every_loss_and_activation_against_jax(loss: str, place: int) -> None:
    """Each loss on another output, and between them every activation in a hidden layer."""
    pytest.importorskip("jax")
    pytest.importorskip("optax")
    names = list(ACTIVATIONS)
    config = three_layers(output=("sigmoid", "softmax")[place % 2], loss={"name": loss, "l2": 0.1, "l2_biases": 0.2})
    for layer, offset in zip(config["network"]["layers"][:-1], (0, 1), strict=True):
        layer["activation"] = names[(2 * place + offset) % len(names)]
    check = bpcli.check(config, steps=2, at=2, against="jax")
    assert check.passed, [each for each in check.parameters if not each.passed]
    assert check.max_rel_error < CLOSE
    assert {"loss", "Z1", "A3", "delta2", "dW1", "db3", "b1_new"} <= {each.name for each in check.parameters}


@pytest.mark.jax
@pytest.mark.parametrize(
    "optimizer",
    [
        {"name": "sgd", "momentum": 0.9, "nesterov": True, "weight_decay": 0.1},
        {"name": "rmsprop", "momentum": 0.5, "centered": True},
        {"name": "adam", "weight_decay": 0.1},
        {"name": "adamw"},
    ],
    ids=lambda optimizer: optimizer["name"],
)
def test_optax_takes_the_same_steps(optimizer: dict[str, Any]) -> None:
    """At the third step, whose state is that of two before it."""
    pytest.importorskip("jax")
    pytest.importorskip("optax")
    check = bpcli.check(three_layers(optimizer=optimizer), steps=3, at=3, against="jax")
    assert check.passed
    assert not check.notes
    assert {"W1_new", "b3_new"} <= {each.name for each in check.parameters}


@pytest.mark.jax
@pytest.mark.parametrize(
    "optimizer",
    [{"name": "adagrad"}, {"name": "adam", "amsgrad": True}, {"name": "sgd", "momentum": 0.5, "dampening": 0.1}],
    ids=lambda optimizer: optimizer["name"],
)
def test_where_optax_has_another_formula_the_gradients_are_compared(optimizer: dict[str, Any]) -> None:
    """And a note says so, at a later step too."""
    pytest.importorskip("jax")
    pytest.importorskip("optax")
    check = bpcli.check(three_layers(optimizer=optimizer), steps=3, at=3, against="jax")
    assert check.passed
    assert "the update has no counterpart" in check.notes[0]
    assert {"dW1", "db3"} <= {each.name for each in check.parameters}
    assert not any(each.name.endswith("_new") for each in check.parameters)


@each_framework
def test_float32(framework: Any) -> None:
    """Both round, each in its own way."""
    check = bpcli.check(three_layers(), settings=["dtype=float32"], against=framework)
    assert check.passed
    assert check.max_rel_error < 1e-3


@each_framework
def test_a_wrong_rule_is_seen_where_it_enters(framework: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """dA2, and all that is made of it."""
    plant(monkeypatch, SendBack, "bind")
    check = bpcli.check(three_layers(), against=framework)
    wrong = [each.name for each in check.parameters if not each.passed]
    assert wrong[0] == "dA2"
    assert {"dW1", "delta1", "W1_new"} <= set(wrong)
    assert not {"Z3", "loss", "delta3", "dW3", "W3_new"} & set(wrong)


@each_framework
def test_a_wrong_update_is_seen(framework: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The new parameters alone."""
    plant(monkeypatch, NewParameter, "bind")
    check = bpcli.check(three_layers(), against=framework)
    assert all(each.name.endswith("_new") for each in check.parameters if not each.passed)
    assert not check.passed
