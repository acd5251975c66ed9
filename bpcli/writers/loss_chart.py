"""The loss over a training as a small chart, drawn with blocks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import isfinite, log10

from rich.console import Console
from rich.text import Text

from bpcli.readers.records import LossCurve
from bpcli.writers.metric_numbers import six_decimals
from bpcli.writers.styles import BOLD, POSITIVE, QUIET

BLOCKS = " ▁▂▃▄▅▆▇█"
ROWS, WIDEST = 3, 60
LEAST = 3
"""Fewer steps than this are read in the history, and need no chart."""
DECADES = 1.5
"""A loss that spans so many powers of ten is drawn by its logarithm."""


def render_loss_chart(curve: LossCurve | None, console: Console) -> None:
    """A few lines: the curve, its scale, and in words where it began, was lowest and ended."""
    if curve is None:
        return
    console.print()
    known = [mean for mean in curve.means if isfinite(mean)]
    if curve.steps >= LEAST and len(set(known)) > 1:
        _print_chart(known, curve, console)
    console.print(Text.assemble((f"{'loss':<6}", BOLD), summary_of(curve)))


def summary_of(curve: LossCurve) -> str:
    """``0.719186 at step 1, lowest 0.003211 at step 80, last 0.003507 at step 100``, nothing of it twice."""
    first, lowest, last = map(six_decimals, (curve.first, curve.lowest, curve.last))
    begun, ended = f"{first} at step 1", f"{last} at step {curve.steps:,}"
    if curve.steps == 1:
        return ended
    if curve.lowest == curve.first == curve.last and len(set(curve.means)) == 1:
        return f"{first} in all {curve.steps:,} steps"
    if lowest == last:
        return f"{begun}, lowest at the end: {ended}"
    if lowest == first:
        return f"lowest at the start: {begun}, last {ended}"
    return f"{begun}, lowest {lowest} at step {curve.lowest_step:,}, last {ended}"


def _print_chart(known: Sequence[float], curve: LossCurve, console: Console) -> None:
    scale = Scale([curve.first, *known])
    top, bottom = six_decimals(scale.highest), six_decimals(scale.lowest)
    margin = max(len(top), len(bottom))
    heights = stretched([scale.part(mean) for mean in known], max(1, min(WIDEST, console.width - margin - 3)))
    if len(heights) < len(known):  # means would hide where a long training began
        heights[0] = scale.part(curve.first)
    for row, label in zip(range(ROWS - 1, -1, -1), (top, *[""] * (ROWS - 2), bottom), strict=True):
        blocks = "".join(_block(height * ROWS * 8 - row * 8, lowest=row == 0) for height in heights)
        console.print(Text.assemble((f"{label:>{margin}} │ ", QUIET), (blocks, POSITIVE[2])), no_wrap=True, crop=True)
    note = ", ".join(_how(curve, logarithmic=scale.logarithmic))
    axis = _axis(len(heights), f"step {curve.steps:,}", note)
    console.print(Text(f"{'':>{margin}} ╰ {axis}", QUIET), no_wrap=True, crop=True)
    if note not in axis:
        console.print(Text(note, QUIET))


def _how(curve: LossCurve, *, logarithmic: bool) -> Iterator[str]:
    """How the curve is drawn, where that is not as it is."""
    if logarithmic:
        yield "log scale"
    if curve.stride > 1:
        yield f"means of {curve.stride:,} steps"


def _axis(width: int, end: str, note: str) -> str:
    """First and last step below their places, and a note between them, as far as there is room."""
    start = "step 1"
    between = width - len(start) - len(end)
    if between < 1:
        return start
    return f"{start}{note if len(note) + 2 <= between else '':^{between}}{end}"


def _block(eighths: float, *, lowest: bool) -> str:
    """How much of one place is filled; on the ground there is always something to see."""
    return BLOCKS[max(1 if lowest else 0, min(8, round(eighths)))]


class Scale:
    """From the lowest to the highest of some losses, by their logarithm where they span decades."""

    def __init__(self, losses: Sequence[float]) -> None:
        self.lowest, self.highest = min(losses), max(losses)
        positive = [loss for loss in losses if loss > 0]
        self.logarithmic = len(positive) > 1 and log10(max(positive)) - log10(min(positive)) >= DECADES
        if self.logarithmic:
            self.lowest = min(positive)

    def part(self, loss: float) -> float:
        """0 for the lowest, 1 for the highest; 0 too for what has no logarithm."""
        if not self.logarithmic:
            return (loss - self.lowest) / (self.highest - self.lowest)
        if loss <= 0:
            return 0.0
        return (log10(loss) - log10(self.lowest)) / (log10(self.highest) - log10(self.lowest))


def stretched(parts: Sequence[float], width: int) -> list[float]:
    """As many places as fit: each the mean of several parts, or each part several times."""
    if len(parts) <= width:
        return [part for part in parts for _ in range(width // len(parts))]
    bounds = [place * len(parts) // width for place in range(width + 1)]
    return [sum(parts[start:end]) / (end - start) for start, end in pairwise(bounds)]
