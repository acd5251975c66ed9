"""A comparison as the mapping that ``--json`` writes."""

from __future__ import annotations

from typing import Any

from bpcli.readers.compare.records import ComparedQuantity, Comparison, Finding
from bpcli.writers.json_values import plain


def comparison_record(comparison: Comparison) -> dict[str, Any]:
    """A whole ``bpcli.comparison``."""
    return {
        "format": "bpcli.comparison",
        "version": 1,
        "step": comparison.step,
        "conventions": list(comparison.conventions),
        "first_wrong": comparison.first_wrong,
        "quantities": [_quantity(quantity) for quantity in comparison.quantities],
        "diagnosis": [_finding(finding) for finding in comparison.diagnosis],
    }


def _quantity(quantity: ComparedQuantity) -> dict[str, Any]:
    record: dict[str, Any] = {"name": quantity.name, "verdict": quantity.verdict}
    if quantity.max_abs_diff is not None:
        record["max_abs_diff"] = plain(quantity.max_abs_diff)
    if quantity.worst is not None:
        record["worst"] = list(quantity.worst)
        record["yours"], record["expected"] = plain(quantity.yours), plain(quantity.expected)
    return record


def _finding(finding: Finding) -> dict[str, Any]:
    return {"quantity": finding.quantity, "mistake": finding.mistake, "says": finding.says}
