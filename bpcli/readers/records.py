"""What readers hand to writers: frozen records of a run, every matrix in the config's own layout."""

from __future__ import annotations

from collections.abc import Iterator, KeysView, Mapping
from typing import Any

import numpy as np
from msgspec import Struct, field

from bpcli.errors import did_you_mean
from bpcli.program.equation import Phase
from bpcli.readers.display import Displayed
from bpcli.rules.arrays import Array
from bpcli.rules.expression import Expression
from bpcli.rules.metrics import MetricValue


class Quantity(Displayed, Struct, frozen=True):
    """One named result of a training step.

    ``data`` has the layout of the config (``rows``: a sample is a row; ``columns``: a sample is
    a column) and is a copy that nobody changes; the loss is 0-dimensional. ``formula`` is None
    for what is given and not computed (inputs and parameters), else the whole equation: ``Z1 = X W1 + b1``.
    """

    name: str
    phase: Phase
    layer: int
    data: Array
    formula: str | None = None
    axes: tuple[str, str] | None = None
    """What a row and what a column is: ``("sample", "unit")``, ``("feature", "unit")``; ``""`` for the single
    row of a bias; None for the loss."""
    expression: Expression | None = None
    """The right-hand side of the formula in the config's layout; None of what is given, and where a trace does not
    tell it."""

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of ``data``."""
        return self.data.shape

    @property
    def definition(self) -> str:
        """The formula behind the name, `` = X W1 + b1``; nothing of what is given."""
        return (self.formula or "").removeprefix(self.name)

    def __getitem__(self, index: Any) -> Any:
        """Entries, as of the array."""
        return self.data[index]

    def __repr__(self) -> str:
        return f"<Quantity {self.formula or self.name}, {'×'.join(map(str, self.shape)) or 'a number'}>"

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Array:
        """Let NumPy take a quantity wherever it takes an array."""
        if copy is None:  # as asarray has it: only where one is needed, which NumPy 1 cannot be told as None
            return np.asarray(self.data, dtype)
        return np.array(self.data, dtype=dtype, copy=copy)


class StepSummary(Struct, frozen=True):
    """The numbers that sum up one training step, measured before its update."""

    step: int
    loss: float
    """The number that the gradients differentiate, penalties included."""
    mean_loss: float
    """The data term averaged over samples, whatever ``over_samples`` says."""
    metrics: Mapping[str, MetricValue] = field(default_factory=dict)


class TracedStep(Displayed, StepSummary, frozen=True):
    """A step with its quantities by name, in the order in which they are computed.

    It reads as a mapping from names to arrays: ``step["dW1"]``, ``list(step)``, ``"dW1" in step``; ``step.dW1`` is
    short for the first.
    """

    values: Mapping[str, Quantity] = field(default_factory=dict)
    operands: Mapping[str, Quantity] = field(default_factory=dict)
    """What the equations of ``values`` read besides, where it was asked for: what is not selected, an optimizer's
    state before the step, how many samples there are (m)."""

    def __getitem__(self, name: str) -> Array:
        """The matrix called ``name``, as in ``step["dW1"]``; KeyError where this step has none."""
        if not isinstance(name, str):
            raise TypeError(f"a step has names for its quantities, as in step['dW1']; found {name!r}")
        if name not in self.values:
            raise KeyError(f"{name}: {did_you_mean(name, self.values)}this step has no such quantity")
        return self.values[name].data

    def __getattr__(self, name: str) -> Array:
        values = {} if name.startswith("_") else self.values
        if name in values:
            return values[name].data
        raise AttributeError(f"{did_you_mean(name, values)}a step has no {name!r}")

    def __iter__(self) -> Iterator[str]:
        return iter(self.values)

    def __len__(self) -> int:
        return len(self.values)

    def __contains__(self, name: object) -> bool:
        return name in self.values

    def keys(self) -> KeysView[str]:
        """The names, so that ``dict(step)`` is a mapping of arrays."""
        return self.values.keys()

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *self.values})

    def __repr__(self) -> str:
        return f"<TracedStep {self.step}: loss {self.loss:.6g}, {len(self.values)} quantities>"


class LayerSummary(Struct, frozen=True):
    """One layer at a glance."""

    units: int
    activation: str
    parameters: int


class Header(Struct, frozen=True):
    """What holds for all steps of a run."""

    name: str
    conventions: Mapping[str, str]
    inputs: int
    """How many features a sample has."""
    layers: tuple[LayerSummary, ...]
    config: Mapping[str, Any]
    """The whole config as resolved: feeding it back gives the same run; empty for a run that has none."""
    feature_names: tuple[str, ...] | None = None
    class_names: tuple[str, ...] | None = None


class Predictions(Struct, frozen=True):
    """What the network says of every sample, matrices in the config's layout.

    For classification ``outputs`` are the probabilities (or scores) and ``classes`` and
    ``targets`` hold one class index a sample; for regression ``classes`` is None and ``targets``
    has the shape of ``outputs``.
    """

    outputs: Array
    targets: Array
    classes: Array | None = None


class Evaluation(Struct, frozen=True):
    """The closing look at the trained network, over the whole data set."""

    step: int
    """After which step's update; 0: before the first."""
    metrics: Mapping[str, MetricValue]
    predictions: Predictions


class Training(Displayed, Struct, frozen=True):
    """A finished training: its history, its parameters, its evaluation."""

    header: Header
    history: list[StepSummary]
    parameters: Mapping[str, Array]
    """The trained parameters by name (``W1``, ``b1``, ...), in the config's layout."""
    evaluation: Evaluation

    @property
    def losses(self) -> list[float]:
        """The loss of every step in ``history``."""
        return [summary.loss for summary in self.history]

    def __repr__(self) -> str:
        losses = f"loss {self.losses[0]:.6g} to {self.losses[-1]:.6g}" if self.history else "no step"
        steps = self.evaluation.step
        return f"<Training of {self.header.name!r}: {steps} step{'s' * (steps != 1)}, {losses}>"


class Glance(Struct, frozen=True):
    """A run at a glance: what holds for all of it, how many steps are shown, and the first of them."""

    header: Header
    steps: int
    first: TracedStep | None


class LossCurve(Struct, frozen=True):
    """The losses of a training, few enough to draw however many steps there were."""

    steps: int
    """How many there were."""
    first: float
    last: float
    lowest: float
    lowest_step: int
    means: tuple[float, ...]
    """In their order; each of ``stride`` steps, the last one maybe of fewer."""
    stride: int


class Explosion(Struct, frozen=True):
    """A loss that has grown out of all proportion, though it is still a number."""

    step: int
    loss: float
    first: float
    """The loss at step 1."""
    learning_rate: float


class DeadUnits(Struct, frozen=True):
    """Units of one layer whose slope f'(Z) is exactly 0 for every sample: no gradient passes through them."""

    layer: int
    units: tuple[int, ...]
    of: int
    """How many units the layer has."""
    activation: str
