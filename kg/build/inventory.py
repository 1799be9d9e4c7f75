"""What a build is to be made from: the units of the inputs by key, and what certainly gives no cable."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kg.build.keys import Keys
from kg.read import Skip
from kg.read.units import Unit, units


@dataclass(frozen=True, slots=True)
class Entry:
    """One unit: the key of its results and its source's name; or a skip, which has no key."""

    key: str
    name: str
    skip: Skip | None = None


def inventory(inputs: Sequence[Path], keys: Keys) -> Iterator[Entry]:
    """The entries of the inputs, in order. Raises KgError as kg.read.read_inputs does."""
    for unit in units(inputs):
        yield Entry("", unit.source, unit) if isinstance(unit, Skip) else entry(unit, keys)


def entry(unit: Unit, keys: Keys) -> Entry:
    """The entry of one unit."""
    return Entry(keys.of(unit)[1], unit.name)


def signature(entries: Iterable[Entry], settings: Mapping[str, object]) -> str:
    """What decides a workspace's files: the entries in any order, and settings (whatever JSON holds)."""
    digest = hashlib.sha256(json.dumps(settings, sort_keys=True).encode())
    lines = [
        "\x00".join([e.key, e.name, *((e.skip.code, e.skip.message) if e.skip else ())]).encode(
            "utf-8", "surrogatepass"
        )
        for e in entries
    ]
    lines.sort()
    for line in lines:
        digest.update(len(line).to_bytes(4, "little") + line)
    return digest.hexdigest()
