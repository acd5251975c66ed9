"""The JSON answers, described as msgspec writes them.

What is written as it is needs no description. A check and a comparison are converted by their attributes; the steps
of a run are not, since conversion swallows a Ctrl-C that comes while it asks for one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct, convert, field
from msgspec.structs import replace

from bpcli.writers.json_values import plain

if TYPE_CHECKING:
    from bpcli.readers.check.records import Check
    from bpcli.readers.compare.records import Comparison
    from bpcli.readers.records import Evaluation, Header, LayerSummary, Quantity, StepSummary, TracedStep


class _Answer(Struct, kw_only=True, tag_field="format", omit_defaults=True):
    """How every answer begins: ``format``, which is its tag, and ``version``."""

    version: int = field(default_factory=lambda: 1)  # unlike a plain default, it is not left out


class _History(_Answer, kw_only=True, tag="bpcli.history"):
    name: str


class _Trace(_Answer, kw_only=True, tag="bpcli.trace"):
    name: str
    conventions: dict[str, str]
    layers: tuple[LayerSummary, ...]
    config: dict[str, Any] = field(default_factory=dict)
    """A captured trace has none."""


class _Quantity(Struct, kw_only=True, omit_defaults=True):
    phase: str
    layer: int
    formula: str | None = None
    shape: tuple[int, ...]
    data: Any


class _Step(Struct):
    step: int
    loss: float
    mean_loss: float
    metrics: Any
    values: dict[str, _Quantity]


class _Fitted(Struct):
    outputs: Any
    targets: Any


class _Classified(Struct):
    probabilities: Any
    classes: Any
    targets: Any


class _Compared(Struct):
    name: str
    entries: int
    checked: int
    kink_count: int = field(name="kinks")
    max_abs_error: float
    max_rel_error: float
    worst_index: tuple[int, ...] | None = field(name="worst")


class _Check(_Answer, kw_only=True, tag="bpcli.check"):
    passed: bool
    reference: str
    max_rel_error: float
    parameters: list[_Compared]


class _ComparedQuantity(Struct, omit_defaults=True):
    name: str
    verdict: str
    max_abs_diff: float | None = None
    worst: tuple[int, ...] | None = None
    yours: float | None = None
    expected: float | None = None


class _Finding(Struct):
    quantity: str
    mistake: str
    says: str
    yours: str
    right: str
    worst: tuple[int, ...] | None


class _Comparison(_Answer, kw_only=True, tag="bpcli.comparison"):
    step: int
    conventions: tuple[str, ...]
    first_wrong: str | None
    quantities: list[_ComparedQuantity]
    diagnosis: list[_Finding]


def trace_header(header: Header) -> Struct:
    """All of a ``bpcli.trace`` but its steps and evaluation."""
    conventions, config = dict(header.conventions), dict(header.config)
    return _Trace(name=header.name, conventions=conventions, layers=header.layers, config=config)


def history_header(header: Header) -> Struct:
    """All of a ``bpcli.history`` but its steps and evaluation."""
    return _History(name=header.name)


def summary(step: StepSummary, precision: int | None) -> Any:
    """The numbers that sum up a step, as a history has them."""
    return plain(step, precision)


def traced(step: TracedStep, precision: int | None) -> Any:
    """A step with its quantities."""
    values = {name: _quantity(each) for name, each in step.values.items()}
    return plain(_Step(step.step, step.loss, step.mean_loss, step.metrics, values), precision)


def _quantity(each: Quantity) -> _Quantity:
    return _Quantity(phase=each.phase, layer=each.layer, formula=each.formula, shape=each.shape, data=each.data)


def evaluation_record(evaluation: Evaluation, precision: int | None) -> Any:
    """The closing evaluation; outputs that are of classes are probabilities."""
    said = evaluation.predictions
    if said.classes is None:
        return plain(replace(evaluation, predictions=_Fitted(said.outputs, said.targets)), precision)
    return plain(replace(evaluation, predictions=_Classified(said.outputs, said.classes, said.targets)), precision)


def check_record(check: Check) -> Any:
    """The answer of ``check --json``."""
    return plain(convert(check, _Check, from_attributes=True))


def comparison_record(comparison: Comparison) -> Any:
    """The answer of ``compare --json``."""
    return plain(convert(comparison, _Comparison, from_attributes=True))
