"""What every activation knows: its value, its derivative, and how people get them wrong.

An activation is also what the config says of it: its fields are the parameters that a user may set.
"""

from typing import ClassVar

from bpcli.rules.expression import ONE, Expression, Named, Read, reads
from bpcli.rules.mistakes import Near, Wrong
from bpcli.rules.names import Name
from bpcli.rules.registry import Rule


class Activation(Rule, frozen=True):
    """A function A = f(Z) between (m, n) matrices.

    One that mixes the entries of a row (softmax) is not ``elementwise``: it has no ``derivative`` entry by entry,
    and sends an error back through its whole Jacobian (``sent_through``).
    """

    elementwise: ClassVar[bool] = True

    @property
    def kinks(self) -> tuple[float, ...]:
        """The values of Z at which f' jumps; there the derivative of the left side counts, as in PyTorch."""
        return ()

    @property
    def seams(self) -> tuple[float, ...]:
        """The values of Z at which two pieces meet with one slope."""
        return ()

    def value(self, Z: Expression) -> Expression:
        """f(Z), as a textbook writes it."""
        raise TypeError(f"{self.name} computes nothing")

    def derivative(self, Z: Expression, A: Expression) -> Expression:
        """f'(Z), entry by entry, where it is simpler by way of A = f(Z)."""
        raise TypeError(f"{self.name} has no derivative entry by entry")

    def sent_through(self, dA: Expression, A: Expression) -> Expression:
        """delta = dL/dZ from dA = dL/dA through the whole Jacobian."""
        raise TypeError(f"{self.name} works entry by entry")

    def computed(self, Z: Expression) -> Expression | None:
        """f(Z) as NumPy computes it, where that has more digits than ``value`` or is faster; None where not."""
        return None

    def exact(self, Z: Expression) -> Expression | None:
        """f(Z) written so that it keeps its digits where ``value`` loses them; None where that is as good."""
        return self.computed(Z)

    def logarithms(self, Z: Expression) -> tuple[Expression, Expression] | None:
        """log f(Z) and log(1 - f(Z)), exact also where f saturates; None for a function that does not."""
        return None

    def mistaken(self, Z: Expression) -> Wrong:
        """The mistakes that belong to this activation alone."""
        yield from ()

    def called(self, Z: Expression) -> Named:
        """f(Z) by the function's name."""
        return Named(self.name, Z, self.value(Z))

    def fprime(self, Z: Expression, A: Expression) -> Named:
        """f'(Z) by the function's name."""
        return Named(f"{self.name}'", Z, self.derivative(Z, A))

    def value_mistakes(self, right: Expression, near: Near) -> Wrong:
        """What people compute in the place of A = f(Z)."""
        assert isinstance(right, Named)
        return self.mistaken(right.argument)

    def fprime_mistakes(self, right: Expression, near: Near) -> Wrong:
        """The activation stands for its derivative; the derivative is taken at A, or is missing."""
        assert isinstance(right, Named)
        assert isinstance(right.argument, Read)
        A = Read(Name("A", right.argument.name.layer))
        yield "activation_for_derivative", Named(self.name, right.argument, A)
        yield "derivative_at_activation", self.fprime(A, self.value(A))
        yield "missing_derivative", ONE

    def sent_through_mistakes(self, right: Expression, near: Near) -> Wrong:
        """The derivative is missing, or the activation stands in its place."""
        A, dA = map(Read, reads(right))
        yield "missing_derivative", dA
        yield "activation_for_derivative", dA * A
