"""Backpropagation as someone writes it by hand in NumPy, with a hook at every number: where mistakes are planted.

From the textbook's formulas and PyTorch's documentation, not from bpcli's rules. Inside, a sample is a row; ``hook``
gets each number as it is computed and may hand on another one, from which everything downstream then follows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
Config = dict[str, Any]
Quantities = dict[str, Array]
Hook = Callable[["Run", str, Array], Array]
Rule = Callable[["Run", str], Array]

SELU_ALPHA, SELU_SCALE = 1.6732632423543772, 1.0507009873554805
GELU = np.sqrt(2 / np.pi)


def sigmoid(z: Array) -> Array:
    """1 / (1 + e^-z)."""
    return np.asarray(1 / (1 + np.exp(-z)))


def softmax(z: Array, axis: int = 1) -> Array:
    """e^z over its sum over a sample's units."""
    e = np.exp(z - z.max(axis=axis, keepdims=True))
    return np.asarray(e / e.sum(axis=axis, keepdims=True))


def silu_slope(z: Array) -> Array:
    """The product rule on z sigmoid(z)."""
    s = sigmoid(z)
    return np.asarray(s + z * s * (1 - s))


def gelu_slope(z: Array) -> Array:
    """The product rule on z/2 (1 + tanh u)."""
    t = np.tanh(GELU * (z + 0.044715 * z**3))
    return np.asarray(0.5 * (1 + t) + 0.5 * z * (1 - t**2) * GELU * (1 + 3 * 0.044715 * z**2))


ACTIVATIONS: dict[str, tuple[Callable[..., Array], Callable[..., Array]]] = {
    "identity": (lambda z: z.copy(), lambda z: np.ones_like(z)),
    "relu": (lambda z: np.where(z > 0, z, 0), lambda z: np.where(z > 0, 1, 0).astype(z.dtype)),
    "leaky_relu": (
        lambda z, slope=0.01: np.where(z > 0, z, slope * z),
        lambda z, slope=0.01: np.where(z > 0, 1, slope).astype(z.dtype),
    ),
    "elu": (
        lambda z, alpha=1.0: np.where(z > 0, z, alpha * (np.exp(z) - 1)),
        lambda z, alpha=1.0: np.where(z > 0, 1, alpha * np.exp(z)),
    ),
    "selu": (
        lambda z: SELU_SCALE * np.where(z > 0, z, SELU_ALPHA * (np.exp(z) - 1)),
        lambda z: SELU_SCALE * np.where(z > 0, 1, SELU_ALPHA * np.exp(z)),
    ),
    "silu": (lambda z: z * sigmoid(z), silu_slope),
    "gelu_tanh": (lambda z: 0.5 * z * (1 + np.tanh(GELU * (z + 0.044715 * z**3))), gelu_slope),
    "softplus": (lambda z: np.log(1 + np.exp(z)), sigmoid),
    "sigmoid": (sigmoid, lambda z: sigmoid(z) * (1 - sigmoid(z))),
    "tanh": (np.tanh, lambda z: 1 - np.tanh(z) ** 2),
}
"""Elementwise activations and their derivatives, both of z. Softmax is apart."""


def huber(d: Array, t: float) -> Array:
    """A parabola up to t, straight lines beyond."""
    return np.where(np.abs(d) <= t, d**2 / 2, t * (np.abs(d) - t / 2))


LOSSES: dict[str, tuple[Callable[..., Array], Callable[..., Array]]] = {
    "cross_entropy": (lambda a, y: -y * np.log(a), lambda a, y: -y / a),
    "binary_cross_entropy": (
        lambda a, y: -(y * np.log(a) + (1 - y) * np.log(1 - a)),
        lambda a, y: (a - y) / (a * (1 - a)),
    ),
    "mse": (lambda a, y: (a - y) ** 2, lambda a, y: 2 * (a - y)),
    "half_mse": (lambda a, y: (a - y) ** 2 / 2, lambda a, y: a - y),
    "mae": (lambda a, y: np.abs(a - y), lambda a, y: np.sign(a - y)),
    "huber": (
        lambda a, y, threshold=1.0: huber(a - y, threshold),
        lambda a, y, threshold=1.0: np.clip(a - y, -threshold, threshold),
    ),
    "hinge": (lambda a, y: np.maximum(0, 1 - y * a), lambda a, y: np.where(y * a < 1, -y, 0)),
}
"""Losses entry by entry, and their slopes."""

FUSED = {("cross_entropy", "softmax"), ("binary_cross_entropy", "sigmoid")}


def as_it_is(run: Run, name: str, right: Array) -> Array:
    """The hook of a program without a mistake."""
    return right


class Run:
    """A training, one step at a time. ``q`` holds the step's numbers, ``old`` the optimizer's from the step before."""

    def __init__(self, config: Config, hook: Hook = as_it_is, dtype: type = np.float64) -> None:
        self.config, self.hook, self.dtype = config, hook, dtype
        self.layers = config["network"]["layers"]
        self.depth = len(self.layers)
        self.loss, self.optimizer = dict(config["loss"]), dict(config["optimizer"])
        self.rows = config.get("layout", "rows") == "rows"
        self.x, self.y = self.inside(config["data"]["x"]), self.inside(config["data"]["y"])
        self.now = self._parameters()
        self.old: Quantities = {}
        self.q: Quantities = {}
        self.t, self.seen = 0, 0

    def inside(self, matrix: Any) -> Array:
        """A matrix of the config with samples in rows."""
        array: Array = np.array(matrix, self.dtype)
        return array if self.rows else array.T

    def _parameters(self) -> Quantities:
        found = {}
        for number, layer in enumerate(self.layers, 1):
            found[f"W{number}"] = self.inside(layer["weights"])
            if layer["bias"] is not False:
                found[f"b{number}"] = np.array(layer["bias"], self.dtype).reshape(1, -1)
        return found

    def put(self, name: str, right: Array) -> None:
        """Keep what is computed, as the hook hands it on."""
        self.q[name] = np.asarray(self.hook(self, name, right.astype(self.dtype)), self.dtype)

    def step(self) -> Quantities:
        """The next step's numbers, in the config's layout and the order of computation."""
        self.t += 1
        self.q = {}
        samples = self._batch()
        self.put("X", self.x[samples])
        self.put("Y", self.y[samples])
        for name, value in self.now.items():
            self.put(name, value)
        self.forward()
        self.backward()
        self.update()
        return {name: value.copy() if self.rows else value.T.copy() for name, value in self.q.items()}

    def _batch(self) -> slice:
        size = self.config.get("training", {}).get("batch_size", len(self.x))
        start = self.seen if self.seen < len(self.x) else 0
        self.seen = min(start + size, len(self.x))
        return slice(start, self.seen)

    @property
    def m(self) -> int:
        """How many samples the step has."""
        return len(self.q["X"])

    def before(self, layer: int) -> Array:
        """What a layer takes in."""
        return self.q["X"] if layer == 1 else self.q[f"A{layer - 1}"]

    def activation(self, layer: int) -> tuple[str, dict[str, float]]:
        """A layer's activation and its parameters."""
        parameters = dict(self.layers[layer - 1]["activation"])
        return parameters.pop("name"), parameters

    def f(self, layer: int, z: Array) -> Array:
        """A layer's activation of z."""
        name, parameters = self.activation(layer)
        return softmax(z) if name == "softmax" else np.asarray(ACTIVATIONS[name][0](z, **parameters))

    def fprime(self, layer: int, z: Array) -> Array:
        """Its derivative at z."""
        name, parameters = self.activation(layer)
        return np.asarray(ACTIVATIONS[name][1](z, **parameters))

    def forward(self) -> None:
        """Layer after layer, then the loss."""
        for layer in range(1, self.depth + 1):
            self.put(f"Z{layer}", self.before(layer) @ self.q[f"W{layer}"] + self.q.get(f"b{layer}", 0))
            self.put(f"A{layer}", self.f(layer, self.q[f"Z{layer}"]))
        self.put("loss", np.asarray(self.data_loss() + self.penalty()))

    def _of_loss(self, which: int) -> Array:
        keys = {"threshold"} & self.loss.keys()
        parameters = {key: self.loss[key] for key in keys}
        return np.asarray(LOSSES[self.loss["name"]][which](self.q[f"A{self.depth}"], self.q["Y"], **parameters))

    def per_output(self) -> float:
        """1/n where outputs are averaged."""
        averaged = self.loss["name"] != "cross_entropy" and self.loss.get("over_outputs", "mean") == "mean"
        return 1 / self.q["Y"].shape[1] if averaged else 1.0

    def averages(self) -> bool:
        """Whether the loss is a mean over samples."""
        return bool(self.loss.get("over_samples", "mean") == "mean")

    def in_delta(self) -> float:
        """1/m where it stands in delta."""
        return 1 / self.m if self.averages() and self.config.get("delta") == "batch" else 1.0

    def in_gradients(self) -> float:
        """1/m where it stands in dW and db."""
        return 1 / self.m if self.averages() and self.config.get("delta") != "batch" else 1.0

    def data_loss(self) -> float:
        """The loss without its penalties."""
        total = float(self._of_loss(0).sum()) * self.per_output()
        return total / self.m if self.averages() else total

    def penalty(self) -> float:
        """s/2 times the squares."""
        return sum(self.strength(name) / 2 * float((self.q[name] ** 2).sum()) for name in self.now)

    def strength(self, parameter: str) -> float:
        """The penalty's s for a parameter."""
        return float(self.loss.get("l2" if parameter[0] == "W" else "l2_biases", 0.0))

    def backward(self) -> None:
        """From the last layer to the first."""
        for layer in range(self.depth, 0, -1):
            if layer == self.depth:
                self._output_error()
            else:
                self.put(f"dA{layer}", self.q[f"delta{layer + 1}"] @ self.q[f"W{layer + 1}"].T)
                self._through_activation(layer)
            self.put(f"dW{layer}", self.data_gradient(f"W{layer}") + self.decay(f"W{layer}"))
            if f"b{layer}" in self.q:
                self.put(f"db{layer}", self.data_gradient(f"b{layer}") + self.decay(f"b{layer}"))

    def _output_error(self) -> None:
        last = self.depth
        scale = self.per_output() * self.in_delta()
        if (self.loss["name"], self.activation(last)[0]) in FUSED:
            self.put(f"delta{last}", (self.q[f"A{last}"] - self.q["Y"]) * scale)
            return
        self.put(f"dA{last}", self._of_loss(1) * scale)
        self._through_activation(last)

    def _through_activation(self, layer: int) -> None:
        A, dA = self.q[f"A{layer}"], self.q[f"dA{layer}"]
        if self.activation(layer)[0] == "softmax":
            self.put(f"delta{layer}", A * (dA - (A * dA).sum(axis=1, keepdims=True)))
            return
        self.put(f"fprime{layer}", self.fprime(layer, self.q[f"Z{layer}"]))
        self.put(f"delta{layer}", dA * self.q[f"fprime{layer}"])

    def data_gradient(self, parameter: str) -> Array:
        """A parameter's gradient without the penalty's."""
        layer = int(parameter[1:])
        delta = self.q[f"delta{layer}"] * self.in_gradients()
        return self.before(layer).T @ delta if parameter[0] == "W" else delta.sum(axis=0, keepdims=True)

    def decay(self, parameter: str) -> Array:
        """The penalty's gradient."""
        return self.strength(parameter) * self.q[parameter]

    def trained(self, layer: int) -> list[str]:
        """A layer's parameters that are not frozen."""
        freeze = self.optimizer.get("freeze", [])
        frozen = [name for name in self.now if name[0] == "b"] if freeze == "biases" else freeze
        return [name for name in (f"W{layer}", f"b{layer}") if name in self.now and name not in frozen]

    def update(self) -> None:
        """Layer by layer: the optimizer's state, the steps, what is left of the parameters."""
        state, step = rules_of(self.optimizer)
        for layer in range(1, self.depth + 1):
            names = self.trained(layer)
            for name in names:
                for suffix, rule in state.items():
                    self.put(f"{name}_{suffix}", rule(self, name))
            for name in names:
                self.put(f"{name}_step", step(self, name))
            for name in names:
                self.put(f"{name}_new", self.q[name] - self.q[f"{name}_step"])
                self.now[name] = self.q[f"{name}_new"]
        self.old = {name: value for name, value in self.q.items() if "_" in name}

    def moved(self, parameter: str) -> Array:
        """The parameter as this step's update will leave it, from the gradient that is there."""
        ahead = Run(self.config, dtype=self.dtype)
        ahead.t, ahead.old, ahead.q = self.t, self.old, dict(self.q)
        state, step = rules_of(self.optimizer)
        for suffix, rule in state.items():
            ahead.q[f"{parameter}_{suffix}"] = rule(ahead, parameter)
        return np.asarray(self.q[parameter] - step(ahead, parameter))

    def option(self, name: str) -> Any:
        """The optimizer's parameter, or PyTorch's default."""
        defaults = dict(DEFAULTS)
        if self.optimizer["name"] == "adamw":
            defaults["weight_decay"] = 1e-2
        if self.optimizer["name"] == "adagrad":
            defaults["eps"] = 1e-10
        return self.optimizer.get(name, defaults[name])

    def decayed(self, parameter: str) -> Array:
        """The gradient, with the weight decay added to it unless the optimizer is adamw."""
        decay = 0.0 if self.optimizer["name"] == "adamw" else self.option("weight_decay")
        return self.q[f"d{parameter}"] + decay * self.q[parameter]

    def before_step(self, name: str, start: float = 0.0) -> Array:
        """A state as the step before left it."""
        return self.old[name] if name in self.old else np.full_like(self.q[name.split("_")[0]], start)


DEFAULTS: Mapping[str, Any] = {
    "momentum": 0.0,
    "dampening": 0.0,
    "nesterov": False,
    "weight_decay": 0.0,
    "alpha": 0.99,
    "eps": 1e-8,
    "centered": False,
    "betas": (0.9, 0.999),
    "amsgrad": False,
    "lr_decay": 0.0,
    "initial_accumulator_value": 0.0,
}
"""torch.optim's, except learning_rate, which every config here has."""


def rules_of(optimizer: Mapping[str, Any]) -> tuple[dict[str, Rule], Rule]:
    """An optimizer's state by suffix, and its step."""
    name = optimizer["name"]
    if name == "sgd":
        return {"velocity": sgd_velocity} if optimizer.get("momentum") else {}, sgd_step
    if name == "adagrad":
        return {"sum": adagrad_sum}, adagrad_step
    if name == "rmsprop":
        mean = {"m": rmsprop_mean} if optimizer.get("centered") else {}
        velocity = {"velocity": rmsprop_velocity} if optimizer.get("momentum") else {}
        return {"v": rmsprop_square, **mean, **velocity}, rmsprop_step
    largest = {"v_max": adam_largest} if optimizer.get("amsgrad") else {}
    return {"m": adam_mean, "v": adam_square, **largest}, adam_step


def sgd_velocity(run: Run, name: str) -> Array:
    """The gradient at first, then mu velocity + (1 - dampening) g."""
    g = run.decayed(name)
    if run.t == 1:
        return g
    kept = run.option("momentum") * run.before_step(f"{name}_velocity")
    return np.asarray(kept + (1 - run.option("dampening")) * g)


def sgd_step(run: Run, name: str) -> Array:
    """lr g, lr velocity, or with Nesterov lr (g + mu velocity)."""
    lr, mu = run.optimizer["learning_rate"], run.option("momentum")
    if not mu:
        return np.asarray(lr * run.decayed(name))
    velocity = run.q[f"{name}_velocity"]
    along = run.decayed(name) + mu * velocity if run.option("nesterov") else velocity
    return np.asarray(lr * along)


def adagrad_sum(run: Run, name: str) -> Array:
    """The squares so far."""
    before = run.before_step(f"{name}_sum", run.option("initial_accumulator_value"))
    return np.asarray(before + run.decayed(name) ** 2)


def adagrad_step(run: Run, name: str) -> Array:
    """lr / (1 + (t - 1) decay) g / (sqrt(sum) + eps)."""
    lr = run.optimizer["learning_rate"] / (1 + (run.t - 1) * run.option("lr_decay"))
    return np.asarray(lr * run.decayed(name) / (np.sqrt(run.q[f"{name}_sum"]) + run.option("eps")))


def rmsprop_square(run: Run, name: str) -> Array:
    """v = alpha v + (1 - alpha) g^2."""
    alpha = run.option("alpha")
    return np.asarray(alpha * run.before_step(f"{name}_v") + (1 - alpha) * run.decayed(name) ** 2)


def rmsprop_mean(run: Run, name: str) -> Array:
    """m = alpha m + (1 - alpha) g."""
    alpha = run.option("alpha")
    return np.asarray(alpha * run.before_step(f"{name}_m") + (1 - alpha) * run.decayed(name))


def rmsprop_quotient(run: Run, name: str) -> Array:
    """G / (sqrt(v) + eps), centered with v - m^2."""
    v = run.q[f"{name}_v"]
    if run.option("centered"):
        v = v - run.q[f"{name}_m"] ** 2
    return np.asarray(run.decayed(name) / (np.sqrt(v) + run.option("eps")))


def rmsprop_velocity(run: Run, name: str) -> Array:
    """Mu velocity + quotient."""
    return np.asarray(run.option("momentum") * run.before_step(f"{name}_velocity") + rmsprop_quotient(run, name))


def rmsprop_step(run: Run, name: str) -> Array:
    """lr times velocity or quotient."""
    along = run.q[f"{name}_velocity"] if run.option("momentum") else rmsprop_quotient(run, name)
    return np.asarray(run.optimizer["learning_rate"] * along)


def adam_mean(run: Run, name: str) -> Array:
    """m = beta1 m + (1 - beta1) g."""
    beta = run.option("betas")[0]
    return np.asarray(beta * run.before_step(f"{name}_m") + (1 - beta) * run.decayed(name))


def adam_square(run: Run, name: str) -> Array:
    """v = beta2 v + (1 - beta2) g^2."""
    beta = run.option("betas")[1]
    return np.asarray(beta * run.before_step(f"{name}_v") + (1 - beta) * run.decayed(name) ** 2)


def adam_largest(run: Run, name: str) -> Array:
    """The largest v so far."""
    return np.maximum(run.before_step(f"{name}_v_max"), run.q[f"{name}_v"])


def adam_step(run: Run, name: str) -> Array:
    """lr m_hat / (sqrt(v_hat) + eps), and adamw's lr decay W."""
    beta1, beta2 = run.option("betas")
    m = run.q[f"{name}_m"] / (1 - beta1**run.t)
    v = run.q[f"{name}_{'v_max' if run.option('amsgrad') else 'v'}"] / (1 - beta2**run.t)
    step = run.optimizer["learning_rate"] * m / (np.sqrt(v) + run.option("eps"))
    return np.asarray(step + adamw_decay(run, name))


def adamw_decay(run: Run, name: str) -> Array:
    """What adamw takes off the parameter by itself."""
    decay = run.option("weight_decay") if run.optimizer["name"] == "adamw" else 0.0
    return np.asarray(run.optimizer["learning_rate"] * decay * run.q[name])
