"""What every activation knows: its value, its slope, and how both are written.

An activation is also what the config says of it: its fields are the parameters that a user may set.
"""

from collections.abc import Iterator
from functools import partial
from typing import Annotated, Any, ClassVar

import numpy as np
from msgspec import Meta, Struct

from bpcli.rules.rule import Array, Calls, Elementwise, Layout, Mistake, Near, Rule, written
from bpcli.rules.slips import Copied, Plain

Positive = Annotated[float, Meta(gt=0)]


class Activation(Struct, frozen=True, tag_field="name", forbid_unknown_fields=True):
    """A function A = f(Z) between (m, n) matrices.

    ``definition`` and ``slope_definition`` are templates over Z, A and the activation's own fields.
    The slope is f'(Z), entry by entry; an activation that mixes the entries of a row (softmax) has
    ``elementwise`` False and sends an error back by ``bind_send_through`` instead.
    """

    elementwise: ClassVar[bool] = True
    definition: ClassVar[str]
    slope_definition: ClassVar[str] = ""

    @property
    def name(self) -> str:
        """The name in the config."""
        return str(self.__struct_config__.tag)

    @property
    def kinks(self) -> tuple[float, ...]:
        """The values of Z at which f' jumps; there the derivative of the left side counts, as in PyTorch."""
        return ()

    @property
    def seams(self) -> tuple[float, ...]:
        """The values of Z at which two pieces meet with one slope."""
        return ()

    def bind(self, A: Array, Z: Array) -> Calls:
        """Calls that compute A = f(Z)."""
        raise TypeError(f"{self.name} computes nothing")

    def bind_slope(self, fprime: Array, Z: Array, A: Array) -> Calls:
        """Calls that compute f'(Z), where it helps from A = f(Z)."""
        raise TypeError(f"{self.name} has no slope entry by entry")

    def bind_send_through(self, delta: Array, dA: Array, A: Array) -> Calls:
        """Calls that compute delta = dL/dZ from dA = dL/dA through the full Jacobian."""
        raise TypeError(f"{self.name} works entry by entry")

    def mistakes(self) -> Iterator[tuple[str, Rule]]:
        """What people compute from Z in place of f(Z)."""
        yield from ()

    def written(self, template: str, **names: str) -> str:
        """A template filled with names of matrices and with this activation's parameters."""
        fields: dict[str, Any] = {field: written(getattr(self, field)) for field in self.__struct_fields__}
        return template.format(**fields, **names)


class OfActivation(Elementwise):
    """A rule that one activation gives."""

    def __init__(self, activation: Activation) -> None:
        self.activation = activation


class Activate(OfActivation):
    """A = f(Z), both (m, n)."""

    def bind(self, out: Array, *inputs: Array) -> Calls:
        """The activation's own calls."""
        return self.activation.bind(out, *inputs)

    def formula(self, layout: Layout, *inputs: str) -> str:
        """``relu(Z1) = max(0, Z1)``."""
        (Z,) = inputs
        definition = self.activation.written(self.activation.definition, Z=Z)
        called = f"{self.activation.name}({Z})"
        return called if definition == Z else f"{called} = {definition}"

    def mistakes(self, reads: tuple[str, ...], near: Near) -> Iterator[Mistake]:
        """The activation's own."""
        for name, rule in self.activation.mistakes():
            yield Mistake(name, rule, reads)


class Slope(OfActivation):
    """f'(Z) from Z and A, all (m, n)."""

    def bind(self, out: Array, *inputs: Array) -> Calls:
        """The activation's own calls."""
        return self.activation.bind_slope(out, *inputs)

    def formula(self, layout: Layout, *inputs: str) -> str:
        """``relu'(Z1) = 1 where Z1 > 0, else 0``."""
        Z, A = inputs
        definition = self.activation.written(self.activation.slope_definition, Z=Z, A=A)
        return f"{self.activation.name}'({Z}) = {definition}"

    def mistakes(self, reads: tuple[str, ...], near: Near) -> Iterator[Mistake]:
        """The activation in its derivative's place; the derivative at A; none."""
        Z, A = reads
        name = self.activation.name
        yield Mistake("activation_for_derivative", Plain(np.copy, f"{name}({Z})"), (A,))
        yield Mistake("derivative_at_activation", Plain(self.at, f"{name}'({A})"), (A,))
        yield Mistake("missing_derivative", Plain(np.ones_like, "1"), (Z,))

    def at(self, Z: Array) -> Array:
        """f' at any Z, by way of f(Z)."""
        return self.compute(Z, Activate(self.activation).compute(Z))


class SendThrough(OfActivation):
    """delta = dA through the Jacobian of an activation that mixes a row's entries; all (m, n)."""

    def bind(self, out: Array, *inputs: Array) -> Calls:
        """The activation's own calls."""
        return self.activation.bind_send_through(out, *inputs)

    def formula(self, layout: Layout, *inputs: str) -> str:
        """``A2 * (dA2 - sum over units of A2 * dA2)``."""
        dA, A = inputs
        return self.activation.written(self.activation.slope_definition, dA=dA, A=A)

    def mistakes(self, reads: tuple[str, ...], near: Near) -> Iterator[Mistake]:
        """No derivative; the activation in its place."""
        yield Mistake("missing_derivative", Copied(), reads[:1])
        yield Mistake("activation_for_derivative", Plain(np.multiply, "{} * {}"), reads)


def constant(out: Array, value: float) -> Calls:
    """A call that fills ``out``."""
    return [partial(np.copyto, out, value)]
