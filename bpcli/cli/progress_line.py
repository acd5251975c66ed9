"""One line that says how far something has come, as much of it as the terminal has room for."""

from __future__ import annotations

from math import ceil

from msgspec import Struct
from rich.text import Text

from bpcli.writers.styles import BOLD, PLAIN, POSITIVE, QUIET

GAP = 2
"""Blanks between two parts."""
SHORTEST, LONGEST = 8, 40
"""The bar itself, in terminal cells."""
STYLES = {"what": BOLD, "speed": QUIET, "left": QUIET}


class Doing(Struct, frozen=True):
    """How far it has come after so many ``seconds``."""

    what: str
    unit: str
    done: int
    total: int
    seconds: float
    live: tuple[str, ...] = ()
    """What else there is to say, the most important first."""


def line(doing: Doing, width: int) -> Text:
    """``training  ━━━━━────  step 12,345/100,000  loss 0.719186  41,000 steps/s  0:02 left``.

    What there is no room for is left out, whole: the speed first, then the word, then what is live from its end.
    """
    texts = _texts(doing)
    kept = _kept(texts, width)
    left = width - sum(len(texts[name]) + GAP for name in kept) + GAP
    parts = {name: Text(texts[name], STYLES.get(name, PLAIN)) for name in kept}
    if "bar" in parts:
        parts["bar"] = _bar(doing.done / doing.total, min(SHORTEST + left, LONGEST))
    return Text(" " * GAP, end="", no_wrap=True, overflow="crop").join(parts.values())


def _texts(doing: Doing) -> dict[str, str]:
    """The parts by name, in the order in which they stand; of the bar the least there is room for."""
    unit, total = f"{doing.unit} " if doing.unit else "", f"{doing.total:,}"
    speed = doing.done / doing.seconds
    return {
        "what": doing.what,
        "bar": " " * SHORTEST,
        "done": f"{unit}{doing.done:>{len(total)},}/{total}",
        **{f"live {number}": text for number, text in enumerate(doing.live)},
        "speed": f"{_few_digits(speed)} {doing.unit}s/s" if doing.unit else "",
        "left": f"{_clock(ceil((doing.total - doing.done) / speed))} left",
    }


def _kept(texts: dict[str, str], width: int) -> list[str]:
    """The names of the parts that are shown, in their order, when the most important ones take their room first."""
    live = [name for name in texts if name.startswith("live")]
    kept: set[str] = set()
    for name in ("done", *live[:1], "bar", "left", *live[1:], "what", "speed"):
        room = width - sum(len(texts[other]) + GAP for other in kept)
        if texts[name] and len(texts[name]) <= room:
            kept.add(name)
    return [name for name in texts if name in kept]


def _bar(part: float, width: int) -> Text:
    filled = round(part * width)
    return Text.assemble(("━" * filled, POSITIVE[2]), ("─" * (width - filled), QUIET))


def _few_digits(number: float) -> str:
    """``41,234`` and ``2.31``."""
    return f"{number:,.0f}" if number >= 100 else f"{number:.3g}"


def _clock(seconds: int) -> str:
    """``0:02``, ``1:02:03``."""
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"
