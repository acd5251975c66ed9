"""What calls a row or a column by name: ``sample 3``, ``unit 2``, ``petal width``."""

from __future__ import annotations

from collections.abc import Callable

from bpcli.errors import printable
from bpcli.readers.records import Header

Label = Callable[[int], str]


def axis_names(axis: str, header: Header) -> Label:
    """The names along an axis: those that its features or classes have, else its own with a number."""
    names = {"feature": header.feature_names, "class": header.class_names}.get(axis)
    if names is not None:
        return lambda index: printable(names[index])
    return lambda index: f"{axis} {index}" if axis else ""
