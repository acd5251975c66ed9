"""The edge where the core's one layout, rows, becomes the config's own."""

from __future__ import annotations

from bpcli.rules.rule import Array, Layout


def in_layout(matrix: Array, layout: Layout) -> Array:
    """A copy of a rows-layout matrix as the config writes it."""
    return matrix.copy() if layout == "rows" else matrix.T.copy()


def index_in_layout(index: tuple[int, ...], layout: Layout) -> tuple[int, ...]:
    """An entry's index, or a shape, as the config writes it."""
    return index if layout == "rows" else index[::-1]


def axes(name: str, layer: int, layout: Layout, classes: bool) -> tuple[str, str] | None:
    """What a row and a column of the quantity called ``name`` are."""
    pair = _axes_of_rows(name, layer, classes)
    return pair if pair is None or layout == "rows" else pair[::-1]


def _axes_of_rows(name: str, layer: int, classes: bool) -> tuple[str, str] | None:
    if name == "loss":
        return None
    if name in ("X", "Y"):
        return "sample", "feature" if name == "X" else "class" if classes else "output"
    kind = name.removeprefix("d")[0]
    if kind == "b":
        return "", "unit"
    if kind == "W":
        return "feature" if layer == 1 else "input", "unit"
    return "sample", "unit"
