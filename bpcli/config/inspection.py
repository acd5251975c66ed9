"""What YAML allows and a config cannot use: found in the nodes, before they become plain data."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

import yaml

from bpcli.config.refusals import MAX_DEPTH, position
from bpcli.errors import ConfigError, ConfigPath, Fault, shortened

MAX_VALUES = 50_000_000

TAG = "tag:yaml.org,2002:"
SCALARS = {
    "bool": (re.compile(r"^(?:true|True|TRUE|false|False|FALSE)$"), "tTfF"),
    "int": (re.compile(r"^[-+]?[0-9]+$"), "-+0123456789"),
    "float": (
        re.compile(
            r"^(?:[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$"
        ),
        "-+.0123456789",
    ),
    "null": (re.compile(r"^(?:~|null|Null|NULL|)$"), ("~", "n", "N", "")),
    "merge": (re.compile(r"^<<$"), "<"),
}
"""The plain scalars that are no words: how each kind is written, and the characters that it begins with."""


def inspect(root: yaml.Node, source: str) -> list[Fault]:
    """Every key that is no word or is written twice, every foreign tag and infinite number.

    Those nodes get a stand-in, so that the rest can be looked at too.

    Raises:
        ConfigError: a cycle, or more nesting or more values than there is room for.
    """
    inspection = _Inspection(source)
    if isinstance(root, yaml.ScalarNode):
        inspection.check_scalar(root, ())
    else:
        inspection.visit(root, ())
    return inspection.faults


class _Inspection:
    """A walk over the nodes that visits what an anchor names once."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.faults: list[Fault] = []
        self.sizes: dict[int, int] = {}
        self.depths: dict[int, int] = {}
        self.open_nodes: set[int] = set()

    def visit(self, node: yaml.Node, path: ConfigPath) -> None:
        if id(node) in self.open_nodes:
            self._end(node, path, "this anchor contains itself")
        if id(node) in self.sizes:
            return
        self.open_nodes.add(id(node))
        if len(self.open_nodes) > MAX_DEPTH:
            self._end(node, (), "nested too deeply", f"allowed: {MAX_DEPTH} levels")
        self._check_tag(node, path)
        if isinstance(node, yaml.MappingNode):
            firsts: dict[str, yaml.Node] = {}
            node.value = [(key, value) for key, value in node.value if self._is_usable(key, value, firsts, path)]
        children = _children(node)
        for part, child in children:
            if isinstance(child, yaml.ScalarNode):
                self.check_scalar(child, (*path, *part))
            else:
                self.visit(child, (*path, *part))
        self.open_nodes.discard(id(node))
        self._measure(node, [child for _, child in children], path)

    def _measure(self, node: yaml.Node, children: Sequence[yaml.Node], path: ConfigPath) -> None:
        """Count what this node becomes once anchors are written out; a single value is one value, one level deep."""
        size = self.sizes[id(node)] = 1 + sum(self.sizes.get(id(child), 1) for child in children)
        depth = self.depths[id(node)] = 1 + max((self.depths.get(id(child), 1) for child in children), default=0)
        if size > MAX_VALUES:
            self._end(node, path, "anchors multiply this to more values than memory holds")
        if depth > MAX_DEPTH:
            self._end(node, path, "anchors nest this too deeply", f"allowed: {MAX_DEPTH} levels")

    def check_scalar(self, node: yaml.ScalarNode, path: ConfigPath) -> None:
        if found := _wrong_scalar(node):
            self._fault(node, path, *found)
            node.tag = f"{TAG}str"

    def _check_tag(self, node: yaml.Node, path: ConfigPath) -> None:
        plain = f"{TAG}map" if isinstance(node, yaml.MappingNode) else f"{TAG}seq"
        if node.tag != plain:
            self._fault(node, path, *_foreign(node.tag))
            node.tag = plain

    def _is_usable(self, key: yaml.Node, value: yaml.Node, firsts: dict[str, yaml.Node], path: ConfigPath) -> bool:
        """Whether a key and its value can stay; else there is a fault. ``firsts`` are the keys so far."""
        if not isinstance(key, yaml.ScalarNode):
            self._fault(key, path, "a key of several values", "allowed: keys that are words")
            return False
        first = firsts.setdefault(key.value, key)
        if first is not key:
            where = f"first on line {first.start_mark.line + 1}"
            self._fault(key, (*path, key.value), f"this key is written twice, {where}", "write it once")
            return False
        if key.tag == f"{TAG}merge":
            return self._can_merge(value, path)
        if key.tag != f"{TAG}str":
            self._fault(key, (*path, key.value), f"the key {key.value} is not a word", "quote it if it is meant as one")
            key.tag = f"{TAG}str"
        return True

    def _can_merge(self, value: yaml.Node, path: ConfigPath) -> bool:
        for node in _merged(value):
            if not isinstance(node, yaml.MappingNode):
                self._fault(node, (*path, "<<"), "this cannot be merged", "allowed: a mapping, or a list of mappings")
                return False
        return True

    def _fault(self, node: yaml.Node, path: ConfigPath, found: str, allowed: str = "") -> None:
        self.faults.append(Fault(path, found, allowed, place=position(self.source, node.start_mark)))

    def _end(self, node: yaml.Node, path: ConfigPath, found: str, allowed: str = "") -> None:
        self._fault(node, path, found, allowed)
        raise ConfigError(self.faults)


def _children(node: yaml.Node) -> list[tuple[ConfigPath, yaml.Node]]:
    """What stands below a node, and the path from there; what is merged stands in the node itself."""
    if isinstance(node, yaml.SequenceNode):
        return [((index,), child) for index, child in enumerate(node.value)]
    children: list[tuple[ConfigPath, yaml.Node]] = []
    for key, value in node.value if isinstance(node, yaml.MappingNode) else ():
        if key.tag == f"{TAG}merge":
            children += [((), merged) for merged in _merged(value)]
        else:
            children.append(((key.value,), value))
    return children


def _merged(value: yaml.Node) -> list[yaml.Node]:
    return list(value.value) if isinstance(value, yaml.SequenceNode) else [value]


def _wrong_scalar(node: yaml.ScalarNode) -> tuple[str, str] | None:
    """What is wrong with a single value, and what is allowed."""
    kind = node.tag.removeprefix(TAG)
    if kind == "str":
        return None
    if kind not in ("bool", "int", "float", "null"):
        return _foreign(node.tag)
    if not SCALARS[kind][0].match(node.value):
        return f"found {shortened(node.value, 40)!r} with the tag !!{kind}", "allowed: plain values, without a tag"
    if kind in ("int", "float") and not _is_finite(node.value):
        return f"found {_digits(node.value)}", "allowed: a finite number"
    return None


def _foreign(tag: str) -> tuple[str, str]:
    return f"found the tag {tag.replace(TAG, '!!')}", "allowed: plain values, without a tag"


def _is_finite(text: str) -> bool:
    return text.lower().lstrip("-+") not in (".inf", ".nan") and math.isfinite(float(text))


def _digits(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:20]}... ({len(text)} digits)"
