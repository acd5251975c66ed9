"""Every mistake of the contract, as it would be made by hand, and the places where it can be.

How a mistake is read here, where the contract leaves it open:

- ``transposed``, ``sign_flipped``, ``off_by_factor`` (1.7) at whatever is computed up to the gradients, the last two in
  an optimizer's state and step as well.
- ``missing_average``, ``averaged_twice`` in the loss, dW and db; under ``delta: batch`` where 1/m enters: in dA of the
  output layer, or in its delta where that is fused with the loss.
- ``missing_factor_two`` and ``extra_factor_two`` under mse and half_mse: half of the loss or of dA of the output layer,
  and twice it.
- ``activation_for_derivative``, ``derivative_at_activation``, ``missing_derivative`` in fprime, or in delta in spite of
  a right fprime; where the user lists neither fprime nor dA, they show in delta.
- ``gradient_added`` in the new parameter, or in the step, where it is a flipped sign as well.
- ``updated_weights_used`` in dA of a hidden layer, by the weights as the update leaves them.
- ``preactivation_used`` in Z and in dW; ``wrong_layer_input`` in dW, where another layer has as many units.
- ``bias_gradient_not_summed``: db is delta itself, one row a sample, with 1/m or without.
- ``softmax_not_normalized``: exp(Z), with the largest logit taken off first or not.
- ``bias_correction_missing``: both, only the first or only the second; ``timestep_off_by_one``: t - 1 (from the second
  step on) or t + 1; ``stale_state``: the step takes the state as the step before left it; ``nesterov_mismatch``: plain
  momentum for Nesterov's or the other way round; ``weight_decay_coupled``: adamw's decay in the gradient, as adam has
  it; ``betas_swapped`` in both moments and their corrections.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from msgspec import Struct

from tests.compare.handwritten import FUSED, Array, Config, Hook, Quantities, Run, adamw_decay, rules_of, softmax

Way = tuple[str, str]
"""A mistake and the variant of it."""
Ways = dict[Way, Callable[[], Array]]
Plan = dict[str, Way]
"""For each quantity where something is done wrong, what."""

GENERIC = ("transposed", "sign_flipped", "off_by_factor")
FACTOR = 1.7
MATRICES = ("Z", "A", "dA", "fprime", "delta", "dW")
SQUARED = ("mse", "half_mse")
LOGARITHMS = ("cross_entropy", "binary_cross_entropy")
SPREADING = {"betas_swapped", "weight_decay_coupled"}
"""Mistakes in an optimizer's call: they are made in the whole update of a parameter."""


class Place(Struct, frozen=True):
    """A quantity's name taken apart: ``W1_step`` is the kind ``step`` of the parameter ``W1``."""

    kind: str
    layer: int = 0
    parameter: str = ""


def place(name: str) -> Place:
    """The parts of a name."""
    found = re.fullmatch(r"([A-Za-z]+)(\d+)(?:_(\w+))?", name)
    if not found:
        return Place(name)
    kind, layer, suffix = found.groups()
    return Place(suffix or kind, int(layer), f"{kind}{layer}" if suffix else "")


def ways(run: Run, name: str, right: Array) -> Ways:
    """All that can be done wrong where ``name`` is computed, upstream as it is."""
    at = place(name)
    if at.parameter:
        return {**_generic(at, right), **_update(run, at, right)}
    special = {"Z": _affine, "A": _activation, "loss": _loss, "dA": _slope, "fprime": _derivative, "delta": _delta}
    if at.kind in special:
        return {**_generic(at, right), **special[at.kind](run, at, right)}
    if at.kind in ("dW", "db"):
        return {**_generic(at, right), **_gradient(run, at, right)}
    return {}


def _generic(at: Place, right: Array) -> Ways:
    if at.kind == "new":
        return {}
    found: Ways = {("sign_flipped", ""): lambda: -right, ("off_by_factor", ""): lambda: FACTOR * right}
    if at.kind in MATRICES and right.shape[0] == right.shape[1]:
        found["transposed", ""] = lambda: right.T
    return found


def _affine(run: Run, at: Place, right: Array) -> Ways:
    layer, q = at.layer, run.q
    found: Ways = {}
    if f"b{layer}" in q:
        found["bias_not_added", ""] = lambda: run.before(layer) @ q[f"W{layer}"]
    if layer > 1:
        found["preactivation_used", ""] = lambda: q[f"Z{layer - 1}"] @ q[f"W{layer}"] + q.get(f"b{layer}", 0)
    return found


def _activation(run: Run, at: Place, right: Array) -> Ways:
    Z = run.q[f"Z{at.layer}"]
    if run.activation(at.layer)[0] != "softmax":
        return {}
    return {
        ("softmax_over_samples", ""): lambda: softmax(Z, axis=0),
        ("softmax_not_normalized", ""): lambda: np.exp(Z),
        ("softmax_not_normalized", "shifted"): lambda: np.exp(Z - Z.max(axis=1, keepdims=True)),
    }


def _loss(run: Run, at: Place, right: Array) -> Ways:
    name, data = run.loss["name"], run.data_loss()
    found: Ways = {}
    if name in LOGARITHMS:
        found["wrong_log_base", "2"] = lambda: data / np.log(2) + run.penalty()
        found["wrong_log_base", "10"] = lambda: data / np.log(10) + run.penalty()
    if name in SQUARED:
        found["missing_factor_two", ""] = lambda: np.asarray(data / 2 + run.penalty())
        found["extra_factor_two", ""] = lambda: np.asarray(2 * data + run.penalty())
    if run.averages():
        found["missing_average", ""] = lambda: np.asarray(data * run.m + run.penalty())
        found["averaged_twice", ""] = lambda: np.asarray(data / run.m + run.penalty())
    return found


def _slope(run: Run, at: Place, right: Array) -> Ways:
    if at.layer < run.depth:
        W = f"W{at.layer + 1}"
        if W not in run.trained(at.layer + 1):
            return {}
        return {("updated_weights_used", ""): lambda: run.q[f"delta{at.layer + 1}"] @ run.moved(W).T}
    found = _average_in_error(run, right)
    if run.loss["name"] in SQUARED:
        found["missing_factor_two", ""] = lambda: right / 2
        found["extra_factor_two", ""] = lambda: 2 * right
    return found


def _average_in_error(run: Run, right: Array) -> Ways:
    if not run.averages() or run.config.get("delta") != "batch":
        return {}
    return {("missing_average", ""): lambda: right * run.m, ("averaged_twice", ""): lambda: right / run.m}


def _derivative(run: Run, at: Place, right: Array) -> Ways:
    A = run.q[f"A{at.layer}"]
    return {
        ("activation_for_derivative", ""): lambda: A,
        ("derivative_at_activation", ""): lambda: run.fprime(at.layer, A),
        ("missing_derivative", ""): lambda: np.ones_like(A),
    }


def _delta(run: Run, at: Place, right: Array) -> Ways:
    layer = at.layer
    name = run.activation(layer)[0]
    if layer == run.depth and (run.loss["name"], name) in FUSED:
        return _average_in_error(run, right)
    dA, A = run.q[f"dA{layer}"], run.q[f"A{layer}"]
    found: Ways = {
        ("activation_for_derivative", ""): lambda: dA * A,
        ("missing_derivative", ""): lambda: dA,
    }
    if name != "softmax":
        found["derivative_at_activation", ""] = lambda: dA * run.fprime(layer, A)
    return found


def _gradient(run: Run, at: Place, right: Array) -> Ways:
    parameter = f"{at.kind[1:]}{at.layer}"
    data, decay = run.data_gradient(parameter), run.decay(parameter)
    delta, scale, m = run.q[f"delta{at.layer}"], run.in_gradients(), run.m
    found: Ways = {}
    if run.averages():
        found["averaged_twice", ""] = lambda: data / m + decay
    if run.averages() and run.config.get("delta") != "batch":
        found["missing_average", ""] = lambda: data * m + decay
    if at.kind == "db":
        found["bias_gradient_not_summed", "averaged"] = lambda: delta * scale + decay
        found["bias_gradient_not_summed", ""] = lambda: delta + decay
        return found
    for other in _other_inputs(run, at.layer):
        mistake = "preactivation_used" if other == f"Z{at.layer - 1}" else "wrong_layer_input"
        value = run.q[other]
        found[mistake, other] = lambda value=value: value.T @ delta * scale + decay  # type: ignore[misc]
    return found


def _other_inputs(run: Run, layer: int) -> list[str]:
    """What has the shape of what this layer takes in, and is not it."""
    right = "X" if layer == 1 else f"A{layer - 1}"
    names = ["X", *(f"A{number}" for number in range(1, run.depth + 1))]
    if layer > 1:
        names.append(f"Z{layer - 1}")
    return [name for name in names if name != right and run.q[name].shape == run.before(layer).shape]


def _update(run: Run, at: Place, right: Array) -> Ways:
    parameter, q = at.parameter, run.q
    if at.kind == "new":
        return {("gradient_added", ""): lambda: q[parameter] + q[f"{parameter}_step"]}
    found: Ways = {}
    kind = run.optimizer["name"]
    if kind in ("adam", "adamw") and at.kind in ("m", "v", "step"):
        found["betas_swapped", ""] = lambda: _under(run, at, betas=list(run.option("betas"))[::-1])
    if kind == "adamw" and at.kind in ("m", "v", "step"):
        decay = run.option("weight_decay")
        found["weight_decay_coupled", ""] = lambda: _under(run, at, name="adam", weight_decay=decay)
    if at.kind == "velocity" and kind == "rmsprop":
        found["epsilon_inside_root", ""] = lambda: _epsilon_inside(run, at)
    if at.kind == "step":
        found |= _step(run, at, right)
    return found


def _step(run: Run, at: Place, right: Array) -> Ways:
    kind, momentum = run.optimizer["name"], run.option("momentum")
    found: Ways = {
        ("learning_rate_missing", ""): lambda: right / run.optimizer["learning_rate"],
        ("gradient_added", ""): lambda: -right,
    }
    if kind != "sgd" or momentum:
        found["stale_state", ""] = lambda: _stale(run, at)
    if kind == "sgd" and momentum and not run.option("dampening"):
        found["nesterov_mismatch", ""] = lambda: _under(run, at, nesterov=not run.option("nesterov"))
    if kind != "sgd" and not (kind == "rmsprop" and momentum):
        found["epsilon_inside_root", ""] = lambda: _epsilon_inside(run, at)
    if kind in ("adam", "adamw"):
        found |= _corrections(run, at)
    return found


def _corrections(run: Run, at: Place) -> Ways:
    beta1, beta2 = run.option("betas")
    first, second = 1 - beta1**run.t, 1 - beta2**run.t
    found: Ways = {
        ("bias_correction_missing", "both"): lambda: _adam(run, at, 1, 1),
        ("bias_correction_missing", "first"): lambda: _adam(run, at, 1, second),
        ("bias_correction_missing", "second"): lambda: _adam(run, at, first, 1),
        ("timestep_off_by_one", "later"): lambda: _adam(run, at, 1 - beta1 ** (run.t + 1), 1 - beta2 ** (run.t + 1)),
    }
    if run.t > 1:
        earlier = (1 - beta1 ** (run.t - 1), 1 - beta2 ** (run.t - 1))
        found["timestep_off_by_one", "earlier"] = lambda: _adam(run, at, *earlier)
    return found


def _adam(run: Run, at: Place, first: float, second: float, inside: bool = False) -> Array:
    """Adam's step with these corrections, the epsilon under the root or beside it."""
    lr, eps = run.optimizer["learning_rate"], run.option("eps")
    m = run.q[f"{at.parameter}_m"] / first
    v = run.q[f"{at.parameter}_{'v_max' if run.option('amsgrad') else 'v'}"] / second
    root = np.sqrt(v + eps) if inside else np.sqrt(v) + eps
    return np.asarray(lr * m / root + adamw_decay(run, at.parameter))


def _epsilon_inside(run: Run, at: Place) -> Array:
    name, q, eps = at.parameter, run.q, run.option("eps")
    kind, lr = run.optimizer["name"], run.optimizer["learning_rate"]
    if kind in ("adam", "adamw"):
        beta1, beta2 = run.option("betas")
        return _adam(run, at, 1 - beta1**run.t, 1 - beta2**run.t, inside=True)
    if kind == "adagrad":
        rate = lr / (1 + (run.t - 1) * run.option("lr_decay"))
        return np.asarray(rate * run.decayed(name) / np.sqrt(q[f"{name}_sum"] + eps))
    spread = q[f"{name}_v"] - q[f"{name}_m"] ** 2 if run.option("centered") else q[f"{name}_v"]
    quotient = run.decayed(name) / np.sqrt(spread + eps)
    if at.kind == "step":
        return np.asarray(lr * quotient)
    return np.asarray(run.option("momentum") * run.before_step(f"{name}_velocity") + quotient)


def _under(run: Run, at: Place, **options: Any) -> Array:
    """The quantity by the rules of other options."""
    run.optimizer, right = {**run.optimizer, **options}, run.optimizer
    state, step = rules_of(run.optimizer)
    value = (step if at.kind == "step" else state[at.kind])(run, at.parameter)
    run.optimizer = right
    return value


def _stale(run: Run, at: Place) -> Array:
    """The step from the state before its update."""
    state, step = rules_of(run.optimizer)
    names = [f"{at.parameter}_{suffix}" for suffix in state]
    fresh = {name: run.q[name] for name in names}
    start = run.option("initial_accumulator_value") if run.optimizer["name"] == "adagrad" else 0.0
    run.q.update({name: run.before_step(name, start) for name in names})
    value = step(run, at.parameter)
    run.q.update(fresh)
    return value


def planting(plan: Mapping[str, Way], steps: range) -> Hook:
    """A hook that does these things wrong in these steps."""

    def hook(run: Run, name: str, right: Array) -> Array:
        return ways(run, name, right)[plan[name]]() if run.t in steps and name in plan else right

    return hook


def plans(config: Config, at: int = 1) -> list[Plan]:
    """Each single mistake that can be made in step ``at``."""
    found: list[Plan] = []

    def note(run: Run, name: str, right: Array) -> Array:
        if run.t == at:
            for way in ways(run, name, right):
                found.append({name: way})
        return right

    run = Run(config, note)
    with np.errstate(all="ignore"):
        for _ in range(at):
            run.step()
    return _whole_updates(found)


def _whole_updates(found: list[Plan]) -> list[Plan]:
    """The plans, those of a spreading mistake in one parameter's update put together."""
    whole: dict[object, Plan] = {}
    for plan in found:
        ((name, way),) = plan.items()
        key = (way, place(name).parameter) if way[0] in SPREADING else (way, name)
        whole.setdefault(key, {}).update(plan)
    return list(whole.values())


def numbers(
    config: Config, plan: Mapping[str, Way] | None = None, at: int = 1, steps: range | None = None
) -> Quantities:
    """The numbers of step ``at``, with the plan's mistakes made there, or in ``steps``."""
    run = Run(config, planting(plan or {}, range(at, at + 1) if steps is None else steps))
    with np.errstate(all="ignore"):
        for _ in range(at - 1):
            run.step()
        return run.step()
