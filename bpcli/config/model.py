"""The config as typed records: what a file says, once short forms are written out.

msgspec fills and checks these records; the JSON Schema is generated from them. Rules with parameters
(activations, losses, ...) are their own records, so that a new one is known here by being registered.
"""

from typing import TYPE_CHECKING, Annotated, Any, Literal, Union

from msgspec import UNSET, Meta, Struct, UnsetType, to_builtins

from bpcli.rules.activations import ACTIVATIONS, Identity
from bpcli.rules.initializers import INITIALIZERS, XavierNormal
from bpcli.rules.layouts import LAYOUTS, Layout, LayoutName
from bpcli.rules.losses import LOSSES
from bpcli.rules.metrics import METRICS
from bpcli.rules.optimizers import OPTIMIZERS
from bpcli.rules.optimizers.sgd import SGD
from bpcli.rules.registry import NonNegative

if TYPE_CHECKING:
    from bpcli.rules.activations import Activation as AnyActivation
    from bpcli.rules.initializers import Initializer as AnyInitializer
    from bpcli.rules.losses import Loss as AnyLoss
    from bpcli.rules.optimizers import Optimizer as AnyOptimizer

    MetricName = str
else:
    AnyActivation = Union[tuple(ACTIVATIONS.values())]  # noqa: UP007 (made from the registry)
    AnyInitializer = Union[tuple(INITIALIZERS.values())]  # noqa: UP007 (made from the registry)
    AnyLoss = Union[tuple(LOSSES.values())]  # noqa: UP007 (made from the registry)
    AnyOptimizer = Union[tuple(OPTIMIZERS.values())]  # noqa: UP007 (made from the registry)
    MetricName = Literal[tuple(METRICS)]

LARGEST = 2**63 - 1
Count = Annotated[int, Meta(ge=1, le=LARGEST)]
Size = Annotated[int, Meta(ge=1, le=1_000_000_000)]
Matrix = list[list[float]]
Label = int | str


class Section(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A mapping in the config file; a key that it does not know is refused."""


class Inline(Section, frozen=True, kw_only=True, tag_field="source", tag="inline"):
    """The numbers themselves: x a matrix in the file's layout, y class labels, one number a sample, or a matrix."""

    x: Matrix
    y: list[int | float | str | list[float]]


class FromCSV(Section, frozen=True, kw_only=True, tag_field="source", tag="csv"):
    """A CSV file with a header; one sample a line, whatever the layout."""

    path: str
    x: Annotated[list[str], Meta(min_length=1)]
    y: str | Annotated[list[str], Meta(min_length=1)]


class FromNPZ(Section, frozen=True, kw_only=True, tag_field="source", tag="npz"):
    """An archive of NumPy arrays: x a matrix in the file's layout, y as in ``inline``."""

    path: str
    x: str
    y: str


class RandomIntegers(Section, frozen=True, kw_only=True, tag_field="source", tag="random_integers"):
    """Whole numbers from low to high, both included, and labels from 0 to classes - 1."""

    samples: Size = 6
    features: Size = 2
    low: int = 1
    high: int = 10
    classes: Size = 2


class XOR(Section, frozen=True, kw_only=True, tag_field="source", tag="xor"):
    """The four corners of the unit square over and over, with normal noise; label 1 where they differ."""

    samples: Size = 4
    noise: NonNegative = 0.0


Data = Inline | FromCSV | FromNPZ | RandomIntegers | XOR


class LayerConfig(Section, frozen=True, kw_only=True):
    """One layer: its units, its activation, and how its parameters start."""

    units: Size | UnsetType = UNSET
    activation: AnyActivation = Identity()
    init: AnyInitializer | UnsetType = UNSET
    weights: Matrix | UnsetType = UNSET
    bias: bool | float | list[float | list[float]] = True


class NetworkConfig(Section, frozen=True, kw_only=True):
    """The layers from first to last, and the initializer for those that name none."""

    layers: Annotated[list[LayerConfig], Meta(min_length=1)]
    init: AnyInitializer = XavierNormal()


class TrainingConfig(Section, frozen=True, kw_only=True):
    """How many steps, none where the network is to stay untrained, over how many samples each."""

    steps: Annotated[int, Meta(ge=0, le=LARGEST)] = 1
    batch_size: Count | UnsetType = UNSET
    shuffle: bool = False


class Config(Section, frozen=True, kw_only=True):
    """All that a run needs: its data, network and training, and the conventions it follows."""

    name: str | UnsetType = UNSET
    seed: Annotated[int, Meta(ge=0, le=LARGEST)] = 0
    rng: Literal["legacy", "pcg64"] = "pcg64"
    layout: LayoutName = "rows"
    dtype: Literal["float64", "float32"] = "float64"
    delta: Literal["per_sample", "batch"] = "per_sample"
    data: Data
    network: NetworkConfig
    loss: AnyLoss
    optimizer: AnyOptimizer = SGD()
    training: TrainingConfig = TrainingConfig()
    metrics: list[MetricName] | UnsetType = UNSET

    @property
    def matrices(self) -> Layout:
        """How its matrices are laid out."""
        return LAYOUTS[self.layout]

    def as_mapping(self) -> dict[str, Any]:
        """The config as plain mappings and lists, ready for YAML or JSON."""
        mapping: dict[str, Any] = to_builtins(self)
        return mapping
