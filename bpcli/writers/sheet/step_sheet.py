"""A traced step as the lines of its sheet: forward, loss, backward, and then the parameters."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.segment import Segment

from bpcli.readers.records import Header, Quantity, TracedStep
from bpcli.rules.layouts import LAYOUTS
from bpcli.writers.blocks import SECTION, UNBOUNDED, Line
from bpcli.writers.columns import width_of
from bpcli.writers.sheet.bands import FEWER, Band, Panels, bands
from bpcli.writers.sheet.flow import Place, flow, of_parameters, single_numbers, told_slopes
from bpcli.writers.sheet.panel import GAP, Panel, row_names, titled, with_value
from bpcli.writers.sheet.parameters import layer_lines
from bpcli.writers.sheet.shelf import beside
from bpcli.writers.styles import BOLD, QUIET
from bpcli.writers.view import View
from bpcli.writers.words import sentences

FORWARD, ERROR, SLOPE = range(3)
"""What stands in a place of the flow, from top to bottom."""


class StepSheet:
    """One step on a sheet of so many terminal cells."""

    def __init__(self, header: Header, step: TracedStep, view: View, room: int) -> None:
        self.header, self.values, self.view, self.room = header, step.values, view, room
        self.depth = len(header.layers)
        self.samples_are_rows = LAYOUTS[header.conventions.get("layout", "rows")].samples_are_rows
        places = flow(step.values, self.depth)
        digits = (view.digits,) if view.precision is not None else (view.digits, FEWER)
        self.bands, self.digits = bands(places, self._panels, digits, room - self._margin(places))

    def lines(self) -> Iterator[Line]:
        """The sections in the order of computation."""
        yield from self._forward()
        yield from self._said(with_value(each, self.digits) for each in single_numbers(self.values, "loss"))
        yield from self._backward()
        yield from self._parameters()

    def _forward(self) -> Iterator[Line]:
        shown = [band for band in self.bands if _has(band, FORWARD)]
        if shown:
            yield [Segment("forward ▶", BOLD), GAP, self._rule("forward ▶")]
        for band in shown:
            yield from self._row(band, FORWARD)

    def _backward(self) -> Iterator[Line]:
        shown = [band for band in reversed(self.bands) if _has(band, ERROR) or _has(band, SLOPE)]
        slopes = told_slopes(self.values)
        if shown or slopes:
            yield [self._rule("◀ backward"), GAP, Segment("◀ backward", BOLD)]
        for band in shown:
            for level in (ERROR, SLOPE):
                if _has(band, level):
                    yield from self._row(band, level)
        panels = [panel for band in shown for panels in band.panels for panel in panels[ERROR:] if panel is not None]
        unsaid = [panel.quantity for panel in panels if not panel.shows_formula]
        yield from self._said(map(titled, [*unsaid, *slopes]))

    def _parameters(self) -> Iterator[Line]:
        numbers = single_numbers(self.values, "update")
        layers = [of_parameters(self.values, layer) for layer in range(1, self.depth + 1)]
        if numbers or any(layers):
            yield [Segment("parameters", BOLD), GAP, self._rule("parameters")]
        yield from self._said(with_value(each, self.digits) for each in numbers)
        for quantities in layers:
            yield from layer_lines(quantities, self.header, self.view, self.digits, self.room)

    def _panels(self, place: Place, digits: int, limit: int) -> Panels:
        return tuple(None if each is None else Panel([each], self.view, digits, limit) for each in place.quantities)

    def _margin(self, places: Sequence[Place]) -> int:
        """The width of the rows' labels."""
        quantities = [each for place in places for each in place.quantities if each is not None]
        return max((width_of(label) for each in quantities[:1] for label in self._labels(each)), default=0)

    def _labels(self, quantity: Quantity) -> list[str]:
        """Those of the samples, where a sample is a row and so the rows of all columns are the same."""
        rows = self.view.rows(len(quantity.data))
        return row_names(quantity, rows, self.header) if self.samples_are_rows else []

    def _row(self, band: Band, level: int) -> list[Line]:
        panels = [each[level] for each in band.panels]
        first = next(panel for panel in panels if panel is not None)
        return beside(panels, band.shelf, self._labels(first.quantity))

    def _said(self, said: Iterator[Sequence[Segment]]) -> Iterator[Line]:
        return sentences(list(said), self.room)

    def _rule(self, title: str) -> Segment:
        width = SECTION if self.room >= UNBOUNDED else self.room
        return Segment("─" * (width - width_of(title) - 1), QUIET)


def _has(band: Band, level: int) -> bool:
    return any(panels[level] is not None for panels in band.panels)
