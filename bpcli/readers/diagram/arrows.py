"""Who reads whom in a training step, as the program's equations say, and what happens on the way."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from bpcli.program.equation import Equation, Program
from bpcli.program.network import Layer
from bpcli.readers.diagram.records import Arrow
from bpcli.rules.expression import TIMES, Apply, Expression, Named, Product, Read, reads
from bpcli.rules.layouts import Layout
from bpcli.rules.names import LOSS, Name
from bpcli.rules.notation import TEXT

LONGEST = 20
"""What is longer than that is no label; the derivative's name is."""


def arrows(program: Program, layers: Sequence[Layer], layout: Layout) -> Iterator[Arrow]:
    """An arrow for every quantity that an equation reads, up to the gradients; the first error comes from the loss."""
    equations = {equation.target: equation for equation in program.equations}
    for equation in program.equations:
        if equation.phase == "update" or not equation.listed:
            continue
        carrier = _carrier(equation)
        for source in reads(equation.expression):
            by = _way(equation, carrier, equations, layers, layout) if source == carrier else ""
            yield Arrow(str(source), str(equation.target), by)
        if carrier == LOSS:
            yield Arrow(str(LOSS), str(equation.target), _way(equation, carrier, equations, layers, layout))


def _carrier(equation: Equation) -> Name | None:
    """What is on its way through this equation: a signal forward, or an error back."""
    read = reads(equation.expression)
    if equation.phase == "backward" and equation.target.kind in ("dA", "delta"):
        return next((name for name in read if name.kind in ("dA", "delta")), LOSS)
    return next((name for name in read if name.kind == "Z" and equation.target.kind == "A"), None)


def _way(
    equation: Equation,
    carrier: Name,
    equations: Mapping[Name, Equation],
    layers: Sequence[Layer],
    layout: Layout,
) -> str:
    """What is done to the carrier, its own name left out."""
    match layout.written(equation.target, equation.expression):
        case Named(name):
            return name
        case Product(left, right):
            return TEXT.write(left if carrier in reads(right) else right)
        case Apply(function, (left, Read(slope))) if function == TIMES and left == Read(carrier):
            return f"⊙ {_called(slope, equations)}"
        case e if carrier != LOSS:
            return f"{layers[equation.layer - 1].activation.name} Jacobian"
        case e:
            return _short(e, equation.target)


def _called(slope: Name, equations: Mapping[Name, Equation]) -> str:
    """``relu'``, which ``fprime1`` is of."""
    right = equations[slope].expression
    return right.name if isinstance(right, Named) else str(slope)


def _short(e: Expression, target: Name) -> str:
    """The formula, or the derivative that it is."""
    text = TEXT.write(e)
    of = {"delta": "Z", "dA": "A"}[target.kind]
    return text if len(text) <= LONGEST else f"dL/d{of}{target.layer}"
