"""Every number of a training step against PyTorch in float64, over random configs.

The error of a matrix is its largest difference over its largest expected entry, or over 1e-6 where all
entries are smaller than that; it is at most 1e-10.
"""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from typing import Any

import msgspec
import numpy as np
import pytest
from msgspec import Struct
from msgspec.structs import fields

import bpcli
from bpcli.rules.activations import ACTIVATIONS
from bpcli.rules.layouts import LAYOUTS
from bpcli.rules.losses import LOSSES, Loss
from bpcli.rules.optimizers import OPTIMIZERS
from tests.random_configs import Case, cases, relative_error
from tests.rules.computing import A1, DA1, TARGETS, Z1, computed, value_of

pytestmark = pytest.mark.torch
torch = pytest.importorskip("torch")
from tests import torch_reference  # noqa: E402 (needs torch)

TOLERANCE = 1e-10
CASES = cases()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_every_number_of_every_step(case: Case) -> None:
    """Inputs, Z, A, dA, delta, dW, db, loss, norm, optimizer state and new parameters are PyTorch's."""
    config = case.config()
    trace = bpcli.trace(config)
    steps = list(trace)
    assert len(steps) == config["training"]["steps"]
    for step, expected in zip(steps, torch_reference.Reference(config).steps(), strict=True):
        compared = {name: value.data for name, value in step.values.items() if not _unchecked(name)}
        compared["mean_loss"] = np.array(step.mean_loss)
        missing = {name for name in expected if not name.startswith("dA")} - set(compared)
        assert not missing
        errors = {name: relative_error(data, expected[name]) for name, data in compared.items()}
        wrong = {name: error for name, error in errors.items() if not error <= TOLERANCE}
        assert not wrong, f"step {step.step}: {wrong}"
        assert relative_error(step.loss, expected["loss"]) <= TOLERANCE


def test_the_random_configs_reach_what_they_should() -> None:
    """At least 300 configs with 1 to 4 layers, every rule, layout, convention, reduction and kind of batch."""
    configs = [case.config() for case in CASES]
    assert len(configs) >= 300

    def seen(*path: str) -> set[Any]:
        found: list[Any] = configs
        for key in path:
            found = [item[key] for item in found if key in item]
        return set(found)

    assert {len(config["network"]["layers"]) for config in configs} == {1, 2, 3, 4}
    assert seen("layout") == set(LAYOUTS)
    assert seen("delta") == {"per_sample", "batch"}
    assert seen("loss", "over_samples") == seen("loss", "over_outputs") == {"mean", "sum"}
    assert seen("training", "shuffle") == {True, False}
    hidden = [layer["activation"]["name"] for config in configs for layer in config["network"]["layers"][:-1]]
    assert set(hidden) == set(ACTIVATIONS)
    assert any(layer["bias"] is False for config in configs for layer in config["network"]["layers"])
    assert any(config["optimizer"].get("freeze") == "biases" for config in configs)
    assert any(isinstance(config["optimizer"].get("freeze"), list) for config in configs)
    assert all(len(seen("loss", key)) > 1 for key in ("l2", "l2_biases"))
    assert any(_last_batch_is_smaller(config) for config in configs)
    for name, record in OPTIMIZERS.items():
        chosen = [config["optimizer"] for config in configs if config["optimizer"]["name"] == name]
        for field in fields(record):
            assert len({repr(record_.get(field.name)) for record_ in chosen}) > 1, f"{name}: {field.name}"


def test_the_random_configs_clip_some_gradients_and_leave_others() -> None:
    """In the first step, by a lot, by a little, and not at all."""
    clipping = [case.config() for case in CASES if "clip_norm" in case.config()["optimizer"]]
    steps = [next(iter(bpcli.trace(config))).values for config in clipping]
    factors = [float(step["clip_factor"].data) for step in steps if "clip_factor" in step]
    assert len(factors) >= 100
    for low, high in ((0, 0.1), (0.1, 0.5), (0.5, 1 - 1e-9), (1, 1.1)):
        assert sum(low <= factor < high for factor in factors) >= 5, (low, high)


def test_every_registered_rule_has_a_reference() -> None:
    """A new activation, loss or optimizer fails here until PyTorch's counterpart stands in the reference."""
    assert set(ACTIVATIONS) <= {*torch_reference.ACTIVATIONS, "softmax"}
    assert set(LOSSES) <= {*torch_reference.LOSSES, "cross_entropy"}
    assert set(OPTIMIZERS) <= set(torch_reference.OPTIMIZERS)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_an_optimizer_has_the_names_and_defaults_of_pytorch(name: str) -> None:
    """learning_rate is lr, freeze and clip_norm are ours; all others are called as PyTorch's and start as they do."""
    theirs = inspect.signature(torch_reference.OPTIMIZERS[name]).parameters
    for field, default in _defaults(OPTIMIZERS[name]).items():
        if field not in ("freeze", "clip_norm"):
            assert default == theirs["lr" if field == "learning_rate" else field].default, field


@pytest.mark.parametrize(
    ("record", "field", "module", "argument"),
    [
        pytest.param(ACTIVATIONS["leaky_relu"], "slope", torch.nn.LeakyReLU, "negative_slope", id="leaky_relu"),
        pytest.param(ACTIVATIONS["elu"], "alpha", torch.nn.ELU, "alpha", id="elu"),
        pytest.param(LOSSES["huber"], "threshold", torch.nn.HuberLoss, "delta", id="huber"),
    ],
)
def test_other_defaults_are_those_of_pytorch(record: type[Struct], field: str, module: Any, argument: str) -> None:
    """The parameters of activations and losses that PyTorch calls otherwise start where PyTorch's do."""
    assert _defaults(record)[field] == inspect.signature(module).parameters[argument].default


@pytest.mark.parametrize("name", [name for name, record in ACTIVATIONS.items() if record.elementwise])
def test_the_slope_at_and_around_zero_is_that_of_pytorch(name: str) -> None:
    """At a kink the piece counts that PyTorch takes, for 0.0 and -0.0 alike."""
    Z = np.array([[0.0, -0.0, 1e-300, -1e-300, *np.linspace(-15, 15, 61)]])
    z = torch.tensor(Z, requires_grad=True)
    a = torch_reference.ACTIVATIONS[name](z)
    torch.autograd.backward(a.sum())
    activation = ACTIVATIONS[name]()
    A = value_of(activation, Z)
    fprime = np.broadcast_to(computed(activation.fprime(Z1, A1), Z1=Z, A1=A), Z.shape)
    assert relative_error(A, a.detach().numpy()) <= 1e-14
    assert relative_error(fprime, z.grad.numpy()) <= 1e-14


EXACT: dict[str, Any] = {"gelu": lambda z: z / 2 * torch.erfc(-z / 2**0.5)}
"""What PyTorch's own function rounds away: F.gelu is 0 below -9, where erf is -1 to all digits."""
FAR = [0.0, 5e-324, 1e-310, 1e-300, 1e-20, 1e-9, 0.5, 20, 40, 700, 709, 710, 745, 750, 1000, 1e4, 1e10, 1e100, 1e300]
"""Also subnormal numbers, and those around which exp overflows or becomes 0."""


@pytest.mark.parametrize("name", [name for name, record in ACTIVATIONS.items() if record.elementwise])
def test_an_activation_at_extreme_numbers_is_that_of_pytorch(name: str) -> None:
    """Entry by entry to 13 digits, value and slope; nowhere is one NaN where PyTorch's is not."""
    Z = np.array([[*FAR, *(-z for z in FAR)]])
    z = torch.tensor(Z, requires_grad=True)
    a = EXACT.get(name, torch_reference.ACTIVATIONS[name])(z)
    torch.autograd.backward(a.sum())
    with np.errstate(all="ignore"):
        A = value_of(ACTIVATIONS[name](), Z)
        fprime = computed(ACTIVATIONS[name]().fprime(Z1, A1), Z1=Z, A1=A) * np.ones_like(Z)
    np.testing.assert_allclose(A, a.detach().numpy(), rtol=1e-13, atol=1e-300)
    np.testing.assert_allclose(fprime, z.grad.numpy(), rtol=1e-13, atol=1e-300)


@pytest.mark.parametrize("size", [1.0, 40.0, 700.0, 1000.0, 1e300])
def test_softmax_at_extreme_numbers_is_that_of_pytorch(size: float) -> None:
    """And what is sent back through its Jacobian."""
    rng = np.random.default_rng(3)
    Z, dA = size * rng.uniform(-1, 1, (5, 4)), rng.normal(size=(5, 4))
    Z[0] = [size, -size, 0, size]
    z = torch.tensor(Z, requires_grad=True)
    a = z.softmax(1)
    a.backward(torch.tensor(dA))
    softmax = ACTIVATIONS["softmax"]()
    A = value_of(softmax, Z)
    np.testing.assert_allclose(A, a.detach().numpy(), rtol=1e-13, atol=1e-300)
    delta = computed(softmax.sent_through(DA1, A1), A1=A, dA1=dA)
    np.testing.assert_allclose(delta, z.grad.numpy(), rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("name", ["mse", "half_mse", "mae", "huber"])
def test_the_slope_of_a_loss_where_it_is_met_is_that_of_pytorch(name: str) -> None:
    """At a = y, and for huber at its threshold."""
    A, Y = np.array([[0.5, 1.5, -0.5, 3.0]]), np.full((1, 4), 0.5)
    a = torch.tensor(A, requires_grad=True)
    torch.autograd.backward(torch_reference.LOSSES[name](a, torch.tensor(Y), reduction="sum"))
    loss = _summed(name)
    dA = computed(loss.output_error(A1, TARGETS, averaged=False), A1=A, Y=Y)
    assert np.array_equal(dA, a.grad.numpy())


def test_the_slope_of_hinge_at_its_margin_is_that_of_multi_margin_loss() -> None:
    """0, as multi_margin_loss has it; hinge_embedding_loss has -1 there."""
    x = torch.tensor([[1.0, 0.0]], requires_grad=True)
    torch.autograd.backward(torch.nn.functional.multi_margin_loss(x, torch.tensor([0])))
    A = Y = np.array([[1.0, -1.0]])
    loss = _summed("hinge")
    assert not computed(loss.output_error(A1, TARGETS, averaged=False), A1=A, Y=Y).any()
    assert not x.grad.any()


def _summed(name: str) -> Loss:
    return msgspec.convert({"name": name, "over_samples": "sum", "over_outputs": "sum"}, LOSSES[name])


def _unchecked(name: str) -> bool:
    return name.startswith("fprime") or name.endswith("_step")


def _defaults(record: type[Struct]) -> Mapping[str, Any]:
    return {field.name: getattr(record(), field.name) for field in fields(record)}


def _last_batch_is_smaller(config: Mapping[str, Any]) -> bool:
    axis = 1 if config["layout"] == "columns" else 0
    samples, size = np.shape(config["data"]["x"])[axis], int(config["training"].get("batch_size", 1))
    return bool(size < samples and samples % size != 0 and config["training"]["steps"] * size >= samples)
