"""Gradients made shorter where all of them together are too long. Source: torch.nn.utils.clip_grad_norm_."""

from collections.abc import Sequence
from functools import reduce

from bpcli.rules.expression import PLUS, Constant, Expression, Read, lift, smallest, sqrt, total
from bpcli.rules.names import CLIP_FACTOR, GRADIENT_NORM, Name

AGAINST_ZERO = 1e-6
"""What PyTorch adds to the norm, so that zero gradients divide nothing by zero."""


def gradient_norm(gradients: Sequence[Name]) -> Expression:
    """The length of all these gradients as one vector."""
    return sqrt(reduce(PLUS, (total("entries", Read(name) ** 2) for name in gradients)))


def clip_factor(clip_norm: float) -> Expression:
    """What each gradient is multiplied by: 1 where the norm is small enough."""
    return smallest(1, Constant(clip_norm, "clip_norm") / (Read(GRADIENT_NORM, scalar=True) + lift(AGAINST_ZERO)))


def clipped(gradient: Expression) -> Expression:
    """A gradient as the optimizer gets it, made shorter by the factor."""
    return Read(CLIP_FACTOR, scalar=True) * gradient
