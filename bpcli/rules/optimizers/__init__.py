"""The optimizers by name. A new one is one class in a file of its own and one entry here."""

from __future__ import annotations

from bpcli.rules.optimizers.adagrad import Adagrad
from bpcli.rules.optimizers.adam import Adam, AdamW
from bpcli.rules.optimizers.new_parameter import NewParameter
from bpcli.rules.optimizers.optimizer import Optimizer
from bpcli.rules.optimizers.rmsprop import RMSprop
from bpcli.rules.optimizers.sgd import SGD
from bpcli.rules.registry import registry

OPTIMIZERS = registry(Optimizer, SGD, Adagrad, RMSprop, Adam, AdamW)

__all__ = ["OPTIMIZERS", "NewParameter", "Optimizer"]
