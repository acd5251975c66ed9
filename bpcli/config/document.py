"""YAML with positions: a config file as plain data that still knows where each value stands.

PyYAML reads the text; numbers are read as YAML 1.2 and JSON have them (``1e-3`` is a number, ``yes``
is a word, ``010`` is ten). What YAML allows and a config cannot use is a fault here, with its line.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, ClassVar

import yaml
from msgspec import Struct

from bpcli.config.inspection import SCALARS, TAG, inspect
from bpcli.config.refusals import MAX_DEPTH, position, refused, too_deep
from bpcli.errors import ConfigError, ConfigPath, Fault

MANY_OPENERS = 5_000


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """PyYAML's safe loader with the plain scalars of YAML 1.2's core schema."""

    yaml_implicit_resolvers: ClassVar[dict[str, list[Any]]] = {}


for _kind, (_pattern, _first) in SCALARS.items():
    _Loader.add_implicit_resolver(TAG + _kind, _pattern, list(_first))


def _int(loader: Any, node: yaml.ScalarNode) -> int | float:
    digits = loader.construct_scalar(node)
    return int(digits) if len(digits) < 400 else float(digits)


def _float(loader: Any, node: yaml.ScalarNode) -> float:
    return float(loader.construct_scalar(node))


_Loader.add_constructor(f"{TAG}int", _int)
_Loader.add_constructor(f"{TAG}float", _float)


class Document(Struct):
    """A config as plain data, with the node that each part came from."""

    data: Any
    root: yaml.Node
    source: str
    faults: list[Fault] = []
    """What is wrong before any key is looked at; what stands there in ``data`` is a stand-in."""
    replaced: dict[ConfigPath, str] = {}
    """The parts that an option put there, and how that option was written."""

    def place(self, path: ConfigPath, *, key: bool = False) -> str:
        """Where the value at ``path`` stands (or its key), or the innermost mapping around it."""
        for end in range(len(path), -1, -1):
            if path[:end] in self.replaced:
                return self.replaced[path[:end]]
        return position(self.source, _node_at(self.root, path, key=key).start_mark)


def parse(text: bytes, source: str) -> Document:
    """The document in ``text``; ``source`` is the name that faults give to it.

    Raises:
        ConfigError: not YAML, or not one mapping.
    """
    root = _composed(text, source)
    if not isinstance(root, yaml.MappingNode):
        raise _not_a_mapping(root, source)
    return _document(root, source)


def parse_value(text: str) -> Document:
    """One value as YAML reads it, for an option on the command line.

    Raises:
        ConfigError: not YAML.
    """
    root = _composed(text.encode(), "")
    return Document(None, yaml.MappingNode("", []), "") if root is None else _document(root, "")


def _document(root: yaml.Node, source: str) -> Document:
    faults = inspect(root, source)
    with _loader(b"", source) as loader:
        return Document(loader.construct_document(root), root, source, faults)


def _composed(text: bytes, source: str) -> yaml.Node | None:
    with _loader(text, source) as loader:
        _check_depth(text, source)
        root: yaml.Node | None = loader.get_single_node()
        return root


@contextmanager
def _loader(text: bytes, source: str) -> Iterator[Any]:
    try:
        loader = _Loader(text)
        try:
            yield loader
        finally:
            loader.dispose()
    except yaml.YAMLError as error:
        raise refused(error, text, source) from None


def _check_depth(text: bytes, source: str) -> None:
    """libyaml composes recursively in C: brackets in brackets by the ten thousand would end the process."""
    if sum(text.count(opener) for opener in (b"[", b"{", b"-", b"?")) < MANY_OPENERS:
        return
    depth = 0
    for event in yaml.parse(text, _Loader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > MAX_DEPTH:
            raise too_deep(position(source, event.start_mark))


def _not_a_mapping(root: yaml.Node | None, source: str) -> ConfigError:
    found = "a list" if isinstance(root, yaml.SequenceNode) else "a single value"
    allowed = "a config is a mapping with data, network and loss"
    text = "the file is empty" if root is None else f"the file holds {found}"
    return ConfigError([Fault((), text, allowed, place=f"{source}:1:1")])


def _node_at(node: yaml.Node, path: ConfigPath, *, key: bool) -> yaml.Node:
    """The node at ``path``, or the last one on the way there."""
    for depth, part in enumerate(path):
        below: Any = None
        if isinstance(node, yaml.MappingNode):
            last = depth == len(path) - 1
            pairs = reversed(node.value)  # what is merged stands before the mapping's own keys, which count
            below = next((k if key and last else v for k, v in pairs if k.value == part), None)
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
            below = node.value[part]
        if below is None:
            break
        node = below
    return node
