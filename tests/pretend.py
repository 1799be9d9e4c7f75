"""An extractor that needs no model, for tests of what is done with extractions."""

from __future__ import annotations

import contextlib
import itertools
import os
import re
import signal
import time
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pyarrow as pa
import pytest
from strategies import listing

import kg.build.extracting
import kg.build.pool
import kg.extract
from kg.build import shares
from kg.build.pool import _serve
from kg.build.spark import _Worker
from kg.model import Document, Entity, Evidence, Extraction, Mention, Relation

_NAME = re.compile(r"([A-Z][a-z]+ [A-Z][a-z]+)( \(protect\))?")


def extract(document: Document) -> Extraction:
    """Two capitalised words are a person; everybody named has met the next one. One-word forms are not found."""
    first = document.paragraphs[0]
    entities: dict[str, Entity] = {}
    protected = set()
    for match in _NAME.finditer(document.text, first.start, first.end):
        mention = Mention(match.start(1), match.end(1), "person", match[1])
        known = entities.get(match[1])
        key = known.key if known else f"{document.id}.person.{mention.start}"
        mentions = (*known.mentions, mention) if known else (mention,)
        protected |= {match[1]} if match[2] else set()
        entities[match[1]] = Entity(key, document.id, "person", match[1], (), mentions, match[1] in protected)
    quote = " ".join(document.text[first.start : first.end].split())
    where = (Evidence(document.id, first.start, first.end, first.number or "", "U", quote, "test"),)
    pairs = list(entities.values())
    relations = tuple(Relation(a.key, "met_with", b.key, "", 0.5, where) for a, b in itertools.pairwise(pairs))
    return Extraction(document, tuple(pairs), relations, tuple(sorted(protected)))


def pretend(monkeypatch: pytest.MonkeyPatch, model: str = "m1", rules: str = "r1") -> None:
    """Let ``extract`` stand for a model and rules of these versions."""
    extracted_by(monkeypatch, extract, model)
    monkeypatch.setattr("kg.extract.versions", lambda: (model, rules))


def serve(leader: Connection, prepare: Callable[[], object]) -> None:
    """A worker that works with ``extract``, for ``kg.build.pool._serve``: some cables, some work are poison to it."""
    if function := os.environ.get(DEADLY):
        setattr(shares, function, _deadly(getattr(shares, function), Path(os.environ[DEADLY + "_MARKS"])))
    kg.extract.load = _extractor(lambda document: _survived(document) or extract(document))  # type: ignore[assignment]
    _serve(leader, prepare)


#: The function of kg.build.shares that kills its worker, and the folder in which that is noted: once before it is
#: done, once when it is done; where the folder is missing, always.
DEADLY = "KG_TEST_DEADLY"


def _deadly(function: Callable[..., Any], marks: Path) -> Callable[..., Any]:
    def once(name: str) -> None:
        with contextlib.suppress(FileExistsError):
            if marks.exists():
                (marks / name).touch(exist_ok=False)
            os.kill(os.getpid(), signal.SIGKILL)

    def deadly(common: Any, shard: Any, begun: Callable[[], None]) -> Any:
        once("before")
        result = function(common, shard, begun)
        once("after")
        return result

    deadly.__module__, deadly.__qualname__ = function.__module__, function.__qualname__
    return deadly


def slow(document: Document) -> Extraction:
    """``extract``, taking its time."""
    time.sleep(0.05)
    return extract(document)


def serve_slowly(leader: Connection, prepare: Callable[[], object]) -> None:
    """A worker that works with ``slow``; for ``kg.build.pool._serve``."""
    kg.extract.load = _extractor(slow)  # type: ignore[assignment]
    _serve(leader, prepare)


class SparkWorker(_Worker):
    """The same for ``kg.build.spark._Worker``."""

    def __call__(self, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        kg.extract.load = _extractor(lambda document: _survived(document) or extract(document))  # type: ignore[assignment]
        kg.extract.versions = lambda: ("m1", "r1")
        kg.build.pool._serve = serve
        return super().__call__(batches)


class ImpatientSparkWorker(SparkWorker):
    """The same, for which a cable is stuck after a few seconds."""

    def __call__(self, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        kg.build.extracting.PATIENCE = 8.0
        return super().__call__(batches)


_POISON = re.compile(r"signal (\d+)(?: once (\S+))?")


def _survived(document: Document) -> None:
    """``signal 9`` in a cable's text kills the process that works on it; with ``once FILE`` only the first one. Work on
    one with ``endless`` never ends."""
    if (match := _POISON.search(document.text)) and not (match[2] and Path(match[2]).exists()):
        if match[2]:
            Path(match[2]).touch()
        os.kill(os.getpid(), int(match[1]))
    if "endless" in document.text:
        re.match(r"(a+)+b", "a" * 64)  # no other thread of the process gets a turn meanwhile


def extracted_by(
    monkeypatch: pytest.MonkeyPatch, function: Callable[[Document], Extraction], model: str = "m1"
) -> None:
    """Let this function stand for the model and the rules."""
    monkeypatch.setattr("kg.extract.load", _extractor(function, model))


def _extractor(function: Callable[[Document], Extraction], model: str = "m1") -> Callable[[], SimpleNamespace]:
    made = SimpleNamespace(
        see=lambda parts: [[] for _ in parts], assemble=lambda d, parts, seen: function(d), model_version=model
    )
    return lambda: made


def cable(cable_id: str, text: str = "Ada Brook met Carl Stone.", subject: str = "TROUT") -> str:
    return listing(cable_id, text, subject=subject)


def put(folder: Path, **files: str | bytes) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)
    return folder
