"""Sweeps over many cases that are alike: a part of them in every run of the tests, each of them with ``--long``."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest


def thinned(cases: Iterable[Any], one_in: int) -> list[Any]:
    """One case in so many, from the first on; those between are left to ``--long``."""
    return [case if n % one_in == 0 else pytest.param(case, marks=pytest.mark.long) for n, case in enumerate(cases)]
