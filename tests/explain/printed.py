"""Reads what ``bpcli explain`` prints back, and works it out again from the printed digits alone."""

from __future__ import annotations

import ast
import math
import re
from itertools import pairwise

NUMBER = r"-?\d+(?:\.\d+)?(?:e[+-]\d+)?"
NAMED = re.compile(r"\b[A-Za-z]\w*(?:\[[\d,]+\])? (?=-?\d|\(-)")
"""A name before its number."""
ROW = re.compile(rf"  (?P<label>.*?) {{2,}}(?P<factors>.*?) *= +(?P<value>{NUMBER})$")
TOTAL = re.compile(rf" +(?P<total>{NUMBER})(?: +× (?P<scale>\S.*) = (?P<result>{NUMBER}))?$")
STEP = re.compile(r"  (?P<name>\S+)? *= (?P<right>\S.*)$")
ORIGIN = re.compile(rf"  [│├└─ ]*(?P<name>[A-Za-z]\w*(?:\[[\d,]+\])?) +(?P<value>{NUMBER}) = (?P<right>.*?)(?:   .*)?$")
OF_QUOTIENT = re.compile(r"\(-((?:\([^()]*\)|[\w.]+)/(?:\w+\([^()]*\)|[\w.]+))\)")
"""A minus before a quotient, which Python takes for one before its first number."""
FUNCTIONS = {name: getattr(math, name) for name in dir(math)} | {"max": max, "min": min, "abs": abs}


def half_a_unit(number: str) -> float:
    """Half of what one is in the last digit of a printed number; a float's own rounding on top."""
    mantissa, _, power = number.partition("e")
    decimals = len(mantissa.partition(".")[2]) - int(power or 0)
    return 0.5 * 10.0**-decimals + 1e-12 * abs(float(number))


def arithmetic(text: str) -> str:
    """Printed arithmetic as Python writes it."""
    plain = re.sub(r"\[\d+ more: ([^\]]+)\]", r"\1", NAMED.sub("", text))
    return OF_QUOTIENT.sub(r"(-(\1))", plain).replace("×", "*").replace("^", "**")


def comes_to(text: str) -> float:
    """What printed arithmetic comes to."""
    return float(eval(arithmetic(text), FUNCTIONS))


def assert_comes_to(text: str, number: str) -> None:
    """Working the text out gives the printed number, to its last digit."""
    exact = re.fullmatch(NUMBER, text) and float(text) == float(number)
    assert exact or abs(comes_to(text) - float(number)) <= half_a_unit(number), f"{text} = {number}"


def check(lines: list[str]) -> set[str]:
    """All that is printed adds up; what kinds of lines there were."""
    at = lines.index("where those numbers come from") if "where those numbers come from" in lines else len(lines)
    end = lines.index("what it goes into") if "what it goes into" in lines else len(lines)
    body, origins = lines[: min(at, end)], lines[min(at, end) :]
    kinds = {"sum"} if any(set(line.strip()) == {"─"} for line in body) else {"steps"}
    if kinds == {"sum"}:
        check_sum(body)
    else:
        check_steps(body)
    for line in origins:
        if (match := ORIGIN.match(line)) and "of rounding" not in line:
            assert_comes_to(match["right"], match["value"])
            kinds.add("origin")
    return kinds


def check_sum(body: list[str]) -> None:
    """Every row is the product of what stands in it, the total their sum, the result that times the scale."""
    rule = next(at for at, line in enumerate(body) if set(line.strip()) == {"─"})
    first = max(at for at in range(rule) if not body[at].strip())
    rows = [match for line in body[first + 1 : rule] if (match := ROW.match(line))]
    assert len(rows) >= rule - first - 2, "all but the heads"
    for row in rows:
        factors = row["factors"].strip()
        if factors and not re.fullmatch(r"\w+\[[\d,]+\]", factors):
            assert_comes_to(factors, row["value"])
    total = TOTAL.match(body[rule + 1])
    assert total is not None
    assert_comes_to(" + ".join(f"({row['value']})" for row in rows), total["total"])
    if total["scale"]:
        assert_comes_to(f"({total['total']}) × {total['scale']}", total["result"])


def check_steps(body: list[str]) -> None:
    """Every line follows from the one before."""
    right = [arithmetic(match["right"]) for line in body if (match := STEP.match(line))][1:]
    for before, after in pairwise(right):
        assert Following(before, after).holds(), f"{before} -> {after}"


class Following:
    """Whether a line is the one before with numbers for some of its pieces, each what that piece comes to."""

    def __init__(self, before: str, after: str) -> None:
        self.before, self.after = before, after

    def holds(self) -> bool:
        """Whether it is."""
        one, other = (ast.parse(line, mode="eval").body for line in (self.before, self.after))
        return self._follows(one, other)

    def _follows(self, one: ast.expr, other: ast.expr, sign: int = 1) -> bool:
        text, number = (str(ast.get_source_segment(*pair)) for pair in ((self.before, one), (self.after, other)))
        if text == number and sign == 1:
            return True
        if re.fullmatch(NUMBER, number):
            return abs(sign * float(eval(text, FUNCTIONS)) - float(number)) <= half_a_unit(number)
        if factors(other)[1:] or factors(one)[1:]:
            return sign == 1 and self._products(factors(one), factors(other))
        pairs = list(zip(parts(one), parts(other), strict=False))
        alike = type(one) is type(other) and len(parts(one)) == len(parts(other))
        return sign == 1 and alike and all(self._follows(e, new, own * its) for (own, e), (its, new) in pairs)

    def _products(self, these: Factors, those: Factors) -> bool:
        """Each factor is one of before, or a number for several that stood beside each other."""
        if not these or not those:
            return not these and not those
        (op, other), rest = those[0], those[1:]
        if op != these[0][0]:
            return False
        if self._follows(these[0][1], other) and self._products(these[1:], rest):
            return True
        number = str(ast.get_source_segment(self.after, other))
        for size in range(2, len(these) + 1 if op == "*" and re.fullmatch(NUMBER, number) else 0):
            texts = [f"{sign}({ast.get_source_segment(self.before, e)})" for sign, e in these[:size]]
            value = float(eval(f"1{''.join(texts)}", FUNCTIONS))
            if abs(value - float(number)) <= half_a_unit(number) and self._products(these[size:], rest):
                return True
        return False


Factors = list[tuple[str, ast.expr]]


def factors(e: ast.expr) -> Factors:
    """The factors and divisors of a product."""
    match e:
        case ast.BinOp(left, ast.Mult(), right):
            return [*factors(left), ("*", right)]
        case ast.BinOp(left, ast.Div(), right):
            return [*factors(left), ("/", right)]
    return [("*", e)]


def parts(e: ast.expr) -> list[tuple[int, ast.expr]]:
    """What an operation works on; the addends of a whole sum, each with its sign."""
    match e:
        case ast.BinOp(left, ast.Add() | ast.Sub(), right):
            sign = 1 if isinstance(e.op, ast.Add) else -1
            return [*addends(left), *((sign * own, part) for own, part in addends(right))]
        case ast.BinOp(left, _, right):
            return [(1, left), (1, right)]
        case ast.UnaryOp(_, operand):
            return [(1, operand)]
        case ast.Call():
            return [(1, argument) for argument in e.args]
    return []


def addends(e: ast.expr) -> list[tuple[int, ast.expr]]:
    """The addends of a sum, or the only one there is."""
    return parts(e) if isinstance(e, ast.BinOp) and isinstance(e.op, ast.Add | ast.Sub) else [(1, e)]
