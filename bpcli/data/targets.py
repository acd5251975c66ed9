"""What y means: the targets Y as the loss sees them, and how classes are read off outputs."""

from __future__ import annotations

import numpy as np
from msgspec import Struct

from bpcli.config.load import Loaded
from bpcli.errors import ConfigPath, shortened
from bpcli.rules.arrays import Array
from bpcli.rules.evaluation import evaluate
from bpcli.rules.labels import one_hot
from bpcli.rules.metrics import METRICS, Decision
from bpcli.rules.names import CLASSES, LABELS
from bpcli.rules.names import Y as TARGETS

Y_PATH: ConfigPath = ("data", "y")


class Targets(Struct, frozen=True):
    """Y (m, outputs), float64; for classification how to decide, and the classes' names if they have any."""

    Y: Array
    decision: Decision | None
    class_names: tuple[str, ...] | None = None
    from_labels: bool = False
    """Whether y holds one class a sample, and Y was made from that."""

    def labels_of(self, Y: Array) -> dict[str, Array]:
        """The labels (m, 1) behind targets that were made from labels, and the class of each output (1, n)."""
        assert self.decision is not None
        labels = self.decision.of(Y)[:, None].astype(np.float64)
        return {LABELS: labels, CLASSES: classes_of_outputs(Y.shape[1])}


def targets(y: Array, units: int, loaded: Loaded) -> Targets | None:
    """Targets for an output layer of ``units``, or None with faults reported."""
    names = None
    if y.dtype.kind == "U":
        words, numbers = np.unique(y, return_inverse=True)
        names, y = tuple(map(str, words)), numbers.astype(np.float64)
        if not _one_class_a_unit(names, units, loaded):
            return None
    labels = y.ndim == 1 and (units > 1 or names is not None or _needs_a_unit_a_class(loaded))
    Y = _from_labels(y, units, loaded) if labels else _from_numbers(y, units, loaded)
    if Y is None or not _accepted(Y, y.ndim, loaded):
        return None
    decision = _decision(Y, labels, loaded)
    named = None if names is None else (*names, *map(str, range(len(names), max(units, 2))))
    return Targets(Y, decision, named, labels)


def classes_of_outputs(units: int) -> Array:
    """The class that each output stands for, (1, units); a single one stands for class 1 of two."""
    return np.arange(units, dtype=np.float64)[None] if units > 1 else np.ones((1, 1))


def _needs_a_unit_a_class(loaded: Loaded) -> bool:
    return loaded.config.loss.name == "cross_entropy"


def _classes(units: int, loaded: Loaded) -> int:
    """How many classes an output layer can tell apart: one a unit, or two on a single unit."""
    return 2 if units == 1 and not _needs_a_unit_a_class(loaded) else units


def _one_class_a_unit(names: tuple[str, ...], units: int, loaded: Loaded) -> bool:
    classes = _classes(units, loaded)
    if len(names) <= classes:
        return True
    listed = shortened(", ".join(map(repr, names)), 100)
    found = f"y names {len(names)} classes ({listed}), but {_output_layer(units, loaded)}"
    loaded.faults.add(Y_PATH, found, f"allowed: at most {classes}, one unit a class{_one_unit_hint(units, loaded)}")
    return False


def _output_layer(units: int, loaded: Loaded) -> str:
    last = len(loaded.config.network.layers) - 1
    return f"network.layers.{last} has {units} unit{'s' * (units != 1)}"


def _one_unit_hint(units: int, loaded: Loaded) -> str:
    only = units == 1 and _needs_a_unit_a_class(loaded)
    return "; for two classes on one unit use binary_cross_entropy" if only else ""


def _from_labels(y: Array, units: int, loaded: Loaded) -> Array | None:
    """One-hot rows; for a single output, the one or the other of two classes."""
    classes = _classes(units, loaded)
    wrong = np.flatnonzero((y != np.floor(y)) | (y < 0) | (y >= classes))
    if len(wrong) and _count_from_one(y, classes):
        found = f"the largest label is {classes} and none is 0, but classes count from 0"
        loaded.faults.add(Y_PATH, found, f"allowed: labels 0 to {classes - 1}; take 1 from each of yours")
        return None
    for sample in map(int, wrong):
        found = f"label {y[sample]:.15g} of sample {sample}, but {_output_layer(units, loaded)}"
        numbers = f"{units} number{'s' * (units != 1)} a sample"
        allowed = f"labels 0 to {classes - 1}, or {numbers}{_one_unit_hint(units, loaded)}"
        loaded.faults.add((*Y_PATH, sample), found, f"allowed: {allowed}")
    if len(wrong):
        return None
    columns = classes_of_outputs(units)
    right = one_hot(loaded.config.loss.negative_target)
    return np.asarray(evaluate(right, {LABELS: y[:, None], CLASSES: columns}), np.float64)


def _count_from_one(y: Array, classes: int) -> bool:
    """Whether the labels would fit if 1 were taken from each."""
    return bool(classes > 1 and (y == np.floor(y)).all() and y.min() >= 1 and y.max() == classes)


def _from_numbers(y: Array, units: int, loaded: Loaded) -> Array | None:
    Y = y[:, None] if y.ndim == 1 else y
    if Y.shape[1] == units:
        return np.ascontiguousarray(Y)
    shape = loaded.config.matrices.shape(TARGETS, Y.shape)
    numbers = f"{Y.shape[1]} number{'s' * (Y.shape[1] != 1)} a sample"
    found = f"y has {numbers} (shape {shape}), but {_output_layer(units, loaded)}"
    loaded.faults.add(Y_PATH, found, "allowed: one target for each output unit, or class labels")
    return None


def _accepted(Y: Array, dimensions: int, loaded: Loaded) -> bool:
    """Whether the loss can take every target; ``dimensions`` are those of y as the user wrote it."""
    loss = loaded.config.loss
    wrong = np.flatnonzero(~loss.accepts(Y).all(axis=1))
    for sample in map(int, wrong):
        numbers = ", ".join(f"{number:.15g}" for number in Y[sample, :5]) + ", ..." * (Y.shape[1] > 5)
        found = f"sample {sample} has the target{'s' * (Y.shape[1] > 1)} {numbers}, which {loss.name} cannot take"
        by_sample = dimensions == 1 or loaded.config.matrices.samples_are_rows
        path = (*Y_PATH, sample) if by_sample else Y_PATH
        loaded.faults.add(path, found, f"allowed: {loss.targets_allowed}")
    return not len(wrong)


def _decision(Y: Array, labels: bool, loaded: Loaded) -> Decision | None:
    """How classes are decided: as the loss has it, else as the targets show; None for numbers to fit."""
    loss, units = loaded.config.loss, Y.shape[1]
    threshold = loss.threshold_between_classes
    asked = [name for name in _metrics(loaded) if METRICS[name].of_classes]
    if threshold is None and units == 1:
        threshold = _between(Y) if asked or labels else None
        for name in asked if threshold is None else ():
            at = ("metrics", _metrics(loaded).index(name))
            loaded.faults.add(at, f"{name} needs classes, and y holds numbers to fit", "allowed: mse, mae, r2")
        return None if threshold is None else Decision(2, threshold)
    if threshold is None and not (labels or asked or _one_hot(Y)):
        return None
    return Decision(max(units, 2), 0.5 if threshold is None else threshold)


def _metrics(loaded: Loaded) -> list[str]:
    return loaded.config.metrics if isinstance(loaded.config.metrics, list) else []


def _between(Y: Array) -> float | None:
    """Halfway between the two targets of a single output, where they are 0 and 1, or -1 and 1."""
    if np.isin(Y, (0.0, 1.0)).all():
        return 0.5
    return 0.0 if np.isin(Y, (-1.0, 1.0)).all() else None


def _one_hot(Y: Array) -> bool:
    return bool(np.isin(Y, (0.0, 1.0)).all() and (Y.sum(axis=1) == 1).all())
