"""YAML as plain data in one pass over the parser's events, with the place of every value and key.

What YAML allows and a config cannot use is a fault where it stands; it gets a stand-in, so that the rest can be
looked at too. What would not end (anchors in themselves, levels without number, aliases of aliases of aliases) ends
the reading.
"""

from __future__ import annotations

from collections.abc import Set
from typing import Any, NoReturn

import yaml
from msgspec import UNSET

from bpcli.config.faults import LEVELS, MAX_DEPTH, NESTED, Faults
from bpcli.config.scalars import KINDS, TAG, ScalarError, foreign, plain, tagged
from bpcli.errors import ConfigPath, shortened

MAX_REPEATED = 1_000_000


def read_yaml(text: bytes, path: ConfigPath, faults: Faults) -> Any:
    """The value in ``text``, which stands at ``path`` in a config; UNSET where the text is empty.

    Raises:
        ConfigError: not YAML, or without an end.
    """
    try:
        return _Reader(text, faults).document(path)
    except yaml.YAMLError as error:
        from bpcli.config.refusals import refusal  # only a text that is no YAML needs it

        found, allowed, mark = refusal(error, text)
    return faults.end((), found, allowed, place=faults.places.at(mark))


class _Reader:
    """One pass over the events of a text: each value is made, and its place is noted.

    What an anchor names is kept as its events, and an alias reads them once more.
    """

    def __init__(self, text: bytes, faults: Faults) -> None:
        self.get_event = getattr(yaml, "CSafeLoader", yaml.SafeLoader)(text).get_event
        self.faults, self.places = faults, faults.places
        self.anchors: dict[str, list[Any]] = {}
        self.again: list[Any] = []
        """Events that are read before the text goes on, the first of them last."""
        self.repeated = 0

    def document(self, path: ConfigPath) -> Any:
        self.next()  # the stream begins
        if isinstance(self.next(), yaml.StreamEndEvent):
            return UNSET
        data = self.value(self.next(), path)
        self.next()  # the document ends
        if not isinstance(event := self.next(), yaml.StreamEndEvent):
            self.end((), event, "a second document begins here", "allowed: one")
        return data

    def next(self) -> Any:
        return self.again.pop() if self.again else self.get_event()

    def value(self, event: Any, path: ConfigPath) -> Any:
        event = self.named(event, path)
        self.places.values[path] = event.start_mark
        if isinstance(event, yaml.ScalarEvent):
            return self.scalar(event, path)
        if len(path) >= MAX_DEPTH:
            self.end(path[:1], event, NESTED, LEVELS)
        is_list = isinstance(event, yaml.SequenceStartEvent)
        if event.tag not in (None, "!", TAG + ("seq" if is_list else "map")):
            self.fault(path, event, *foreign(event.tag).args)
        return self.sequence(path) if is_list else self.mapping(path, frozenset())

    def named(self, event: Any, path: ConfigPath) -> Any:
        """The event with which a value begins: an alias is what it stands for, and what has an anchor is kept."""
        if isinstance(event, yaml.AliasEvent):
            return self.repeat(event, path)
        if event.anchor is not None:
            self.keep(event, path)
        return event

    def keep(self, event: Any, path: ConfigPath) -> None:
        name, event.anchor = event.anchor, None
        if name in self.anchors:
            self.end((), event, f"there is an anchor {shortened(name, 40)} already", "give this one another name")
        events = self.whole(event)
        if any(isinstance(inner, yaml.AliasEvent) and inner.anchor == name for inner in events):
            self.end(path, event, "this anchor contains itself")
        self.anchors[name] = events
        self.again += reversed(events[1:])

    def repeat(self, alias: Any, path: ConfigPath) -> Any:
        if alias.anchor not in self.anchors:
            self.end((), alias, "not YAML: no anchor of this name stands before the alias")
        first, *rest = self.anchors[alias.anchor]
        self.repeated += 1 + len(rest)
        if self.repeated > MAX_REPEATED:
            self.end(path, alias, "aliases repeat too many values", f"allowed: {MAX_REPEATED} in all")
        self.again += reversed(rest)
        return first

    def whole(self, event: Any) -> list[Any]:
        """The events of the value that begins with this one."""
        events, depth = [event], 0
        while True:
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth > MAX_DEPTH:
                self.end((), event, NESTED, LEVELS)
            if not depth:
                return events
            events.append(event := self.next())

    def scalar(self, event: Any, path: ConfigPath) -> Any:
        try:
            if event.implicit[0]:
                return plain(event.value)
            return event.value if event.tag in (None, "!") else tagged(event.value, event.tag)
        except ScalarError as wrong:
            self.fault(path, event, *wrong.args)
            return event.value

    def sequence(self, path: ConfigPath) -> list[Any]:
        data: list[Any] = []
        while not isinstance(event := self.next(), yaml.SequenceEndEvent):
            data.append(self.value(event, (*path, len(data))))
        return data

    def mapping(self, path: ConfigPath, known: Set[str]) -> dict[str, Any]:
        """The pairs of a mapping, without the keys that are known."""
        data: dict[str, Any] = {}
        firsts: dict[str, Any] = {}
        while not isinstance(event := self.next(), yaml.MappingEndEvent):
            if not self.has_usable_key(event, path, firsts) or event.value in known:
                self.whole(self.next())
            elif event.value == "<<" and event.implicit[0]:
                self.merge(self.next(), path, data, known)
            else:
                here = (*path, event.value)
                self.places.keys[here] = event.start_mark
                data[event.value] = self.value(self.next(), here)
        return data

    def has_usable_key(self, event: Any, path: ConfigPath, firsts: dict[str, Any]) -> bool:
        """Whether the value behind this key is kept. Behind a key that is no word it is, and the key is a fault."""
        if not isinstance(event, yaml.ScalarEvent):
            self.whole(event)
            self.fault(path, event, "a key of several values", "allowed: keys that are words")
            return False
        here = (*path, event.value)
        self.named(event, here)
        first = firsts.setdefault(event.value, event)
        if first is not event:
            where = f"first on line {first.start_mark.line + 1}"
            self.fault(here, event, f"this key is written twice, {where}", "write it once")
        elif event.tag not in (None, "!", f"{TAG}str") or (event.implicit[0] and KINDS.fullmatch(event.value)):
            self.fault(here, event, f"the key {event.value} is not a word", "quote it if it is meant as one")
        return first is event

    def merge(self, event: Any, path: ConfigPath, data: dict[str, Any], known: Set[str]) -> None:
        """Take over what ``<<`` names, a mapping or a list of them, where there is no such key already."""
        here = (*path, "<<")
        event = self.named(event, here)
        if isinstance(event, yaml.SequenceStartEvent):
            while not isinstance(item := self.next(), yaml.SequenceEndEvent):
                self.merge(item, path, data, known)
        elif isinstance(event, yaml.MappingStartEvent):
            data |= self.mapping(path, known | data.keys())
        else:
            self.fault(here, event, "this cannot be merged", "allowed: a mapping, or a list of mappings")

    def fault(self, path: ConfigPath, event: Any, found: str, allowed: str = "") -> None:
        if self.faults.only_counts:
            self.faults.add(path, found)
            return
        key = path[-1] if path else None
        self.faults.add(path, found, allowed, place=self.places.at(event.start_mark, key))

    def end(self, path: ConfigPath, event: Any, found: str, allowed: str = "") -> NoReturn:
        self.faults.end(path, found, allowed, place=self.places.at(event.start_mark))
