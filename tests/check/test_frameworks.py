"""Every number against PyTorch's and JAX's own autograd and optimizers, and that a wrong one is seen."""

from __future__ import annotations

import math
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import numpy as np
import pytest

import bpcli
from bpcli.config.sources import example_names
from bpcli.rules import linear
from bpcli.rules.activations import ACTIVATIONS, Activation
from bpcli.rules.expression import Expression, Function, exp, highest, total
from bpcli.rules.losses import LOSSES
from bpcli.rules.optimizers import OPTIMIZERS
from tests.check.nets import three_layers
from tests.planted_rules import plant
from tests.random_configs import Case, cases

CLOSE = 1e-9


def _mark(framework: str) -> Any:
    missing = pytest.mark.skipif(find_spec(framework) is None, reason=f"{framework} is not installed")
    return [missing, getattr(pytest.mark, framework)]


FRAMEWORKS = [pytest.param("torch", marks=_mark("torch")), pytest.param("jax", marks=_mark("jax"))]
each_framework = pytest.mark.parametrize("framework", FRAMEWORKS)


@each_framework
def test_no_counterpart_is_left_over(framework: Any) -> None:
    """All that the tables know is registered; a rule that they do not know is checked by its expression."""
    reference = import_module(f"bpcli.frameworks.{framework}_reference")
    assert set(reference.ACTIVATIONS) <= set(ACTIVATIONS)
    assert set(reference.LOSSES) <= set(LOSSES)
    assert set(reference.OPTIMIZERS) <= set(OPTIMIZERS)


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
        {"name": "adamw", "clip_norm": 0.2, "freeze": ["W2"]},
    ],
    ids=lambda optimizer: "-".join([optimizer["name"], *("clipped" for key in optimizer if key == "clip_norm")]),
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
    [
        {"name": "adagrad"},
        {"name": "adam", "amsgrad": True},
        {"name": "sgd", "momentum": 0.5, "dampening": 0.1},
        {"name": "nadam", "clip_norm": 0.2},
    ],
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
@pytest.mark.parametrize("clip_norm", [0.2, 1e6])
def test_clipping_comes_before_the_update(framework: Any, clip_norm: float) -> None:
    """The framework's norm of all trained gradients is the traced one, and the steps are as short."""
    optimizer = {"name": "adam", "weight_decay": 0.1, "clip_norm": clip_norm, "freeze": "biases"}
    check = bpcli.check(three_layers(optimizer=optimizer), steps=3, at=3, against=framework)
    assert check.passed
    assert check.max_rel_error < CLOSE
    assert {"gradient_norm", "W1_new"} <= {each.name for each in check.parameters}


@each_framework
def test_float32(framework: Any) -> None:
    """Both round, each in its own way."""
    check = bpcli.check(three_layers(), settings=["dtype=float32"], against=framework)
    assert check.passed
    assert check.max_rel_error < 1e-3


@each_framework
def test_a_wrong_rule_is_seen_where_it_enters(framework: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """dA2, and all that is made of it."""
    plant(monkeypatch, linear, "sent_back")
    check = bpcli.check(three_layers(), against=framework)
    wrong = [each.name for each in check.parameters if not each.passed]
    assert wrong[0] == "dA2"
    assert {"dW1", "delta1", "W1_new"} <= set(wrong)
    assert not {"Z3", "loss", "delta3", "dW3", "W3_new"} & set(wrong)


@each_framework
def test_a_wrong_update_is_seen(framework: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The new parameters alone."""
    plant(monkeypatch, OPTIMIZERS["sgd"], "step", 1.5)
    check = bpcli.check(three_layers(), against=framework)
    assert all(each.name.endswith("_new") for each in check.parameters if not each.passed)
    assert not check.passed


UPDATES: list[dict[str, Any]] = [
    *({"name": name, "weight_decay": 0.1, "clip_norm": 2.0} for name in OPTIMIZERS),
    {"name": "sgd", "momentum": 0.9, "dampening": 0.2},
    {"name": "rmsprop", "centered": True, "momentum": 0.5},
    {"name": "adam", "amsgrad": True},
    {"name": "adagrad", "lr_decay": 0.1, "initial_accumulator_value": 0.2},
]
WITHOUT: list[tuple[str, str, dict[str, Any]]] = [
    *(("ACTIVATIONS", name, {"hidden": name, "output": name, "loss": "huber"}) for name in ACTIVATIONS),
    *(("LOSSES", name, {"output": "tanh" if name == "hinge" else "sigmoid", "loss": name}) for name in LOSSES),
    *(("OPTIMIZERS", str(optimizer["name"]), {"optimizer": optimizer}) for optimizer in UPDATES),
]
"""A table, the rule that is taken out of it, and a network that has it."""


@each_framework
@pytest.mark.parametrize(("table", "name", "rules"), WITHOUT, ids=str)
def test_a_rule_without_a_counterpart_is_checked_by_its_expression(
    framework: Any, table: str, name: str, rules: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Values, derivatives by autograd and updates agree, and a note says what is not independent."""
    reference = import_module(f"bpcli.frameworks.{framework}_reference")
    monkeypatch.delitem(getattr(reference, table), name, raising=False)
    check = bpcli.check(three_layers(**rules), steps=3, at=3, against=framework)
    assert check.passed, [each for each in check.parameters if not each.passed]
    assert check.max_rel_error < 10 * CLOSE
    assert check.notes[0].startswith(f"{name} has no counterpart there")
    if table == "OPTIMIZERS":
        assert {"W1_new", "b3_new"} <= {each.name for each in check.parameters}


@each_framework
def test_autograd_is_independent_of_the_expression_of_a_derivative(
    framework: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A wrong derivative of a rule that is known by its expression alone is found, a wrong loss's slope too."""
    reference = import_module(f"bpcli.frameworks.{framework}_reference")
    monkeypatch.delitem(reference.ACTIVATIONS, "tanh")
    monkeypatch.delitem(reference.LOSSES, "mse")
    assert bpcli.check(three_layers(), against=framework).passed
    with monkeypatch.context() as patched:
        plant(patched, ACTIVATIONS["tanh"], "derivative")
        wrong = {each.name for each in bpcli.check(three_layers(), against=framework).parameters if not each.passed}
    assert {"delta2", "dW2", "dW1"} <= wrong
    assert not {"A1", "A2", "loss", "dA2", "dW3"} & wrong
    plant(monkeypatch, LOSSES["mse"], "slope")
    wrong = {each.name for each in bpcli.check(three_layers(), against=framework).parameters if not each.passed}
    assert {"dA3", "dW1"} <= wrong
    assert "loss" not in wrong


erf = Function("erf", np.vectorize(math.erf, otypes=[float]))
unheard_of = Function("unheard_of", np.sin)


class ByErf(Activation, frozen=True, tag="by_erf"):
    """z times the normal distribution of z: a function that NumPy does not have."""

    def value(self, Z: Expression) -> Expression:
        """f(Z)."""
        return Z / 2 * (1 + erf(Z / math.sqrt(2)))

    def derivative(self, Z: Expression, A: Expression) -> Expression:
        """f'(Z)."""
        return (1 + erf(Z / math.sqrt(2))) / 2 + Z * exp(-(Z**2) / 2) / math.sqrt(2 * math.pi)


class ByUnheardOf(Activation, frozen=True, tag="by_unheard_of"):
    """A function that no framework has."""

    def value(self, Z: Expression) -> Expression:
        """f(Z)."""
        return unheard_of(Z)


class Shifted(Activation, frozen=True, tag="shifted"):
    """Softmax with each row's largest logit taken off."""

    def value(self, Z: Expression) -> Expression:
        """f(Z)."""
        powers = exp(Z - highest("units", Z))
        return powers / total("units", powers)


def known_by_its_expression(
    framework: str, name: str, other: type[Activation], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Give an activation another one's expressions, and take its counterpart away."""
    monkeypatch.delitem(import_module(f"bpcli.frameworks.{framework}_reference").ACTIVATIONS, name)
    for method in ("value", "computed", "derivative"):
        if method in other.__dict__ or method == "computed":
            monkeypatch.setattr(ACTIVATIONS[name], method, getattr(other, method))


@each_framework
def test_functions_are_found_by_name(framework: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also one that NumPy does not have; where nobody has one, the message names it."""
    known_by_its_expression(framework, "silu", ByErf, monkeypatch)
    check = bpcli.check(three_layers(hidden="silu"), against=framework)
    assert check.passed, [each for each in check.parameters if not each.passed]
    monkeypatch.setattr(ACTIVATIONS["silu"], "value", ByUnheardOf.value)
    with pytest.raises(bpcli.UsageError, match=f"--against {framework}: .* needs unheard_of"):
        bpcli.check(three_layers(hidden="silu"), against=framework)


@each_framework
def test_the_largest_of_a_row(framework: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Frameworks call it differently."""
    known_by_its_expression(framework, "softmax", Shifted, monkeypatch)
    assert bpcli.check(three_layers(hidden="softmax"), against=framework).passed
