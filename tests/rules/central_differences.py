"""The gradients of a config's loss by central differences, and how they differ from bpcli's own.

The loss comes from the program's forward equations alone, so that nothing of the backward pass is trusted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bpcli.program.bound import bind
from bpcli.program.session import Session
from bpcli.program.setup import prepare

Array = NDArray[Any]
STEP = 1e-3
CLEARANCE = 0.02
"""How far each Z, and each distance of a loss, stays from a kink or seam: further than ``STEP`` moves it."""


def gradient_errors(config: Mapping[str, Any]) -> Iterator[dict[str, float]]:
    """For each training step the relative error of every dW and db against differences of the loss."""
    session = Session(prepare(config))
    for _ in range(session.config.training.steps):
        before: dict[str, Array] = {name: parameter.copy() for name, parameter in session.memory.parameters.items()}
        session.step()
        loss = _loss_of(session, before)
        errors = {}
        for name, parameter in before.items():
            expected = central_differences(loss, parameter)
            found = session.arrays[f"d{name}"]
            errors[f"d{name}"] = float(np.abs(found - expected).max() / max(np.abs(expected).max(), 1e-3))
        yield errors


def central_differences(function: Callable[[], float], variable: Array, step: float = STEP) -> Array:
    """d function / d variable, entry by entry, from four points around each: exact up to step^4."""
    gradient = np.empty_like(variable)
    for index in np.ndindex(variable.shape):
        middle = variable[index]
        values = []
        for steps in (-2, -1, 1, 2):
            variable[index] = middle + steps * step
            values.append(function())
        variable[index] = middle
        gradient[index] = (8 * (values[2] - values[1]) - (values[3] - values[0])) / (12 * step)
    return gradient


def is_clear_of_kinks(config: Mapping[str, Any]) -> bool:
    """Whether no step comes near a point at which a slope or its own slope jumps."""
    session = Session(prepare(config))
    loss, layers = session.config.loss, session.setup.layers
    for _ in range(session.config.training.steps):
        session.step()
        A, Y = session.arrays[f"A{len(layers)}"], session.arrays["Y"]
        distances = [*loss.kinks(A, Y), *loss.seams(A, Y)]
        for number, layer in enumerate(layers, 1):
            points = (*layer.activation.kinks, *layer.activation.seams)
            distances += [session.arrays[f"Z{number}"] - point for point in points]
        if any(np.abs(distance).min() < CLEARANCE for distance in distances):
            return False
    return True


def _loss_of(session: Session, parameters: dict[str, Array]) -> Callable[[], float]:
    """The last step's loss as a function of these arrays, which the caller may change."""
    equations = [equation for equation in session.program.equations if equation.phase in ("forward", "loss")]
    given = {**parameters, "X": session.arrays["X"], "Y": session.arrays["Y"]}
    bound = bind(equations, given, session.dtype)

    def loss() -> float:
        bound.run()
        return float(bound.arrays["loss"])

    return loss
