"""What the rows and columns of each quantity are."""

from __future__ import annotations

from bpcli.rules.names import Name


def axes(name: Name, layer: int, classes: bool) -> tuple[str, str] | None:
    """What a row and a column are in rows layout; None of a single number."""
    if name.kind in ("X", "Y"):
        return "sample", "feature" if name.kind == "X" else "class" if classes else "output"
    if name.is_of_biases:
        return "", "unit"
    if name.is_of_weights:
        return "feature" if layer == 1 else "input", "unit"
    return ("sample", "unit") if name.layer else None
