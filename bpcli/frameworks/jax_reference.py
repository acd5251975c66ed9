"""The same training by JAX and Optax: jax.nn, jax.grad, and Optax's optimizers where their formula is the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import optax
from jax.flatten_util import ravel_pytree
from jax.scipy.special import xlogy
from msgspec import UnsetType

from bpcli.frameworks.expressions import ExpressedOptimizer, Functions
from bpcli.frameworks.reference import Arrays, Reference
from bpcli.program.setup import Setup
from bpcli.rules.arrays import Array

ACTIVATIONS: Mapping[str, Callable[[Any, Any], Any]] = {
    "identity": lambda _, z: z,
    "relu": lambda _, z: jax.nn.relu(z),
    "leaky_relu": lambda f, z: jnp.where(z > 0, z, f.slope * z),  # at 0 jax.nn.leaky_relu takes the right piece
    "elu": lambda f, z: jax.nn.elu(z, f.alpha),
    "selu": lambda _, z: jax.nn.selu(z),
    "silu": lambda _, z: jax.nn.silu(z),
    "gelu_tanh": lambda _, z: jax.nn.gelu(z, approximate=True),
    "softplus": lambda _, z: jax.nn.softplus(z),
    "sigmoid": lambda _, z: jax.nn.sigmoid(z),
    "tanh": lambda _, z: jnp.tanh(z),
    "softmax": lambda _, z: jax.nn.softmax(z, axis=1),
}


def _cross_entropy(reference: JaxReference, z: Any, a: Any, y: Any) -> Any:
    if not reference.loss_sees_logits:
        return -xlogy(y, a).sum()
    sigmoid = reference.layers[-1].activation.name == "sigmoid"
    return -(y * (jax.nn.log_sigmoid(z) if sigmoid else jax.nn.log_softmax(z, axis=1))).sum()


def _binary_cross_entropy(reference: JaxReference, z: Any, a: Any, y: Any) -> Any:
    if reference.loss_sees_logits:
        return optax.sigmoid_binary_cross_entropy(z, y).sum()
    return -(xlogy(y, a) + xlogy(1 - y, 1 - a)).sum()


LOSSES: Mapping[str, Callable[[Any, Any, Any, Any], Any]] = {
    "cross_entropy": _cross_entropy,
    "binary_cross_entropy": _binary_cross_entropy,
    "mse": lambda _, _z, a, y: optax.squared_error(a, y).sum(),
    "half_mse": lambda _, _z, a, y: optax.l2_loss(a, y).sum(),
    "mae": lambda _, _z, a, y: jnp.abs(a - y).sum(),
    "huber": lambda reference, _, a, y: optax.huber_loss(a, y, delta=reference.config.loss.threshold).sum(),
    "hinge": lambda _, _z, a, y: jax.nn.relu(1 - y * a).sum(),
}


def _highest(array: Any, axis: int | None) -> Any:
    return array.max(axis=axis, keepdims=axis is not None)


def _sgd(o: Any) -> Any:
    if o.dampening:
        return "optax.sgd has no dampening"
    return _decayed(o, optax.sgd(o.learning_rate, o.momentum or None, o.nesterov))


def _rmsprop(o: Any) -> Any:
    momentum = o.momentum or None
    rmsprop = optax.rmsprop(o.learning_rate, o.alpha, o.eps, eps_in_sqrt=False, centered=o.centered, momentum=momentum)
    return _decayed(o, rmsprop)


def _adam(o: Any) -> Any:
    if o.amsgrad:
        return "optax.amsgrad corrects v before it takes the largest"
    return _decayed(o, optax.adam(o.learning_rate, *o.betas, o.eps))


def _adamw(o: Any) -> Any:
    if o.amsgrad:
        return "optax.amsgrad corrects v before it takes the largest, and has no decay of its own"
    return optax.adamw(o.learning_rate, *o.betas, o.eps, weight_decay=o.weight_decay)


def _decayed(o: Any, optimizer: Any) -> Any:
    return optax.chain(optax.add_decayed_weights(o.weight_decay), optimizer) if o.weight_decay else optimizer


OPTIMIZERS: Mapping[str, Callable[[Any], Any]] = {
    "sgd": _sgd,
    "adagrad": lambda _: "optax.adagrad has its eps under the root",
    "rmsprop": _rmsprop,
    "adam": _adam,
    "adamw": _adamw,
    "nadam": lambda _: "optax.nadam has a momentum that stays as it is",
}
"""Optax's optimizer with the same formula, or the reason why there is none."""


class _Optax:
    """An optimizer of Optax with the state that it keeps."""

    def __init__(self, optimizer: Any, parameters: dict[str, Any]) -> None:
        self.optimizer, self.state = optimizer, optimizer.init(parameters)

    def updated(self, parameters: dict[str, Any], gradients: dict[str, Any]) -> dict[str, Any]:
        """The parameters after one more step along these gradients."""
        steps, self.state = self.optimizer.update(gradients, self.state, parameters)
        new: dict[str, Any] = optax.apply_updates(parameters, steps)
        return new


class JaxReference(Reference):
    """A training by JAX, in the config's dtype."""

    title = f"jax {jax.__version__}"
    functions = Functions("jax", (jnp, jax.scipy.special), jnp.where, _highest, jnp.array)
    activations, losses, optimizers = ACTIVATIONS, LOSSES, OPTIMIZERS

    def __init__(self, setup: Setup) -> None:
        self.parameters: dict[str, Any] = {}
        super().__init__(setup)
        rule = self.config.optimizer
        with self._precision():
            optimizer = OPTIMIZERS[rule.name](rule) if rule.name in OPTIMIZERS else None
            self.no_update = optimizer if isinstance(optimizer, str) else None
            if optimizer is None:
                self.optimizer: Any = ExpressedOptimizer(rule, self.trained, self.functions)
            elif self.no_update is None:
                self.optimizer = _Optax(optimizer, self._trained(self.parameters))
        self.run = jax.jit(jax.value_and_grad(self._loss, argnums=(0, 1), has_aux=True))
        self.gradients: dict[str, Any] = {}

    def take(self, parameters: Mapping[str, Array]) -> None:
        """Go on from these parameters."""
        with self._precision():
            self.parameters = {name: jnp.array(array) for name, array in parameters.items()}

    def differentiated(self, X: Array, Y: Array) -> Arrays:
        """One pass; dL/dZ and dL/dA are the gradients in zeros that are added to each Z and A."""
        with self._precision():
            kinds = ((kind, number) for number in range(1, len(self.layers) + 1) for kind in "ZA")
            zeros = {f"{kind}{n}": jnp.zeros((len(X), self.layers[n - 1].units), self.dtype) for kind, n in kinds}
            (loss, kept), (self.gradients, errors) = self.run(self.parameters, zeros, jnp.array(X), jnp.array(Y))
        if self.loss_sees_logits:
            del errors[f"A{len(self.layers)}"]
        named = {("dA" if name[0] == "A" else "delta") + name[1:]: error for name, error in errors.items()}
        gradients = {f"d{name}": gradient for name, gradient in self.gradients.items()}
        return {name: np.array(array) for name, array in {**kept, **named, **gradients, "loss": loss}.items()}

    def updated(self) -> Arrays:
        """Clip as PyTorch does, then one step of Optax."""
        with self._precision():
            gradients, found = self._clipped(self._trained(self.gradients))
            new = self.optimizer.updated(self._trained(self.parameters), gradients)
        self.parameters = {**self.parameters, **new}
        return {
            name: np.array(array)
            for name, array in (found | {f"{name}_new": each for name, each in new.items()}).items()
        }

    def _clipped(self, gradients: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
        """The gradients for the optimizer, and their norm; Optax's own clipping has no 1e-6 beside the norm."""
        longest = self.config.optimizer.clip_norm
        if isinstance(longest, UnsetType) or not gradients:
            return gradients, {}
        norm = jnp.linalg.norm(ravel_pytree(gradients)[0])
        factor = jnp.minimum(1.0, longest / (norm + 1e-6))
        return {name: factor * gradient for name, gradient in gradients.items()}, {"gradient_norm": norm}

    def _loss(self, parameters: dict[str, Any], zeros: dict[str, Any], a: Any, y: Any) -> tuple[Any, dict[str, Any]]:
        kept: dict[str, Any] = {}
        for number, layer in enumerate(self.layers, 1):
            z = a @ parameters[f"W{number}"] + parameters.get(f"b{number}", 0) + zeros[f"Z{number}"]
            a = self.activated(layer.activation, z) + zeros[f"A{number}"]
            kept |= {f"Z{number}": z, f"A{number}": a}
        total = self.summed(z, a, y)
        return total * self.coefficient(*y.shape) + self._penalty(parameters), kept

    def _penalty(self, parameters: dict[str, Any]) -> Any:
        loss = self.config.loss
        strengths = ((loss.l2 if name[0] == "W" else loss.l2_biases, name) for name in self.names)
        return sum(strength / 2 * jnp.square(parameters[name]).sum() for strength, name in strengths)

    def _trained(self, of: dict[str, Any]) -> dict[str, Any]:
        return {name: of[name] for name in self.trained}

    @contextmanager
    def _precision(self) -> Iterator[None]:
        """JAX computes in float32 unless it is told otherwise: here only for as long as this reference is at work."""
        config: Any = jax.config
        before = config.read("jax_enable_x64")
        config.update("jax_enable_x64", self.dtype == np.float64)
        try:
            yield
        finally:
            config.update("jax_enable_x64", before)
