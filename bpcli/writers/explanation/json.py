"""An explanation as the mapping that ``--json`` writes."""

from __future__ import annotations

from typing import Any

from bpcli.readers.explain.records import Explanation, Factor, Term
from bpcli.writers.json_values import plain


def explanation_record(explanation: Explanation, precision: int | None = None) -> dict[str, Any]:
    """A whole ``bpcli.explanation``.

    What goes in is opened where it is a factor and where it is read, and from there on along factors alone, or
    along what is read alone: opened in both places at every level, it would double from level to level.
    """
    return {"format": "bpcli.explanation", "version": 1, **_Writer(precision).opened(explanation)}


class _Writer:
    """An explanation with those that it opens, along ``factors``, along what is read (``reads``), or both."""

    def __init__(self, precision: int | None, *, factors: bool = True, reads: bool = True) -> None:
        self.precision, self.factors, self.reads = precision, factors, reads

    def opened(self, explanation: Explanation) -> dict[str, Any]:
        whole = explanation.index is None
        reads = self.reads or not explanation.terms
        return {
            "step": explanation.step,
            "name": explanation.name,
            "index": None if whole else list(explanation.index or ()),
            "value": plain(explanation.value, self.precision),
            "formula": explanation.formula,
            "latex": explanation.latex,
            "entry": explanation.entry,
            "numbers": explanation.numbers,
            "scale": plain(explanation.scale, self.precision),
            "terms": [self._term(term) for term in explanation.terms],
            "reads": [read.name if whole else self._read(read, opens=reads) for read in explanation.reads],
            "feeds": list(explanation.feeds),
            **({"because": list(explanation.because)} if explanation.because else {}),
            **({"from": explanation.source} if explanation.source is not None else {}),
        }

    def _term(self, term: Term) -> dict[str, Any]:
        along = _Writer(self.precision, reads=False) if self.factors else None
        factors = [self._number(factor, along) for factor in term.factors]
        return {"factors": factors, "value": plain(term.value, self.precision)}

    def _read(self, read: Factor, *, opens: bool) -> dict[str, Any]:
        along = _Writer(self.precision, factors=not self.reads, reads=self.reads)
        return self._number(read, along if opens else None)

    def _number(self, number: Factor, along: _Writer | None) -> dict[str, Any]:
        index = {} if number.index is None else {"index": list(number.index)}
        record = {"name": number.name, **index, "value": plain(number.value, self.precision)}
        if along is None or number.origin is None:
            return record
        return {**record, "from": along.opened(number.origin)}
