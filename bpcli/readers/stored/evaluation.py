"""The closing evaluation of a stored trace."""

from __future__ import annotations

from functools import reduce
from types import UnionType
from typing import Annotated, Any

import msgspec
import numpy as np
from msgspec import Meta, Raw, Struct

from bpcli.errors import ConfigError, ConfigPath
from bpcli.readers.compare.matrices import shown
from bpcli.readers.records import Evaluation, Predictions
from bpcli.readers.stored.matrices import array_in
from bpcli.readers.stored.metrics import metrics_in
from bpcli.readers.stored.text import Piece
from bpcli.rules.arrays import Array
from bpcli.rules.layouts import Layout

PATH: ConfigPath = ("evaluation",)
PREDICTIONS: ConfigPath = (*PATH, "predictions")
MEMBERS: tuple[tuple[ConfigPath, type | UnionType, str], ...] = (
    ((), dict, "a mapping with step, metrics and predictions"),
    (("predictions",), dict, "a mapping with probabilities or outputs, and targets"),
    (("predictions", "targets"), list, "a class for each sample, or a matrix"),
    (("metrics",), dict | None, "a mapping of names to numbers"),
    (("step",), int | None, "a whole number, 0 or more"),
    (("predictions", "classes"), list | None, "a whole number for each sample"),
)
"""What an evaluation holds, from the outside in."""


class _Predictions(Struct, frozen=True):
    targets: Raw
    probabilities: Raw = Raw()
    outputs: Raw = Raw()
    classes: list[int] | None = None


class _Evaluation(Struct, frozen=True):
    predictions: _Predictions
    metrics: dict[str, Any] = {}
    step: Annotated[int, Meta(ge=0)] | None = None


class EvaluationReader(Struct, frozen=True):
    """Reads the evaluation of a network with so many outputs: in which layout and kind of number."""

    layout: Layout
    dtype: str
    outputs: int

    def read(self, piece: Piece, last: int) -> Evaluation:
        """The evaluation; ``last`` is the step that it was made after where it does not say so.

        Raises:
            ConfigError: something of it is missing, of another kind, or does not fit together.
        """
        try:
            stored = piece.decoded(_Evaluation)
        except msgspec.ValidationError:
            raise _misfit(piece.anything(), piece) from None
        metrics = metrics_in(stored.metrics, self._classes, piece, PATH)
        return Evaluation(last if stored.step is None else stored.step, metrics, self._said(stored.predictions, piece))

    @property
    def _classes(self) -> int:
        return max(self.outputs, 2)

    def _said(self, said: _Predictions, piece: Piece) -> Predictions:
        key, raw = ("probabilities", said.probabilities) if len(said.probabilities) else ("outputs", said.outputs)
        if not len(raw):
            raise piece.fault("neither probabilities nor outputs", "allowed: one of the two", PREDICTIONS)
        A = self._matrix(raw, key, piece)
        if said.classes is not None:
            targets = self._labels(_whole_numbers(said.targets), "targets", A, piece)
            return Predictions(A, targets, self._labels(said.classes, "classes", A, piece))
        targets = self._matrix(said.targets, "targets", piece)
        if targets.shape != A.shape:
            raise piece.fault(f"targets of shape {targets.shape}", f"its {key} have {A.shape}", PREDICTIONS)
        return Predictions(A, targets)

    def _matrix(self, raw: Raw, key: str, piece: Piece) -> Array:
        """A row a sample, or under columns a column."""
        path = (*PREDICTIONS, key)
        data = array_in(raw, self.dtype, path, piece)
        if data.ndim != 2 or self.layout.shape("A", data.shape)[1] != self.outputs:
            raise piece.fault(f"found the shape {data.shape}", f"expected {self.outputs} for each sample", path)
        return data

    def _labels(self, labels: list[int], key: str, A: Array, piece: Piece) -> Array:
        samples = self.layout.shape("A", A.shape)[0]
        if len(labels) != samples or not all(0 <= label < self._classes for label in labels):
            allowed = f"allowed: {samples} whole numbers from 0 to {self._classes - 1}"
            raise piece.fault("found other numbers than classes of the samples", allowed, (*PREDICTIONS, key))
        return np.array(labels, np.intp)


def _whole_numbers(raw: Raw) -> list[int]:
    """The numbers of a list; of what is none, one that is no class."""
    try:
        return msgspec.json.decode(raw, type=list[int])
    except (msgspec.DecodeError, UnicodeDecodeError):
        return [-1]


def _misfit(value: Any, piece: Piece) -> ConfigError:
    """What keeps a value of JSON from being an evaluation."""
    for key, kind, allowed in MEMBERS:
        here = reduce(lambda outer, part: outer.get(part) if isinstance(outer, dict) else None, key, value)
        if not isinstance(here, kind) or isinstance(here, bool):
            found = f"found {shown(here)}" if here is not None else "is missing"
            return piece.fault(found, f"allowed: {allowed}", (*PATH, *key))
    return piece.fault("no evaluation", "allowed: what bpcli trace --json writes", PATH)
