"""The activations by name. A new one is one class in one of these files and one entry here."""

from __future__ import annotations

from bpcli.rules.activations.activation import Activation
from bpcli.rules.activations.piecewise import ELU, SELU, Identity, LeakyReLU, ReLU
from bpcli.rules.activations.smooth import GELU, GELUTanh, SiLU, Softplus
from bpcli.rules.activations.softmax import Softmax
from bpcli.rules.activations.squashing import Sigmoid, Tanh
from bpcli.rules.registry import registry

ACTIVATIONS = registry(
    Activation, Identity, ReLU, LeakyReLU, ELU, SELU, SiLU, GELU, GELUTanh, Softplus, Sigmoid, Tanh, Softmax
)

__all__ = ["ACTIVATIONS", "Activation", "Identity", "Sigmoid", "Softmax"]
