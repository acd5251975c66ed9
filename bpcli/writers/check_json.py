"""A check as the mapping that ``--json`` writes."""

from __future__ import annotations

from typing import Any

from bpcli.readers.check.records import Check, Compared
from bpcli.writers.json_values import plain


def check_record(check: Check) -> dict[str, Any]:
    """A whole ``bpcli.check``."""
    return {
        "format": "bpcli.check",
        "version": 1,
        "passed": check.passed,
        "reference": check.reference,
        "max_rel_error": plain(check.max_rel_error),
        "parameters": [_compared(compared) for compared in check.parameters],
    }


def _compared(compared: Compared) -> dict[str, Any]:
    return {
        "name": compared.name,
        "entries": compared.entries,
        "checked": compared.checked,
        "kinks": len(compared.kinks),
        "max_abs_error": plain(compared.max_abs_error),
        "max_rel_error": plain(compared.max_rel_error),
        "worst": None if compared.worst is None else list(compared.worst.index),
    }
