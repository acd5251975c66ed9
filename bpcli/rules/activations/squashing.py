"""The S-shaped activations: sigmoid and tanh; their derivatives follow from their values."""

from bpcli.rules.activations.activation import Activation
from bpcli.rules.expression import Expression, Named, exp, largest, log1p, magnitude, tanh, where


class Sigmoid(Activation, frozen=True, tag="sigmoid"):
    """f(z) = 1 / (1 + exp(-z)). Overflow of exp ends in the right limit, 0."""

    def value(self, Z: Expression) -> Expression:
        return 1 / (1 + exp(-Z))

    def derivative(self, Z: Expression, A: Expression) -> Expression:
        return A * (1 - A)

    def exact(self, Z: Expression) -> Expression:
        """Above zero by exp(-z), else by exp(z): neither overflows there."""
        return where(Z > 0, self.value(Z), exp(Z) / (1 + exp(Z)))

    def logarithms(self, Z: Expression) -> tuple[Expression, Expression]:
        """With softplus(z) = log(1 + exp(z)) they are -softplus(-z) and -softplus(z)."""
        return -log_of_one_and_exp(-Z), -log_of_one_and_exp(Z)


class Tanh(Activation, frozen=True, tag="tanh"):
    """The hyperbolic tangent of z, from -1 to 1."""

    def value(self, Z: Expression) -> Expression:
        return (exp(Z) - exp(-Z)) / (exp(Z) + exp(-Z))

    def derivative(self, Z: Expression, A: Expression) -> Expression:
        return 1 - A**2

    def computed(self, Z: Expression) -> Expression:
        """NumPy's own function, which neither overflows nor cancels."""
        return tanh(Z)


def log_of_one_and_exp(Z: Expression) -> Expression:
    """log(1 + exp(z)), which neither overflows nor loses its digits."""
    return largest(0, Z) + log1p(exp(-magnitude(Z)))


def sigmoid(Z: Expression) -> Named:
    """The sigmoid by name, for functions that are made of it."""
    return Sigmoid().called(Z)
