"""How a place in a matrix and the shape of a matrix are written."""

from __future__ import annotations

from collections.abc import Sequence


def written_index(index: Sequence[int] | None) -> str:
    """``[0,3]``; nothing for a number that stands alone, and for no place at all."""
    return f"[{','.join(map(str, index))}]" if index else ""


def written_shape(shape: Sequence[int]) -> str:
    """``4×2``; nothing for a number that stands alone."""
    return "×".join(map(str, shape))
