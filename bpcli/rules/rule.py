"""What a rule is: the one place that knows how a quantity is computed and how that is written.

A rule is bound once to the arrays that it reads and writes and gives back calls without arguments;
a training step is nothing but those calls in a row. The core knows one layout, rows (a sample is a
row); only ``formula`` knows that a reader may prefer columns.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from typing import Any, Literal, Protocol

import numpy as np
from msgspec import Struct

Array = np.ndarray[tuple[Any, ...], np.dtype[Any]]
Call = Callable[[], object]
Calls = list[Call]
Shape = tuple[int, ...]
Layout = Literal["rows", "columns"]


class Near(Protocol):
    """The quantities that stand near one in a program, by name."""

    def preactivation(self, activation: str) -> str | None:
        """Z of the layer whose A this is; None for the input."""

    def updated(self, parameter: str) -> str | None:
        """The parameter after its update; None where it is frozen."""

    def other_activations(self, activation: str) -> tuple[str, ...]:
        """The input and all layers' A but this one."""


class Rule(ABC):
    """A piece of mathematics: one output from some inputs."""

    @abstractmethod
    def shape(self, *inputs: Shape) -> Shape:
        """The output's shape for inputs of these shapes."""

    @abstractmethod
    def bind(self, out: Array, *inputs: Array) -> Calls:
        """Calls that compute ``out`` from what ``inputs`` hold when they run.

        Scratch space is made here, once. Where a docstring says so, ``out`` may be an input.
        """

    @abstractmethod
    def formula(self, layout: Layout, *inputs: str) -> str:
        """The right-hand side as text, in terms of the inputs' names."""

    def mistakes(self, reads: tuple[str, ...], near: Near) -> Iterator[Mistake]:
        """How people get this wrong, when it reads these names: other rules, or other names read."""
        yield from ()

    def compute(self, *inputs: Array) -> Array:
        """The output for these inputs, in an array of its own."""
        out = np.empty(self.shape(*(a.shape for a in inputs)), np.result_type(*inputs))
        for call in self.bind(out, *inputs):
            call()
        return out


class Mistake(Struct, frozen=True):
    """A way to get a quantity wrong: its name, and the equation as it was then worked out."""

    name: str
    rule: Rule
    reads: tuple[str, ...]


class Elementwise(Rule):
    """A rule whose output has the shape of its first input."""

    def shape(self, *inputs: Shape) -> Shape:
        """The first input's shape."""
        return inputs[0]


def written(number: float) -> str:
    """A constant as it stands in a formula: ``0.1``, ``1e-08``, ``2``."""
    return f"{number:.12g}"
