"""The losses by name. A new one is one class in one of these files and one entry here."""

from __future__ import annotations

from bpcli.rules.losses.distances import MAE, MSE, HalfMSE, Hinge, Huber
from bpcli.rules.losses.entropies import BinaryCrossEntropy, CrossEntropy
from bpcli.rules.losses.loss import Loss
from bpcli.rules.registry import registry

LOSSES = registry(Loss, CrossEntropy, BinaryCrossEntropy, MSE, HalfMSE, MAE, Huber, Hinge)

__all__ = ["LOSSES", "Loss"]
