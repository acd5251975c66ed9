"""A registry: the records of one kind (activations, losses, ...) by their name in the config."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TypeVar

from msgspec import Struct

Record = TypeVar("Record", bound=Struct)


def registry(kind: type[Record], *records: type[Record]) -> Mapping[str, type[Record]]:
    """The records, all of one ``kind``, by their tag."""
    return MappingProxyType({str(record.__struct_config__.tag): record for record in records})
