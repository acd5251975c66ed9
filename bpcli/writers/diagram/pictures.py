"""The pictures of the neurons by the names of their formats, and what may be asked of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from bpcli.readers.diagram.records import Diagram
from bpcli.writers.diagram.dot import dot
from bpcli.writers.diagram.mermaid import mermaid
from bpcli.writers.diagram.svg import svg

VALUES = ("W", "A", "delta", "dW")
"""Which numbers may stand in a picture."""
DIRECTIONS = ("RL", "LR", "TB", "BT")
"""Where the gradient may go: from right to left, ..., from the bottom to the top."""
PICTURES: Mapping[str, Callable[[Diagram, str | None, str], str]] = MappingProxyType(
    {"mermaid": mermaid, "dot": dot, "svg": svg}
)
"""Each writes a diagram with such numbers and in such a direction."""
