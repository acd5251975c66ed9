"""What the training by a framework is, whichever framework it is."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np

from bpcli.frameworks.expressions import Functions
from bpcli.program.network import parameters_of
from bpcli.program.setup import Setup
from bpcli.rules.activations import Activation
from bpcli.rules.arrays import Array
from bpcli.rules.names import Name

Arrays = dict[str, Array]
LOGITS = frozenset({("cross_entropy", "softmax"), ("cross_entropy", "sigmoid"), ("binary_cross_entropy", "sigmoid")})
"""Losses that frameworks compute from Z, past the activation at the output: there is no dL/dA then."""


class Reference(ABC):
    """A training whose steps hand out what they computed, by the names of a trace, rows layout.

    ``no_update`` says why there is no counterpart to the optimizer; parameters then stay as they are
    until ``take`` brings others. A rule that is in none of the framework's tables is computed by its expression.
    """

    title: str
    """``torch 2.13.0``."""
    functions: Functions
    activations: Mapping[str, Callable[[Any, Any], Any]]
    """A from the activation's record and Z."""
    losses: Mapping[str, Callable[[Any, Any, Any, Any], Any]]
    """The sum over samples and outputs, from the reference, Z and A of the output layer, and Y."""
    optimizers: Mapping[str, Any]
    no_update: str | None = None

    def __init__(self, setup: Setup) -> None:
        self.config, self.layers = setup.config, setup.layers
        self.dtype = np.dtype(setup.config.dtype)
        self.names = [name for number, layer in enumerate(setup.layers, 1) for name in parameters_of(number, layer)]
        self.trained = [name for name in self.names if not setup.config.optimizer.freezes(name)]
        loss, output = setup.config.loss.name, setup.layers[-1].activation.name
        self.loss_sees_logits = loss in self.losses and (loss, output) in LOGITS
        self.take({name: self._start(name) for name in self.names})

    def step(self, X: Array, Y: Array) -> Arrays:
        """One step on a batch: loss, Z, A, dA, delta, dW, db, and W_new, b_new where there is an update."""
        found = self.differentiated(X, Y)
        mean, per_sample = self.config.loss.over_samples == "mean", self.config.delta == "per_sample"
        if mean and per_sample:
            errors = (name for name in found if name.startswith(("dA", "delta")))
            found |= {name: found[name] * len(X) for name in errors}
        return found if self.no_update else found | self.updated()

    def notes(self) -> Iterator[str]:
        """What is not independent of bpcli's own formulas, and what could not be computed at all."""
        activations = [layer.activation.name for layer in self.layers if layer.activation.name not in self.activations]
        losses = [self.config.loss.name] if self.config.loss.name not in self.losses else []
        for name in dict.fromkeys((*activations, *losses)):
            yield f"{name} has no counterpart there: its formula is bpcli's own, and only autograd is independent"
        if self.config.optimizer.name not in self.optimizers:
            name = self.config.optimizer.name
            yield f"{name} has no counterpart there: its formulas are bpcli's own, and only arithmetic is independent"
        if self.no_update:
            yield f"the update has no counterpart there: {self.no_update}"

    def activated(self, activation: Activation, z: Any) -> Any:
        """A of a layer from its Z, by the framework's own function if it has one."""
        own = self.activations.get(activation.name)
        return self.functions.activated(activation, z) if own is None else own(activation, z)

    def summed(self, z: Any, a: Any, y: Any) -> Any:
        """The loss's sum over samples and outputs, from Z and A of the output layer."""
        own = self.losses.get(self.config.loss.name)
        return self.functions.summed(self.config.loss, a, y) if own is None else own(self, z, a, y)

    @abstractmethod
    def take(self, parameters: Mapping[str, Array]) -> None:
        """Go on from these parameters."""

    @abstractmethod
    def differentiated(self, X: Array, Y: Array) -> Arrays:
        """The loss of a batch, all that it is made of, and its derivatives by autograd, each with 1/m in it."""

    @abstractmethod
    def updated(self) -> Arrays:
        """Take the optimizer's step; the trained parameters as they are then."""

    def _start(self, name: Name) -> Array:
        layer = self.layers[name.layer - 1]
        start = layer.W if name.is_of_weights else layer.b
        assert start is not None
        return start.astype(self.dtype)

    def coefficient(self, m: int, n: int) -> float:
        """What the sum over m samples and n outputs is multiplied by."""
        loss = self.config.loss
        return 1 / ((m if loss.over_samples == "mean" else 1) * (n if loss.averages_outputs else 1))
