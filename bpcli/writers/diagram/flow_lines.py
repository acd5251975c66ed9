"""A band of the flow as lines of text: arrows forward, the errors' way back below them, the gradients at the bottom."""

from __future__ import annotations

from collections.abc import Iterator

from bpcli.rules.names import LOSS, Name, activation_before
from bpcli.writers.blocks import Line
from bpcli.writers.diagram.canvas import Canvas, Pieces, length
from bpcli.writers.diagram.flow import ASIDE, Band
from bpcli.writers.styles import BOLD, PLAIN, QUIET

ABOVE, ENTERS, FORWARD, NOTES = range(4)
"""The first lines of a band; how many the notes take differs."""


def flow_lines(band: Band) -> Iterator[Line]:
    """The lines of a band."""
    canvas = Canvas()
    stems = NOTES + max(len(band.notes(stop)) for stop in band.stops)
    _draw_forward(canvas, band)
    _draw_errors(canvas, band, stems + 1)
    for layer in band.layers:
        _draw_gradients(canvas, band, layer, stems)
    return canvas.lines()


def _draw_forward(canvas: Canvas, band: Band) -> None:
    for stop, place in band.places.items():
        if above := band.enters(stop):
            canvas.put(ABOVE, place, above)
            canvas.put(ENTERS, place, (("▼", QUIET),))
        canvas.put(FORWARD, place, band.title(stop))
        for row, note in enumerate(band.notes(stop), NOTES):
            canvas.put(row, place, note)
        if stop != band.stops[-1]:
            start, end = place + length(band.title(stop)) + 1, band.places[band.behind(stop)] - 1
            canvas.put(FORWARD, start, _arrow(band.by(stop, band.behind(stop)), end - start, "▶"))


def _draw_errors(canvas: Canvas, band: Band, row: int) -> None:
    """The errors, from the loss or the next layer back; its line comes down from the loss."""
    for error, source in band.errors:
        place = band.place_of(error)
        start, end = place + len(error) + 1, _begins(band, source)
        canvas.put(row, place, ((error, BOLD),))
        canvas.put(row, start, _arrow(band.by(source, error), end - start, "◀"))
        canvas.put(row + 1, place, band.extent(error))
    if band.ends:
        _draw_stem(canvas, band.places[LOSS], range(NOTES + 1, row + 1), "┘")
    else:
        canvas.put(row, band.places[band.next], ((Name("delta", band.next.layer), QUIET),))


def _begins(band: Band, source: Name) -> int:
    """Where the arrow of an error begins: at the loss's line, or a blank before the error that it comes from."""
    return band.places[LOSS] if source == LOSS else band.place_of(source) - 1


def _draw_gradients(canvas: Canvas, band: Band, layer: int, stems: int) -> None:
    """dW and db, between what came in and the error, which they are made of."""
    left, right = band.places[activation_before(layer)], band.places[Name("Z", layer)]
    first, gradients = stems + 4, band.gradients(layer)
    _draw_stem(canvas, left, range(stems, first + 1), "└")
    canvas.put(first, left + 1, (("─▶ ", QUIET),))
    canvas.put(first - 1, right, (("│", QUIET),))
    for row, name in enumerate(gradients, first):
        after = left + len("└─▶ ") + len(name) + 1
        joint = "┤" if row < first + len(gradients) - 1 else "┘"
        canvas.put(row, left + len("└─▶ "), ((name, BOLD),))
        canvas.put(row, after, (*_arrow("", right - after, "◀"), (joint, QUIET)))
        canvas.put(row, right + ASIDE, band.extent(name))


def _draw_stem(canvas: Canvas, column: int, rows: range, foot: str) -> None:
    """A line down, which passes over the lines that it crosses."""
    for row in rows:
        canvas.put(row, column, ((foot if row == rows[-1] else "│", QUIET),))


def _arrow(text: str, width: int, head: str) -> Pieces:
    """A line so wide with a text in its middle, its head at the right (▶) or the left (◀)."""
    text = f" {text} " if " " in text and len(text) + 6 <= width else text
    drawn = text.center(width - 1, "─")
    left, _, right = drawn.partition(text) if text else (drawn, "", "")
    if head == "▶":
        return (left, QUIET), (text, PLAIN), (right + head, QUIET)
    return (head + left, QUIET), (text, PLAIN), (right, QUIET)
