"""What holds for a whole run."""

from __future__ import annotations

from bpcli.writers.heading import render_heading
from tests.writers.hand_made import header, pipe, printed, screen


def test_the_heading_tells_network_and_conventions() -> None:
    """In five lines, the reductions in the loss's own."""
    console = pipe()
    render_heading(header(), console)
    assert printed(console).splitlines() == [
        "by hand",
        "2 → 3 relu → 2 softmax · 17 parameters",
        "layout  rows: a sample is a row",
        "delta   per_sample: without 1/m, which stands in dW and db",
        "loss    cross_entropy, mean over samples",
    ]


def test_a_sum_over_samples_has_no_average_to_place() -> None:
    """Where there is no 1/m, the heading does not speak of one."""
    conventions = {"layout": "columns", "delta": "batch", "loss": "mse", "over_samples": "sum"}
    console = pipe()
    render_heading(header(conventions=conventions), console)
    assert "1/m" not in printed(console)


def test_colours_are_explained_where_there_are_any() -> None:
    """The legend is for those who see it."""
    coloured, plain = screen(color_system="256"), screen()
    render_heading(header(), coloured)
    render_heading(header(), plain)
    assert "below zero" in printed(coloured)
    assert "below zero" not in printed(plain)


def test_a_narrow_screen_breaks_lines_between_words() -> None:
    """What goes on stands below what it belongs to, and no line is too long or ends in blanks."""
    console = screen(40)
    render_heading(header(name="a name of many words that goes on and on"), console)
    lines = printed(console).splitlines()
    assert lines[-2:] == ["        stands in dW and db", "loss    cross_entropy, mean over samples"]
    assert all(len(line) <= 40 and line == line.rstrip() for line in lines)
