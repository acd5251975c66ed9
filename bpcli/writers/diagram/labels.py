"""What stands on the pictures of the neurons: their names, their numbers, the titles of layers; not yet escaped."""

from __future__ import annotations

from itertools import chain, groupby

import numpy as np

from bpcli.errors import shortened
from bpcli.readers.diagram.records import Column, Diagram
from bpcli.readers.records import Header
from bpcli.rules.arrays import Array
from bpcli.writers.axis_names import axis_names
from bpcli.writers.numbers import not_finite, scalar

LONGEST = 40
"""A name that is longer is cut, or it would push all others aside."""
FEW = 3
"""So many layers alike are each written out."""
WHOLE = 1e4
"""Whole numbers below that are as short as any."""


def title(diagram: Diagram) -> str:
    """``XOR, 2-4-2 · step 1 of 10``."""
    return f"{shortened(diagram.header.name, 2 * LONGEST)} · step {diagram.step.step} of {diagram.steps}"


def unit_name(diagram: Diagram, layer: int, unit: int) -> str:
    """The name that a feature or a class has, or ``unit 2``."""
    return shortened(axis_names(diagram.columns[layer].axis, diagram.header)(unit), LONGEST)


def layer_title(diagram: Diagram, layer: int) -> str:
    """``layer 1 · 4 relu``; of the input ``input · 2 features``."""
    column = diagram.columns[layer]
    if not layer:
        return f"input · {column.units:,} feature{'s' * (column.units != 1)}"
    return f"layer {layer} · {column.units:,} {column.activation}"


def loss_lines(diagram: Diagram) -> tuple[str, ...]:
    """``loss 0.7192`` and what it is."""
    return f"loss {short_number(float(diagram.step['loss']), 4)}", *loss_text(diagram.header).split(", ")


def loss_text(header: Header) -> str:
    """``cross_entropy, mean over samples``."""
    over = {"over_samples": "samples", "over_outputs": "outputs"}
    given = header.conventions
    return ", ".join([given["loss"], *(f"{given[key]} over {what}" for key, what in over.items() if key in given)])


def numbers_of(column: Column, unit: int, values: str | None) -> tuple[str, ...]:
    """A neuron's A or delta: the number of a single sample; of several the mean, and from where to where they go."""
    if values is None or values not in column.values:
        return ()
    numbers = column.values[values][:, unit]
    if len(numbers) == 1:
        return (short_number(float(numbers[0])),)
    with np.errstate(all="ignore"):
        mean, low, high = (short_number(float(f(numbers))) for f in (np.mean, np.min, np.max))
    return (mean, f"{low} … {high}") if low != high else (mean,)


def path(header: Header) -> str:
    """``2 → 4 relu → 2 softmax``; layers alike are counted: ``8 → 59 × (16 relu) → 3 softmax``."""
    runs = groupby(f"{each.units} {each.activation}" for each in header.layers)
    counted = [(len(list(run)), layer) for layer, run in runs]
    alike = [[layer] * count if count <= FEW else [f"{count} × ({layer})"] for count, layer in counted]
    return " → ".join([str(header.inputs), *chain.from_iterable(alike)])


def short_number(value: float, digits: int = 2) -> str:
    """A number in a few characters; a whole one as it is."""
    if not np.isfinite(value):
        return not_finite(value)
    return f"{value + 0:.0f}" if value == round(value) and abs(value) < WHOLE else scalar(value, digits)


def shares_of(matrix: Array) -> Array:
    """Each number over the largest, from -1 to 1; NaN where it is not finite."""
    finite = np.where(np.isfinite(matrix), matrix, 0).astype(float)
    largest = np.abs(finite).max(initial=0)
    return np.where(np.isfinite(matrix), finite / largest if largest else finite, np.nan)
