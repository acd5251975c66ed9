"""The golden numbers are all read, and what is not them is refused."""

from __future__ import annotations

import pytest

from tests.golden.agreement import HERE, assert_agrees, assert_printed, published


@pytest.mark.parametrize("folder", ["published", "notebooks"])
def test_no_file_lies_unread(folder: str) -> None:
    """Each file's name stands in a test."""
    tests = "".join(path.read_text(encoding="utf-8") for path in HERE.glob("test_*.py"))
    unread = [path.stem for path in (HERE / folder).glob("*.json") if f'"{path.stem}"' not in tests]
    assert not unread


@pytest.mark.parametrize(
    ("number", "text", "decimals"),
    [
        (0.3682, "0.3682", None),
        (0.36825 - 1e-9, "0.3682", None),
        (0.300000004, "0.3", 8),
        (2.517790544e-08, "2.51779054e-08", 8),
        (-0.0, "0", 8),
    ],
)
def test_what_rounds_to_the_print_is_printed(number: float, text: str, decimals: int | None) -> None:
    """Half a unit in the last place that was printed, or that NumPy left out."""
    assert_printed([number], [text], decimals)


@pytest.mark.parametrize(
    ("number", "text", "decimals"),
    [
        (0.36825 + 1e-9, "0.3682", None),
        (0.300000006, "0.3", 8),
        (2.517790546e-08, "2.51779054e-08", 8),
        (1e-12, "0", 8),
        (-0.3682, "0.3682", None),
        (float("nan"), "0.3", 8),
    ],
)
def test_what_rounds_to_another_print_is_refused(number: float, text: str, decimals: int | None) -> None:
    """More than half a unit away, or not quite the zero that was printed."""
    with pytest.raises((AssertionError, ArithmeticError)):
        assert_printed([number], [text], decimals)


def test_tolerance_is_the_examples_own() -> None:
    """A digit more than was published is not asked for, a digit less is not enough."""
    golden = published("dlai_linear_forward")
    Z = golden["expected"]["Z"]
    assert_agrees(golden, "Z", [[Z[0][0] + 5e-9, Z[0][1]]], Z)
    with pytest.raises(AssertionError):
        assert_agrees(golden, "Z", [[Z[0][0] + 7e-9, Z[0][1]]], Z)
