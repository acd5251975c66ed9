"""A step in words: above its sheet which one it is, under it what it did."""

from __future__ import annotations

from collections.abc import Iterator

from rich.segment import Segment

from bpcli.errors import printable
from bpcli.readers.movement import largest_change, unmoved_units
from bpcli.readers.records import Header, TracedStep
from bpcli.writers.blocks import UNBOUNDED, Line
from bpcli.writers.heading import network, optimizer_text, total_steps
from bpcli.writers.metric_numbers import metric_texts, six_decimals
from bpcli.writers.numbers import DIGITS, scalar
from bpcli.writers.places import written_index
from bpcli.writers.styles import BOLD, CAUTION, PLAIN, QUIET
from bpcli.writers.words import Words, sentences, width_of_line

FEW = 6
"""So many units are named that did not move; of more there is a count."""


def step_heading(header: Header, step: TracedStep, digits: int | None, room: int) -> list[Line]:
    """``XOR   2 → 4 relu → 2 softmax   cross_entropy   sgd 0.1   4 samples          step 1 of 10``."""
    said = [network(header), header.conventions.get("loss", ""), optimizer_text(header), _samples(step)]
    if digits is not None and digits != DIGITS:
        said.append(f"{digits} digit{'s' * (digits != 1)}")
    name = [Segment(word, BOLD) for word in printable(header.name).split(" ")]
    words = [name, *(list(map(Segment, each.split(" "))) for each in said if each)]
    lines = list(sentences(words, room))
    total = total_steps(header)
    number = [Segment(f"step {step.step:,} of {total:,}" if total else f"step {step.step:,}", BOLD)]
    blanks = 3 if room >= UNBOUNDED else room - width_of_line(lines[-1]) - width_of_line(number)
    if blanks < 3:
        return [*lines, number]
    return [*lines[:-1], [*lines[-1], Segment(" " * blanks), *number]]


def _samples(step: TracedStep) -> str:
    """How many samples the step has, if a quantity tells."""
    for quantity in step.values.values():
        if quantity.axes and "sample" in quantity.axes:
            count = quantity.shape[quantity.axes.index("sample")]
            return f"{count:,} sample{'s' * (count != 1)}"
    return ""


def step_lines(header: Header, step: TracedStep, room: int) -> Iterator[Line]:
    """What the step did: loss and metrics before it, the largest change, the units that did not move."""
    return sentences(list(_said(step)), room)


def step_texts(step: TracedStep) -> Iterator[str]:
    """The same, each as a text of its own."""
    return (" ".join(segment.text for segment in words) for words in _said(step))


def _said(step: TracedStep) -> Iterator[Words]:
    yield _words(f"step {step.step:,}")
    yield _words(f"loss {six_decimals(step.loss)}")
    if step.mean_loss != step.loss:
        yield _words(f"mean loss {six_decimals(step.mean_loss)}")
    for text in metric_texts(step.metrics.items()):
        yield _words(" ".join(text.split()))
    if (change := largest_change(step)) is not None:
        place = f"{change.parameter}{written_index(change.index)}"
        yield [Segment("largest change", QUIET), Segment(f"{place} by {scalar(change.by)}", PLAIN)]
    unmoved = [f"{_units(units)} of layer {layer}" for layer, units in unmoved_units(step).items()]
    if unmoved:
        yield [Segment("did not move:", CAUTION), *map(Segment, "; ".join(unmoved).split())]


def _units(units: list[int]) -> str:
    if len(units) > FEW:
        return f"{len(units):,} units"
    return f"unit{'s' * (len(units) > 1)} {', '.join(map(str, units))}"


def _words(text: str) -> Words:
    return [Segment(word, BOLD) for word in text.split()]
