"""Where each quantity stands: the columns of the flow, and which quantities a line of text says as well as a matrix."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import Struct

from bpcli.readers.records import Quantity
from bpcli.rules.expression import WHERE, Apply, Constant, Expression, Named, Read
from bpcli.rules.names import Name, X, Y

Values = Mapping[str, Quantity]


class Place(Struct, frozen=True):
    """A column of the flow: what the forward pass computes there, and what the backward pass does under it."""

    layer: int
    forward: Quantity | None
    error: Quantity | None
    """delta under Z, dA under A."""
    slope: Quantity | None = None
    """fprime, under delta, where it is more than a line of text."""

    @property
    def quantities(self) -> tuple[Quantity | None, ...]:
        """All three, from top to bottom."""
        return self.forward, self.error, self.slope


def flow(values: Values, depth: int) -> list[Place]:
    """The columns from X to Y, of a layer first Z then A; those that would be empty are left out."""
    return [place for place in _places(values, depth) if any(place.quantities)]


def _places(values: Values, depth: int) -> Iterator[Place]:
    yield Place(1, values.get(X), None)
    for layer in range(1, depth + 1):
        Z, delta, fprime, A, dA = (values.get(Name(kind, layer)) for kind in ("Z", "delta", "fprime", "A", "dA"))
        yield Place(layer, Z, delta, None if fprime is None or says_it_all(fprime) else fprime)
        yield Place(layer, A, dA)
    yield Place(depth, values.get(Y), None)


def of_parameters(values: Values, layer: int) -> list[Quantity]:
    """The weights and bias of a layer, their gradients, the optimizer's state, steps and new values, in order."""
    names = {name: Name.parsed(name) for name in values}
    return [
        quantity
        for name, quantity in values.items()
        if names[name].layer == layer and (names[name].is_of_weights or names[name].is_of_biases)
    ]


def single_numbers(values: Values, phase: str) -> list[Quantity]:
    """The quantities of a phase that are one number and of no parameter, such as the loss and a gradient's norm."""
    return [
        each for name, each in values.items() if each.phase == phase and not each.shape and not Name.parsed(name).layer
    ]


def told_slopes(values: Values) -> list[Quantity]:
    """Each fprime that a line of text says as well as a matrix."""
    return [each for name, each in values.items() if Name.parsed(name).kind == "fprime" and says_it_all(each)]


def says_it_all(quantity: Quantity) -> bool:
    """Whether the formula tells every entry to somebody who sees what it reads: ``0.1 dW1``, ``1 where Z1 > 0``."""
    expression = quantity.expression
    return quantity.phase in ("backward", "update") and expression is not None and _is_plain(expression)


def _is_plain(e: Expression) -> bool:
    match e:
        case Named(_, _, definition):
            return _is_plain(definition)
        case Read() | Constant():
            return True
        case Apply(function, (condition, yes, no)) if function == WHERE:
            return yes.is_number and no.is_number and all(map(_is_leaf, condition.parts))
        case Apply(_, (number, Read())):
            return number.is_number
    return e.is_number


def _is_leaf(e: Expression) -> bool:
    return isinstance(e, Read) or e.is_number
