"""What a rule of the config is (an activation, a loss, an optimizer), and the registries that know them by name."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, TypeVar

from msgspec import Meta, Struct

from bpcli.rules.expression import Constant

NonNegative = Annotated[float, Meta(ge=0)]
Positive = Annotated[float, Meta(gt=0)]
Share = Annotated[float, Meta(ge=0, lt=1)]


class Rule(Struct, frozen=True, tag_field="name", forbid_unknown_fields=True):
    """A rule that a user names in the config; its fields are the parameters that may be set there."""

    @property
    def name(self) -> str:
        """The name in the config."""
        return str(self.__struct_config__.tag)

    def constant(self, field: str) -> Constant:
        """A parameter as it stands in an expression: its number, and its name."""
        return Constant(float(getattr(self, field)), field)


Record = TypeVar("Record", bound=Rule)


def registry(kind: type[Record], *records: type[Record]) -> Mapping[str, type[Record]]:
    """The records, all of one ``kind``, by their tag."""
    return MappingProxyType({str(record.__struct_config__.tag): record for record in records})
