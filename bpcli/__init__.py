"""See, prove and debug backpropagation: every Z, A, delta and dW of a training step.

``bpcli.trace("xor")`` and ``bpcli.train("xor", steps=100)`` are what the commands of the same names
print, as arrays. Nothing is imported until it is used.
"""

TYPE_CHECKING = False  # as a type checker does not believe; typing would be imported for it alone
if TYPE_CHECKING:
    from bpcli.api import check, compare, diagram, explain, trace, train
    from bpcli.errors import BpcliError, ConfigError, Fault, NonFiniteError, UsageError
    from bpcli.torch_capture.capture import capture

__version__ = "0.1.0"

__all__ = [
    "BpcliError",
    "ConfigError",
    "Fault",
    "NonFiniteError",
    "UsageError",
    "capture",
    "check",
    "compare",
    "diagram",
    "explain",
    "trace",
    "train",
]

HOMES = {
    "capture": "bpcli.torch_capture.capture",
    "check": "bpcli.api",
    "compare": "bpcli.api",
    "diagram": "bpcli.api",
    "explain": "bpcli.api",
    "trace": "bpcli.api",
    "train": "bpcli.api",
}


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module 'bpcli' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(HOMES.get(name, "bpcli.errors")), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
