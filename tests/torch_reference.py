"""The same training by PyTorch's autograd, losses and optimizers: what bpcli's numbers are held against.

Written in the config's own layout, from PyTorch's documentation and the contract, not from bpcli's rules.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812 (as everyone calls it)
from torch import Tensor

from bpcli.rules.arrays import Array

torch.set_num_threads(1)

Record = Mapping[str, Any]

ACTIVATIONS: dict[str, Callable[..., Tensor]] = {
    "identity": lambda z: z.clone(),
    "relu": F.relu,
    "leaky_relu": lambda z, slope=0.01: F.leaky_relu(z, slope),
    "elu": lambda z, alpha=1.0: F.elu(z, alpha),
    "selu": F.selu,
    "silu": F.silu,
    "gelu": F.gelu,
    "gelu_tanh": lambda z: F.gelu(z, approximate="tanh"),
    "softplus": lambda z: torch.logaddexp(z, torch.zeros_like(z)),
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
}
"""Softmax is apart: it alone needs the axis."""

LOSSES: dict[str, Callable[..., Tensor]] = {
    "binary_cross_entropy": F.binary_cross_entropy,
    "mse": F.mse_loss,
    "half_mse": lambda a, y, reduction: F.mse_loss(a, y, reduction=reduction) / 2,
    "mae": F.l1_loss,
    "huber": lambda a, y, reduction, threshold=1.0: F.huber_loss(a, y, reduction=reduction, delta=threshold),
    "hinge": lambda a, y, reduction: F.hinge_embedding_loss(y * a, -torch.ones_like(y), reduction=reduction),
}
"""Cross-entropy is apart: it has no mean over outputs."""

OPTIMIZERS: dict[str, Callable[..., torch.optim.Optimizer]] = {
    "sgd": torch.optim.SGD,
    "adagrad": torch.optim.Adagrad,
    "rmsprop": torch.optim.RMSprop,
    "adam": torch.optim.Adam,
    "adamw": torch.optim.AdamW,
    "nadam": torch.optim.NAdam,
}

STATE = {
    "momentum_buffer": "velocity",
    "exp_avg": "m",
    "exp_avg_sq": "v",
    "max_exp_avg_sq": "v_max",
    "square_avg": "v",
    "grad_avg": "m",
    "sum": "sum",
    "mu_product": "mu_product",
}
"""PyTorch's names of an optimizer's state, and bpcli's."""


class Reference:
    """A training whose steps are dictionaries of arrays, named and laid out as in a trace."""

    def __init__(self, config: Record) -> None:
        self.config = config
        self.rows, self.inward = config["layout"] != "columns", config["layout"] == "rows"
        self.x = torch.tensor(config["data"]["x"], dtype=torch.float64)
        layers = config["network"]["layers"]
        self.W = [torch.tensor(layer["weights"], dtype=torch.float64).requires_grad_() for layer in layers]
        self.b = [self._bias(layer["bias"], W) for layer, W in zip(layers, self.W, strict=True)]
        self.y = self._targets(config["data"]["y"])
        self.optimizer = self._optimizer(config["optimizer"])

    def steps(self) -> Iterator[dict[str, Array]]:
        """One training step after another."""
        batches = self._batches()
        for _ in range(self.config["training"]["steps"]):
            yield self._step(next(batches))

    def _step(self, batch: Array) -> dict[str, Array]:
        axis, samples = 0 if self.rows else 1, torch.tensor(batch)
        X, Y = self.x.index_select(axis, samples), self.y.index_select(axis, samples)
        Z, A = self._forward(X)
        data_term = self._data_term(Z[-1], A[-1], Y, len(batch))
        loss = data_term + self._penalty()
        for parameter in self._parameters().values():
            parameter.grad = None
        torch.autograd.backward(loss)
        averaged = self.config["loss"].get("over_samples", "mean") == "mean"
        scale = len(batch) if averaged and self.config["delta"] == "per_sample" else 1
        mean_loss = data_term if averaged else data_term / len(batch)
        found = {"X": _array(X), "Y": _array(Y), "loss": _array(loss), "mean_loss": _array(mean_loss)}
        for number, (z, a) in enumerate(zip(Z, A, strict=True), 1):
            found |= {f"Z{number}": _array(z), f"A{number}": _array(a), f"delta{number}": scale * _array(z.grad)}
            if a.grad is not None:
                found[f"dA{number}"] = scale * _array(a.grad)
        parameters = self._parameters()
        found |= {name: _array(parameter) for name, parameter in parameters.items()}
        found |= {f"d{name}": _array(parameter.grad) for name, parameter in parameters.items()}
        return found | self._update()

    def _update(self) -> dict[str, Array]:
        if self.optimizer is None:
            return {}
        found = self._clip()
        with _numbers_of_an_optimizer_in_float64():
            self.optimizer.step()
        for name, parameter in self._trained().items():
            found[f"{name}_new"] = _array(parameter)
            for key, value in self.optimizer.state[parameter].items():
                if key != "step" and value is not None:
                    found[f"{name}_{STATE[key]}"] = _array(value)
        return found

    def _clip(self) -> dict[str, Array]:
        """Clip the gradients that the optimizer is given, if the config says so; by what, as torch documents it."""
        if "clip_norm" not in self.config["optimizer"]:
            return {}
        longest = self.config["optimizer"]["clip_norm"]
        norm = torch.nn.utils.clip_grad_norm_(self._trained().values(), longest)
        return {"gradient_norm": _array(norm), "clip_factor": _array((longest / (norm + 1e-6)).clamp(max=1.0))}

    def _forward(self, X: Tensor) -> tuple[list[Tensor], list[Tensor]]:
        Z, A = [], []
        a = X
        for W, b, layer in zip(self.W, self.b, self.config["network"]["layers"], strict=True):
            z = F.linear(a, W.T if self.inward else W) if self.rows else W @ a
            z = z if b is None else z + b
            z.retain_grad()
            a = self._activation(z, layer["activation"])
            a.retain_grad()
            Z.append(z)
            A.append(a)
        return Z, A

    def _activation(self, z: Tensor, activation: Record) -> Tensor:
        name, parameters = _split(activation)
        return z.softmax(1 if self.rows else 0) if name == "softmax" else ACTIVATIONS[name](z, **parameters)

    def _data_term(self, z: Tensor, a: Tensor, y: Tensor, m: int) -> Tensor:
        """PyTorch's own mean where both are means; else its sum, divided."""
        name, parameters = _split(self.config["loss"])
        output = self.config["network"]["layers"][-1]["activation"]["name"]
        for key in ("l2", "l2_biases"):
            parameters.pop(key, None)
        over_samples = parameters.pop("over_samples", "mean")
        if name == "cross_entropy":
            if output == "softmax":
                z, y = (z, y) if self.rows else (z.T, y.T)
                return F.cross_entropy(z, y, reduction=over_samples)
            return -(y * a.log()).sum() / (m if over_samples == "mean" else 1)
        over_outputs = parameters.pop("over_outputs", "mean")
        both = over_samples == over_outputs
        reduction = over_samples if both else "sum"
        if name == "binary_cross_entropy" and output == "sigmoid":
            value = F.binary_cross_entropy_with_logits(z, y, reduction=reduction)
        else:
            value = LOSSES[name](a, y, reduction=reduction, **parameters)
        if both:
            return value
        return value / (m if over_samples == "mean" else y.numel() // m)

    def _penalty(self) -> Tensor:
        l2, l2_biases = (float(self.config["loss"].get(key, 0)) for key in ("l2", "l2_biases"))
        weights = sum((W.square().sum() for W in self.W), torch.zeros((), dtype=torch.float64))
        biases = sum((b.square().sum() for b in self.b if b is not None), torch.zeros((), dtype=torch.float64))
        return l2 / 2 * weights + l2_biases / 2 * biases

    def _bias(self, bias: Any, W: Tensor) -> Tensor | None:
        if bias is False:
            return None
        units = W.shape[1] if self.inward else W.shape[0]
        numbers = 0.0 if bias is True else torch.tensor(bias, dtype=torch.float64).reshape(-1)
        flat = torch.zeros(units, dtype=torch.float64) + numbers
        return flat.reshape((1, units) if self.rows else (units, 1)).requires_grad_()

    def _targets(self, y: list[Any]) -> Tensor:
        if isinstance(y[0], list):
            return torch.tensor(y, dtype=torch.float64)
        units = self.W[-1].shape[1] if self.inward else self.W[-1].shape[0]
        one_hot = F.one_hot(torch.tensor(y, dtype=torch.int64), units).to(torch.float64)
        if self.config["loss"]["name"] == "hinge":
            one_hot = 2 * one_hot - 1
        return one_hot if self.rows else one_hot.T

    def _parameters(self) -> dict[str, Tensor]:
        pairs = zip(self.W, self.b, strict=True)
        named = [(f"{kind}{n}", p) for n, pair in enumerate(pairs, 1) for kind, p in zip("Wb", pair, strict=True)]
        return {name: parameter for name, parameter in named if parameter is not None}

    def _trained(self) -> dict[str, Tensor]:
        freeze = self.config["optimizer"].get("freeze", [])
        names = [name for name in self._parameters() if name[0] == "b"] if freeze == "biases" else freeze
        return {name: parameter for name, parameter in self._parameters().items() if name not in names}

    def _optimizer(self, optimizer: Record) -> torch.optim.Optimizer | None:
        name, parameters = _split(optimizer)
        for key in ("freeze", "clip_norm"):
            parameters.pop(key, None)
        parameters["lr"] = parameters.pop("learning_rate")
        if "betas" in parameters:
            parameters["betas"] = tuple(parameters["betas"])
        trained = list(self._trained().values())
        return OPTIMIZERS[name](trained, foreach=False, **parameters) if trained else None

    def _batches(self) -> Iterator[Array]:
        """Samples in their order, or shuffled each pass; nothing else in these configs draws."""
        samples, training, seed = self.x.shape[0 if self.rows else 1], self.config["training"], self.config["seed"]
        legacy = self.config["rng"] == "legacy"
        stream = np.random.RandomState(seed) if legacy else np.random.default_rng(seed)
        size = training.get("batch_size", samples)
        while True:
            order = stream.permutation(samples) if training["shuffle"] else np.arange(samples)
            for start in range(0, samples, size):
                yield order[start : start + size]


@contextmanager
def _numbers_of_an_optimizer_in_float64() -> Iterator[None]:
    """PyTorch keeps them (mu_product) in its default dtype, whatever the parameters have."""
    before = torch.get_default_dtype()
    torch.set_default_dtype(torch.float64)
    try:
        yield
    finally:
        torch.set_default_dtype(before)


def _split(record: Record) -> tuple[str, dict[str, Any]]:
    parameters = dict(record)
    return parameters.pop("name"), parameters


def _array(tensor: Tensor | None) -> Array:
    assert tensor is not None
    return tensor.detach().numpy().copy()
