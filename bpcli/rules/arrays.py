"""The types of what rules work on: arrays, and the calls that fill them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

Array = np.ndarray[tuple[Any, ...], np.dtype[Any]]
Shape = tuple[int, ...]
Call = Callable[[], object]
Calls = list[Call]
