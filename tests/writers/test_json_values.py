"""Numbers as JSON has them."""

from __future__ import annotations

import json

import numpy as np
import pytest

from bpcli.errors import printable
from bpcli.writers.json_values import encoded, plain


def test_what_json_has_no_numbers_for() -> None:
    """They are words, alone and in a matrix."""
    assert encoded(plain(np.array([[np.nan, 1.0], [np.inf, -np.inf]]))) == b'[["NaN",1.0],["Infinity","-Infinity"]]'
    assert encoded(plain(float("nan"))) == b'"NaN"'


@pytest.mark.parametrize(
    "text", ["\x7f", "\x9b31m", "\u202eleft", "\ufeff", "\U000e0001", 'é ü 漢 😀 \\ " \n', "a\x1bb"]
)
def test_text_that_a_terminal_would_obey(text: str) -> None:
    """It is escaped, in halves beyond the first plane, and reads back as it was; what is printable stays."""
    written = encoded({"name": text}).decode()
    assert json.loads(written) == {"name": text}
    assert printable(written) == written
    assert all(char in written for char in text if char in "éü漢😀")
