"""How weights start: the initializers by name.

Each draws from the run's one stream of random numbers in the shape that the layout shows. The stream is
opened by the first that draws.
"""

from collections.abc import Callable
from math import sqrt
from typing import TYPE_CHECKING, Annotated, ClassVar

import numpy as np
from msgspec import Meta

from bpcli.rules.arrays import Array, Shape
from bpcli.rules.registry import Rule, registry

if TYPE_CHECKING:  # numpy.random is slow to import, and a config with its own numbers needs none
    RandomStream = np.random.RandomState | np.random.Generator
    Stream = Callable[[], RandomStream]


class Initializer(Rule, frozen=True):
    """A way to fill a weight matrix between n_in and n_out units."""

    def draw(self, stream: "Stream", shape: Shape, n_in: int, n_out: int) -> Array:
        """A matrix of this shape, float64."""
        raise TypeError(f"{self.name} draws nothing")


class Zeros(Initializer, frozen=True, tag="zeros"):
    """Every weight is 0; nothing is drawn from the stream."""

    def draw(self, stream: "Stream", shape: Shape, n_in: int, n_out: int) -> Array:
        return np.zeros(shape)


class Normal(Initializer, frozen=True, tag="normal"):
    """Normally distributed numbers with this mean and standard deviation."""

    mean: float = 0.0
    std: Annotated[float, Meta(ge=0)] = 1.0

    def draw(self, stream: "Stream", shape: Shape, n_in: int, n_out: int) -> Array:
        return self.mean + self.std * stream().standard_normal(shape)


class Uniform(Initializer, frozen=True, tag="uniform"):
    """Uniformly distributed numbers from low to high."""

    low: float = 0.0
    high: float = 1.0

    def draw(self, stream: "Stream", shape: Shape, n_in: int, n_out: int) -> Array:
        return stream().uniform(self.low, self.high, shape)


class Scaled(Initializer, frozen=True):
    """An initializer whose variance is gain / n_in, or gain / (n_in + n_out)."""

    gain: ClassVar[float] = 1.0
    counts_both: ClassVar[bool] = False
    """Whether the units that go out count as well as those that come in."""
    uniform: ClassVar[bool] = False

    def draw(self, stream: "Stream", shape: Shape, n_in: int, n_out: int) -> Array:
        """Normal numbers with that variance, or uniform ones within its square root times sqrt(3)."""
        std = sqrt(self.gain / (n_in + n_out if self.counts_both else n_in))
        if self.uniform:
            return stream().uniform(-sqrt(3) * std, sqrt(3) * std, shape)
        return stream().standard_normal(shape) * std


class XavierNormal(Scaled, frozen=True, tag="xavier_normal"):
    """Variance 2 / (n_in + n_out). Source: Glorot and Bengio 2010."""

    gain: ClassVar[float] = 2.0
    counts_both: ClassVar[bool] = True


class XavierUniform(XavierNormal, frozen=True, tag="xavier_uniform"):
    """Within sqrt(6 / (n_in + n_out)). Source: Glorot and Bengio 2010."""

    uniform: ClassVar[bool] = True


class HeNormal(Scaled, frozen=True, tag="he_normal"):
    """Variance 2 / n_in. Source: He et al. 2015."""

    gain: ClassVar[float] = 2.0


class HeUniform(HeNormal, frozen=True, tag="he_uniform"):
    """Within sqrt(6 / n_in). Source: He et al. 2015."""

    uniform: ClassVar[bool] = True


class LeCunNormal(Scaled, frozen=True, tag="lecun_normal"):
    """Variance 1 / n_in. Source: LeCun et al. 1998."""


INITIALIZERS = registry(
    Initializer, Zeros, Normal, Uniform, XavierNormal, XavierUniform, HeNormal, HeUniform, LeCunNormal
)
