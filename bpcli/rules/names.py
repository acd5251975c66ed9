"""The names of a step's quantities, taken apart once: ``W1_velocity`` is the velocity of the W of layer 1."""

from __future__ import annotations

import re

LAYERED = re.compile(r"(dA|dW|db|delta|fprime|[AZWb])([1-9][0-9]*)(?:_(\w+))?")
OLD = "_old"


class Name(str):
    """A name as text, which also knows its parts.

    ``kind`` is what stands before the layer (``Z``, ``dW``; of ``X`` or ``loss`` the whole name), ``layer``
    counts from 1 and is 0 where there is none, ``suffix`` is what follows (``velocity``, ``new``).
    """

    __slots__ = ("kind", "layer", "suffix")

    kind: str
    layer: int
    suffix: str

    def __new__(cls, kind: str, layer: int = 0, suffix: str = "") -> Name:
        """The name with these parts."""
        name = super().__new__(cls, f"{kind}{layer or ''}{'_' if suffix else ''}{suffix}")
        name.kind, name.layer, name.suffix = kind, layer, suffix
        return name

    def __reduce__(self) -> tuple[type[Name], tuple[str, int, str]]:
        return Name, (self.kind, self.layer, self.suffix)

    @classmethod
    def parsed(cls, text: str) -> Name:
        """The name that ``text`` spells; what has no layer is a kind of its own."""
        match = LAYERED.fullmatch(text)
        return cls(text) if match is None else cls(match[1], int(match[2]), match[3] or "")

    @property
    def family(self) -> str:
        """The name without its layer: ``dW`` of ``dW1``, ``W_new`` of ``W1_new``."""
        return str(Name(self.kind, 0, self.suffix))

    @property
    def parameter(self) -> Name:
        """The parameter that this is, or belongs to: ``W1`` of ``dW1`` and of ``W1_velocity``."""
        return Name(self.kind.removeprefix("d"), self.layer)

    @property
    def is_gradient(self) -> bool:
        """Whether it is the gradient of a weight matrix or of a bias."""
        return self.kind in ("dW", "db")

    @property
    def is_of_weights(self) -> bool:
        """Whether it has the shape of a weight matrix."""
        return self.kind in ("W", "dW")

    @property
    def is_of_biases(self) -> bool:
        """Whether it has the shape of a bias."""
        return self.kind in ("b", "db")

    def with_suffix(self, suffix: str) -> Name:
        """Another quantity of the same parameter: ``W1_m``."""
        return Name(self.kind, self.layer, suffix)

    @property
    def old(self) -> Name:
        """A state as the step before left it: ``W1_m_old`` of ``W1_m``."""
        return self.with_suffix(self.suffix + OLD)

    @property
    def gradient(self) -> Name:
        """The gradient of this parameter: ``dW1`` of ``W1``."""
        return Name(f"d{self.kind}", self.layer)


X, Y, LOSS, DATA_LOSS = Name("X"), Name("Y"), Name("loss"), Name("data_loss")
SAMPLES, OUTPUTS, STEP = Name("m"), Name("n"), Name("t")
LABELS, CLASSES = Name("y"), Name("classes")
GRADIENT_NORM, CLIP_FACTOR = Name("gradient_norm"), Name("clip_factor")


def activation_before(layer: int) -> Name:
    """What a layer takes in: the input, or the A of the layer before."""
    return X if layer == 1 else Name("A", layer - 1)
