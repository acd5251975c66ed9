"""Rules made wrong on purpose, so that tests can show that they would see it: an error in what a rule says."""

from __future__ import annotations

from typing import Any

import pytest

from bpcli.rules.expression import Expression


def plant(monkeypatch: pytest.MonkeyPatch, owner: Any, rule: str, factor: float = 0.999) -> None:
    """Make the expression that ``owner.rule`` gives too small by a thousandth, or wrong by another factor."""
    right = getattr(owner, rule)

    def wrong(*arguments: Any, **more: Any) -> Expression:
        expression: Expression = right(*arguments, **more)
        return factor * expression

    monkeypatch.setattr(owner, rule, wrong)
