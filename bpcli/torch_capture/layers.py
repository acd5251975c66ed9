"""Which models can be traced: those whose parameters all are in Linear layers."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from torch import nn
from torch.nn.modules.batchnorm import _NormBase

from bpcli.errors import UsageError

MIXES_SAMPLES_OR_UNITS = (_NormBase, nn.LayerNorm, nn.GroupNorm)
"""Layers that a trace has no names for even where they have no parameters."""


def linear_layers(model: nn.Module) -> dict[nn.Linear, str]:
    """The model's Linear layers, with their names in it.

    Raises:
        UsageError: naming every layer that a trace has no place for.
    """
    layers = {module: name or "the model" for name, module in model.named_modules() if isinstance(module, nn.Linear)}
    foreign = [
        f"{name or 'the model'} ({type(module).__name__})"
        for name, module in model.named_modules()
        if module not in layers and _cannot_be_traced(module)
    ]
    if foreign:
        raise _refusal(f"{', '.join(foreign)}: only torch.nn.Linear may have parameters")
    if not layers:
        raise _refusal("it has no torch.nn.Linear")
    return layers


def check_chain(ran: Sequence[nn.Linear], names: dict[nn.Linear, str]) -> None:
    """Refuse layers of which one does not fit on the one before.

    Raises:
        UsageError: naming both.
    """
    for before, after in pairwise(ran):
        if before.out_features != after.in_features:
            raise _refusal(
                f"{names[before]} gives {before.out_features} units and {names[after]} takes "
                f"{after.in_features}: Linear layers must run one after another"
            )


def check_same(ran: Sequence[nn.Linear], first: Sequence[nn.Linear]) -> None:
    """Refuse a pass through other layers than the first.

    Raises:
        UsageError: the layers differ.
    """
    if list(ran) != list(first):
        raise _refusal("its Linear layers must be the same, in the same order, in every forward pass")


def ran_twice(name: str) -> UsageError:
    """The error for a Linear layer that is used twice in a forward pass."""
    return _refusal(f"{name} ran twice in one forward pass")


def dropped_out() -> UsageError:
    """The error for units dropped at random."""
    return _refusal("dropout is on: set p=0 or call model.eval() for the traced steps")


def _cannot_be_traced(module: nn.Module) -> bool:
    own = next(module.parameters(recurse=False), None)
    return own is not None or isinstance(module, MIXES_SAMPLES_OR_UNITS)


def _refusal(why: str) -> UsageError:
    return UsageError(f"this model cannot be traced: {why}")
