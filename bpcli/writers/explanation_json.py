"""An explanation as the mapping that ``--json`` writes."""

from __future__ import annotations

from typing import Any

from bpcli.readers.explain.records import Explanation, Factor, Term
from bpcli.writers.json_values import plain


def explanation_record(explanation: Explanation, precision: int | None = None) -> dict[str, Any]:
    """A whole ``bpcli.explanation``."""
    return {"format": "bpcli.explanation", "version": 1, **_opened(explanation, precision)}


def _opened(explanation: Explanation, precision: int | None) -> dict[str, Any]:
    whole = explanation.index is None
    return {
        "step": explanation.step,
        "name": explanation.name,
        "index": None if whole else list(explanation.index or ()),
        "value": plain(explanation.value, precision),
        "formula": explanation.formula,
        "latex": explanation.latex,
        "entry": explanation.entry,
        "numbers": explanation.numbers,
        "scale": plain(explanation.scale, precision),
        "terms": [_term(term, precision) for term in explanation.terms],
        "reads": [factor.name if whole else _factor(factor, precision) for factor in explanation.reads],
        "feeds": list(explanation.feeds),
        **({"because": list(explanation.because)} if explanation.because else {}),
        **({"from": explanation.source} if explanation.source is not None else {}),
    }


def _term(term: Term, precision: int | None) -> dict[str, Any]:
    return {
        "factors": [_factor(factor, precision) for factor in term.factors],
        "value": plain(term.value, precision),
    }


def _factor(factor: Factor, precision: int | None) -> dict[str, Any]:
    record: dict[str, Any] = {"name": factor.name}
    if factor.index is not None:
        record["index"] = list(factor.index)
    record["value"] = plain(factor.value, precision)
    if factor.origin is not None:
        record["from"] = _opened(factor.origin, precision)
    return record
