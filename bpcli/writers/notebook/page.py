"""The page of a record, by its kind."""

from __future__ import annotations

from functools import singledispatch
from typing import Any

from bpcli.readers.check.records import Check
from bpcli.readers.compare.records import Comparison
from bpcli.readers.explain.records import Explanation
from bpcli.readers.records import Glance, Quantity, TracedStep, Training
from bpcli.writers.notebook.elements import Html
from bpcli.writers.notebook.explanations import explanation_page
from bpcli.writers.notebook.matrices import quantity_page
from bpcli.writers.notebook.runs import glance_page, step_page, training_page
from bpcli.writers.notebook.verdicts import check_page, comparison_page


@singledispatch
def page(record: Any) -> Html:
    """The HTML of a record; of others there is none."""
    raise TypeError(f"{type(record).__name__} has no page")


page.register(Quantity, quantity_page)
page.register(TracedStep, step_page)
page.register(Glance, glance_page)
page.register(Training, training_page)
page.register(Check, check_page)
page.register(Comparison, comparison_page)
page.register(Explanation, explanation_page)
