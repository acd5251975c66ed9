"""The same training by other frameworks: their activations, losses, autograd and optimizers.

Each framework is imported when it is asked for.
"""

from __future__ import annotations

from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING

from bpcli.errors import UsageError

if TYPE_CHECKING:
    from bpcli.frameworks.reference import Reference
    from bpcli.program.setup import Setup

FRAMEWORKS = MappingProxyType({"torch": "TorchReference", "jax": "JaxReference"})
NEEDED = MappingProxyType({"torch": "PyTorch", "jax": "JAX", "jaxlib": "JAX", "optax": "Optax"})


def training_by(framework: str, setup: Setup) -> Reference:
    """The training of ``setup`` by ``framework``, before its first step.

    Raises:
        UsageError: the framework is not installed.
    """
    try:
        module = import_module(f"bpcli.frameworks.{framework}_reference")
    except ModuleNotFoundError as error:
        if error.name is None or error.name not in NEEDED:
            raise
        remedy = f"install it with: pip install 'bpcli[{framework}]'"
        raise UsageError(f"--against {framework}: {NEEDED[error.name]} is not installed; {remedy}") from None
    made: Reference = getattr(module, FRAMEWORKS[framework])(setup)
    return made
