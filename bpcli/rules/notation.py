"""How expressions are written: one writer, and a table of spellings for each notation.

A spelling knows how tightly it holds together and how tightly its operands must; brackets follow from that. An
expression is written as it stands: a layout has turned it before (``Layout.written``).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from msgspec import Struct
from msgspec.structs import replace

from bpcli.rules.expression import (
    MINUS,
    OVER,
    SCALED,
    Apply,
    Constant,
    Expression,
    Named,
    Product,
    Read,
    Total,
    Transposed,
)
from bpcli.rules.indexed import Entry, Index, Series
from bpcli.rules.names import Name

CHOICE, SUM, QUOTIENT, PRODUCT, MATRIX_PRODUCT, POWER, ATOM = range(7)
"""How tightly a piece of text holds together, from ``1 where Z > 0, else 0`` to a name or a call."""


class Spelling(Struct, frozen=True):
    """A template over its operands; how tightly it holds together, and how tightly each operand has to.

    What may be of any kind (``CHOICE``) is enclosed by the template.
    """

    template: str
    hold: int
    needs: tuple[int, ...]
    runs_on: int | None = None
    """Of what has no end of its own, as ``sum over samples of x``: how loosely something may follow and still seem
    to belong to it."""


class Notation(Struct, frozen=True):
    """A way to write mathematics: spellings by what is spelled, and how names, numbers and brackets look."""

    spellings: Mapping[str, Spelling]
    function: Callable[[str], str]
    """The name of a function that has no spelling of its own; its arguments follow in brackets."""
    brackets: Callable[[str], str]
    name: Callable[[Name], str]
    transposed_name: Callable[[Name], str]
    constant: Callable[[Constant], str]
    sign: Callable[[str], str]
    """What stands between a number and the text of what it multiplies."""
    stacks: bool
    """Whether the top of a quotient stands above it. A fraction in front of it is then not put up there."""
    entry: Callable[[str, Index], str]
    """Of a name that is written already, and where in it the entry stands."""

    def write(self, expression: Expression, leaf: Callable[[Expression], str | None] = lambda _: None) -> str:
        """The text of an expression; ``leaf`` may write some parts otherwise, an entry as its number, say."""
        return _Writer(self, leaf).text(expression)

    def equation(self, target: Name, expression: Expression) -> str:
        """``A1 = relu(Z1) = max(0, Z1)``: a function that is called by name is also written out."""
        sides = [self.name(target), self.write(expression)]
        if isinstance(expression, Named) and expression.definition != expression.argument:
            sides.append(self.write(expression.definition))
        return " = ".join(sides)


class _Writer:
    """One text in the making.

    ``follows`` is how tightly the operator that stands behind a place holds; None: nothing stands there.
    """

    def __init__(self, notation: Notation, leaf: Callable[[Expression], str | None]) -> None:
        self.notation, self.leaf = notation, leaf

    def text(self, e: Expression, need: int = CHOICE, follows: int | None = None) -> str:
        """The text, in brackets where it holds together less tightly than its place needs."""
        written, hold, runs_on = self._written(e, follows)
        swallows = runs_on is not None and follows is not None and follows >= runs_on
        if hold >= need and not swallows:
            return written
        return self.notation.brackets(written if follows is None else self._written(e, None)[0])

    def _written(self, e: Expression, follows: int | None) -> tuple[str, int, int | None]:
        if (own := self.leaf(e)) is not None:
            return own, _hold(own), None
        match e:
            case Read(name):
                text = self.notation.name(name)
                return text, _hold(text), None
            case Entry(name, index):
                text = self.notation.entry(self.notation.name(name), index)
                return text, _hold(text), None
            case Series(letter, _, term, highest):
                series = self.notation.spellings["highest series" if highest else "total series"]
                text = series.template.format(self.text(term, series.needs[0], follows), letter)
                return text, series.hold, series.runs_on
            case Transposed(Read(name) as turned) if self.leaf(turned) is None:
                return self.notation.transposed_name(name), POWER, None
            case Constant():
                number = self.notation.constant(e)
                return number, _hold(number), None
            case Apply(function, (Constant() as one, Constant() as other)) if function == MINUS:
                if self.notation.constant(other) == written(other.value):  # 1 - 0.9 is told as 0.1
                    return self._written(Constant(one.value - other.value), follows)
            case Apply(function, (Apply(scaled, (Apply() as number, top)), below)) if self.notation.stacks:
                if (function, scaled, number.function) == (OVER, SCALED, OVER):
                    return self._written(number * (top / below), follows)
        kind, operands = _kind_and_operands(e)
        spelling = self.notation.spellings.get(kind)
        if spelling is None:
            arguments = self.notation.brackets(", ".join(map(self.text, operands)))
            return self.notation.function(kind) + arguments, ATOM, None
        return self._spelled(kind, spelling, operands, follows)

    def _spelled(
        self, kind: str, spelling: Spelling, operands: tuple[Expression, ...], follows: int | None
    ) -> tuple[str, int, int | None]:
        behind = [*[spelling.hold] * (len(operands) - 1), follows]
        texts = [
            self.text(operand, need, None if need == CHOICE else after)
            for operand, need, after in zip(operands, spelling.needs, behind, strict=True)
        ]
        if kind == "scaled":
            if texts[0] == "1":
                return self._written(operands[1], follows)
            if isinstance(operands[0], Constant) and operands[0].value < 0 and self.leaf(operands[0]) is None:
                texts[0] = self.notation.constant(operands[0])
            texts.insert(1, self.notation.sign(texts[1]))
        return spelling.template.format(*texts), spelling.hold, spelling.runs_on


def _hold(text: str) -> int:
    """How tightly a name or a number holds together: LaTeX has powers in some, and products in others."""
    if text.startswith("-"):
        return SUM
    if r"\cdot" in text:
        return PRODUCT
    return POWER if "^" in text else ATOM


def _kind_and_operands(e: Expression) -> tuple[str, tuple[Expression, ...]]:
    match e:
        case Apply(function, (_, below)) if function == OVER and below.is_number and not _is_sum(below):
            return "fraction", e.parts
        case Apply(function, (condition, yes, no)) if function.name == "where":
            return "where", (yes, condition, no)
        case Apply(function):
            return function.name, e.parts
        case Named(name, argument):
            return name, (argument,)
        case Total(over, _, _, highest):
            return f"{'highest' if highest else 'total'} {over}", e.parts
        case Product():
            return "product", e.parts
        case Transposed():
            return "transposed", e.parts
    raise TypeError(f"{type(e).__name__} has no spelling")


def _is_sum(e: Expression) -> bool:
    """Whether a number is a sum, or is made of one."""
    return isinstance(e, Apply) and (e.function.name in ("plus", "minus") or any(map(_is_sum, e.parts)))


def written(number: float) -> str:
    """A number as it stands in a formula: ``0.1``, ``1e-08``, ``2``."""
    return f"{number:.12g}"


def _indexed(name: str, index: Index) -> str:
    """``dW1[0,2]``; of a single number the name alone."""
    return f"{name}[{','.join(map(str, index))}]" if index else name


_TERMS, _FACTORS = (SUM, SUM), (PRODUCT, PRODUCT)

TEXT = Notation(
    MappingProxyType(
        {
            "plus": Spelling("{} + {}", SUM, _TERMS),
            "minus": Spelling("{} - {}", SUM, (SUM, QUOTIENT)),
            "negative": Spelling("-{}", SUM, (QUOTIENT,)),
            "times": Spelling("{} * {}", PRODUCT, _FACTORS),
            "dot": Spelling("{} * {}", PRODUCT, _FACTORS),
            "weighted": Spelling("{} * {}", PRODUCT, _FACTORS),
            "scaled": Spelling("{}{}{}", PRODUCT, _FACTORS),
            "product": Spelling("{} {}", MATRIX_PRODUCT, (MATRIX_PRODUCT, POWER)),
            "over": Spelling("{} / {}", QUOTIENT, (QUOTIENT, POWER)),
            "fraction": Spelling("{}/{}", PRODUCT, (POWER, POWER)),
            "power": Spelling("{}^{}", POWER, (ATOM, ATOM)),
            "transposed": Spelling("{}^T", POWER, (ATOM,)),
            "above": Spelling("{} > {}", CHOICE, _TERMS),
            "below": Spelling("{} < {}", CHOICE, _TERMS),
            "up_to": Spelling("{} <= {}", CHOICE, _TERMS),
            "equal": Spelling("{} = {}", CHOICE, _TERMS),
            "where": Spelling("{} where {}, else {}", CHOICE, (SUM, CHOICE, SUM), runs_on=CHOICE),
            "total samples": Spelling("sum over samples of {}", ATOM, (PRODUCT,), runs_on=CHOICE),
            "total units": Spelling("sum over units of {}", ATOM, (PRODUCT,), runs_on=CHOICE),
            "total entries": Spelling("sum({})", ATOM, (CHOICE,)),
            "total series": Spelling("sum over {1} of {0}", ATOM, (PRODUCT,), runs_on=CHOICE),
            "highest series": Spelling("max over {1} of {0}", ATOM, (PRODUCT,), runs_on=CHOICE),
            "highest samples": Spelling("max over samples of {}", ATOM, (PRODUCT,), runs_on=CHOICE),
            "highest units": Spelling("max over units of {}", ATOM, (PRODUCT,), runs_on=CHOICE),
        }
    ),
    function=str,
    brackets="({})".format,
    name=str,
    transposed_name="{}^T".format,
    constant=lambda constant: "pi" if constant.symbol == "pi" else written(constant.value),
    sign=lambda text: " * " if text[0].isdigit() else " ",
    stacks=False,
    entry=_indexed,
)
"""Plain text, with the numbers of the config: ``dW1 = 1/m X^T delta1 + 0.1 W1``."""

NUMBERS = replace(
    TEXT,
    spellings=MappingProxyType(
        {
            **TEXT.spellings,
            "fraction": Spelling("{} / {}", QUOTIENT, (QUOTIENT, POWER)),
            "power": Spelling("{} ** {}", POWER, (ATOM, ATOM)),
        }
    ),
    constant=lambda constant: repr(constant.value),
    sign=lambda _: " * ",
)
"""Arithmetic as Python and most calculators read it; numbers with all their digits."""
