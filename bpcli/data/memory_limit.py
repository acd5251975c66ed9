"""Whether numbers can be held at all, asked before they are made: memory only promised ends the process later."""

from __future__ import annotations

import os

BYTES_A_NUMBER = 8
COPIES = 4
"""A weight is drawn, kept, and has a gradient and a step; a sample's Z has an A, a dA and a delta."""


def check_fits_memory(numbers: int) -> None:
    """Raise MemoryError where a run with so many numbers needs more than the machine's whole memory."""
    if numbers * COPIES * BYTES_A_NUMBER > _memory():
        raise MemoryError(f"{numbers} numbers")


def _memory() -> float:
    """The machine's memory in bytes, where the system tells it."""
    try:
        return float(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"))
    except (AttributeError, ValueError, OSError):  # not on Windows
        return float("inf")
