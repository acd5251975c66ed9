"""Timing in pairs: both sides in turn within one run, so that a machine's mood touches both."""

from __future__ import annotations

import statistics
from collections.abc import Callable
from time import perf_counter


def ratio(ours: Callable[[], object], yardstick: Callable[[], object], *, number: int, rounds: int) -> str:
    """The median of our time over the yardstick's, round by round, and both medians."""
    _seconds(ours, number), _seconds(yardstick, number)
    pairs = [(_seconds(ours, number), _seconds(yardstick, number)) for _ in range(rounds)]
    median = statistics.median(ours_ / theirs for ours_, theirs in pairs)
    ours_, theirs = (statistics.median(side) for side in zip(*pairs, strict=True))
    return f"{median:5.2f}   ours {_readable(ours_)}, yardstick {_readable(theirs)}"


def _seconds(run: Callable[[], object], number: int) -> float:
    start = perf_counter()
    for _ in range(number):
        run()
    return (perf_counter() - start) / number


def _readable(seconds: float) -> str:
    return f"{seconds * 1e6:.1f} us" if seconds < 1e-3 else f"{seconds * 1e3:.1f} ms"
