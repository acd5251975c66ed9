"""How records show themselves in a notebook: readers do not draw, so who assembles the package says who does."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar


class Displayed:
    """A record that Jupyter shows as a page; without anybody who draws one, its ``repr`` is shown."""

    __slots__ = ()

    page: ClassVar[Callable[[Any], str] | None] = None
    """Makes the HTML of a record."""

    def _repr_html_(self) -> str | None:
        return None if Displayed.page is None else Displayed.page(self)
