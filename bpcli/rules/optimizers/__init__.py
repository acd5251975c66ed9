"""The optimizers by name. A new one is one class in one of these files and one entry here."""

from __future__ import annotations

from bpcli.rules.optimizers.adam import Adam, AdamW, NAdam
from bpcli.rules.optimizers.adaptive import Adagrad, RMSprop
from bpcli.rules.optimizers.optimizer import Optimizer, Parameter
from bpcli.rules.optimizers.sgd import SGD
from bpcli.rules.registry import registry

OPTIMIZERS = registry(Optimizer, SGD, Adagrad, RMSprop, Adam, AdamW, NAdam)

__all__ = ["OPTIMIZERS", "Optimizer", "Parameter"]
