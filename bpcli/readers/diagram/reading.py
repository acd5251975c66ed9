"""A diagram from a setup: one step of the run, taken apart into neurons, weights and arrows."""

from __future__ import annotations

from collections.abc import Iterator

from bpcli.program.build import build
from bpcli.program.equation import Program
from bpcli.program.setup import Setup
from bpcli.readers.diagram.arrows import arrows
from bpcli.readers.diagram.movement import movement
from bpcli.readers.diagram.records import Column, Connection, Diagram
from bpcli.readers.records import TracedStep
from bpcli.readers.reports import header_of
from bpcli.readers.selection import Selection, one_step
from bpcli.readers.trace import Trace
from bpcli.rules.arrays import Array
from bpcli.rules.expression import reads
from bpcli.rules.names import Name, activation_before


def diagram_of(setup: Setup, *, at: str | int = 1) -> Diagram:
    """The network of this setup, with the numbers of the step that ``at`` says.

    Raises:
        UsageError: a step that this run does not have.
        NonFiniteError: a number became NaN or infinite before that step.
    """
    steps, layout = setup.config.training.steps, setup.config.matrices
    number = one_step(at, steps)
    step = next(iter(Trace(setup, Selection(number, number))))
    program = build(setup.config, setup.layers)
    columns = tuple(_columns(setup, step))
    return Diagram(
        header_of(setup),
        step,
        steps,
        columns,
        tuple(_connections(program, setup, step)),
        tuple(arrows(program, setup.layers, layout)),
        movement(step, columns, layout),
    )


def _columns(setup: Setup, step: TracedStep) -> Iterator[Column]:
    yield Column(0, "feature", setup.X.shape[1], "", _taken(setup, step, A=activation_before(1)), {})
    for number, layer in enumerate(setup.layers, 1):
        names = {kind: Name(kind, number) for kind in ("A", "delta", "b", "db")}
        values = _taken(setup, step, A=names["A"], delta=names["delta"])
        biases = _taken(setup, step, b=names["b"], db=names["db"])
        flat = {kind: array[0] for kind, array in biases.items()}
        axis = _output_axis(setup) if number == len(setup.layers) else "unit"
        yield Column(number, axis, layer.units, layer.activation.name, values, flat)


def _output_axis(setup: Setup) -> str:
    """What an output is: a class of its own, or one number, as where a single unit tells two classes apart."""
    return "class" if setup.targets.decision is not None and setup.layers[-1].units > 1 else "output"


def _taken(setup: Setup, step: TracedStep, **names: Name) -> dict[str, Array]:
    """Those of a step's quantities that there are, in rows layout."""
    layout = setup.config.matrices
    return {kind: layout.taken(name, step[name]) for kind, name in names.items() if name in step.values}


def _connections(program: Program, setup: Setup, step: TracedStep) -> Iterator[Connection]:
    """One for every gradient of a weight matrix, between the columns of the two quantities that it reads."""
    for equation in program.equations:
        gradient = equation.target
        if gradient.is_gradient and gradient.is_of_weights:
            delta = next(name for name in reads(equation.expression) if name.kind == "delta")
            A = next(name for name in reads(equation.expression) if name.kind in ("X", "A"))
            values = _taken(setup, step, W=gradient.parameter, dW=gradient)
            formula = equation.formula(setup.config.matrices)
            yield Connection(gradient.layer, delta.layer, A.layer, values, formula)
