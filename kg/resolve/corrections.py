"""What readers have corrected: ``corrections.jsonl``, one judgement a line, only ever added to.

A line is a JSON object:

    {"op": "same", "refs": [["09AVALON7", 2410, 2419], ["09AVALON12", 800, 809]], "value": "",
     "reason": "one career, told twice", "author": "E. Marlow", "date": "2026-03-01"}

``refs`` name stretches of text by cable and offsets (code points of the file, end exclusive), never by an id that kg
made: a correction outlives every change of rules. What each op asks for, "entity" being what the mention belongs to:

    same       two or more mentions: their entities are one
    different  two or more mentions: no two of them belong to one entity
    unsure     two or more mentions: takes back what earlier lines say of each two of them
    rename     one mention; value: the name of its entity. "": the name the cables give it, again
    retype     one mention; value: the type of its entity. "": the type it was found with, again
    reject     subject mention, object mention; value: a predicate, or ``predicate/title``: the cables do not say so
    add        subject mention, object mention, evidence; value as for reject: this stretch of a cable says so.
               Without the evidence it only takes back an earlier reject

A line may take back an earlier one; the file is never rewritten. All lines about identity count before all others, so
that a rename holds for whatever the mention belongs to in the end. Where lines contradict one another:

- Of same and different the later line wins, also where the contradiction goes through third mentions. Lines stand above
  all that kg concludes by itself; where a different parts an entity, it is cut at the weakest link between the two.
- Of two names or types for one entity, the last line's counts.
- A reject takes away the relation between the two entities, with all its evidence, also that of lines above it; an add
  below it brings the extracted evidence back, and its own.

A mention that is not found (the rules have changed, the cable is gone) makes its line void: that is reported, and ends
nothing. A stretch that covers a mention in part is not that mention.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from kg import errors
from kg.model import ENTITY_TYPES, PREDICATES

#: The name of the file in a workspace.
CORRECTIONS = "corrections.jsonl"

#: Every op, with the least and the most refs it takes (None: any number).
OPS: dict[str, tuple[int, int | None]] = {
    "same": (2, None),
    "different": (2, None),
    "unsure": (2, None),
    "rename": (1, 1),
    "retype": (1, 1),
    "reject": (2, 2),
    "add": (2, 3),
}
#: Those about which mentions are one entity; they count before all others.
IDENTITY = frozenset({"same", "different", "unsure"})

_FIELDS = ("op", "refs", "value", "reason", "author", "date")
#: Nobody writes so much by hand; what is longer is another file.
_LONGEST = 1 << 20


class Ref(NamedTuple):
    """A stretch of a cable's text: code points [start, end)."""

    cable: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Judgement:
    """One line: what somebody found, and why. ``date`` is theirs (ISO 8601); kg asks no clock."""

    op: str
    refs: tuple[Ref, ...]
    value: str = ""
    reason: str = ""
    author: str = ""
    date: str = ""


def read(path: Path) -> tuple[Judgement, ...]:
    """The judgements of a file in their order; none where there is no file. Blank lines do not count.

    Raises KgError E310 with the number of the first line that is none, E102 where the file cannot be read.
    """
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return ()
    except OSError as error:
        raise errors.unreadable_input(path, errors.reason(error)) from error
    found = []
    for number, line in enumerate(data.split(b"\n"), 1):
        if not line.strip():
            continue
        try:
            if len(line) > _LONGEST:
                raise ValueError("it is too long")
            found.append(parse(json.loads(line.decode("utf-8"))))
        except (ValueError, RecursionError) as error:
            raise errors.bad_correction(path, number, _why(error)) from None
    return tuple(found)


def _why(error: Exception) -> str:
    """What is wrong, without a word of the line: it may hold a protected name."""
    if isinstance(error, UnicodeDecodeError):
        return "it is not UTF-8"
    if isinstance(error, json.JSONDecodeError | RecursionError):
        return "it is not a JSON object"
    return str(error)


def parse(data: Any) -> Judgement:
    """The judgement in an object as JSON gives it. Raises ValueError that says what is wrong, without its values."""
    if not isinstance(data, dict):
        raise ValueError("it is not a JSON object")
    if unknown := sorted(set(map(str, data)) - set(_FIELDS)):
        raise ValueError(f"it has {len(unknown)} field(s) too many; there are: {', '.join(_FIELDS)}")
    for name in ("op", "value", "reason", "author", "date"):
        if not isinstance(data.get(name, ""), str):
            raise ValueError(f"{name} is not a text")
    op = data.get("op", "")
    if op not in OPS:
        raise ValueError(f"its op is none of {', '.join(OPS)}")
    refs = data.get("refs")
    if not isinstance(refs, list):
        raise ValueError("refs is not a list of [cable, start, end]")
    judgement = Judgement(op, tuple(map(_ref, refs)), *(data.get(name, "") for name in _FIELDS[2:]))
    check(judgement)
    return judgement


def _ref(data: Any) -> Ref:
    if not isinstance(data, list | tuple) or len(data) != 3 or not isinstance(data[0], str) or not data[0]:
        raise ValueError("refs is not a list of [cable, start, end]")
    start, end = data[1:]
    if not all(isinstance(n, int) and not isinstance(n, bool) for n in (start, end)) or not 0 <= start < end:
        raise ValueError("a ref's start and end are not offsets with start before end")
    return Ref(data[0], start, end)


def check(judgement: Judgement) -> None:
    """Raises ValueError where refs or value do not fit the op."""
    least, most = OPS[judgement.op]
    if len(judgement.refs) < least or (most is not None and len(judgement.refs) > most):
        number = f"{least}" if least == most else f"{least} or more" if most is None else f"{least} or {most}"
        raise ValueError(f"{judgement.op} takes {number} refs")
    if judgement.op in IDENTITY and judgement.value:
        raise ValueError(f"{judgement.op} takes no value")
    if judgement.op == "retype" and judgement.value not in ("", *ENTITY_TYPES):
        raise ValueError(f"the value of retype is one of {', '.join(ENTITY_TYPES)}, or empty")
    if judgement.op in ("reject", "add"):
        predicate, _, title = judgement.value.partition("/")
        if predicate not in PREDICATES or (title and predicate != "holds_position"):
            those = ", ".join(PREDICATES)
            raise ValueError(f"the value of {judgement.op} is one of {those}, or holds_position/TITLE")


def line(judgement: Judgement) -> bytes:
    """The judgement as it stands in the file, with its line break; the same bytes for equal judgements.

    Raises ValueError as check does.
    """
    check(judgement)
    data = {name: getattr(judgement, name) for name in _FIELDS} | {"refs": [list(ref) for ref in judgement.refs]}
    return (json.dumps(data, ensure_ascii=False) + "\n").encode("utf-8", "backslashreplace")


def append(path: Path, judgement: Judgement) -> None:
    """Add one line, on the disk when this returns; nothing that stands in the file is touched.

    Raises ValueError where the judgement is none, KgError E304 where the file cannot be written.
    """
    data = line(judgement)
    try:
        handle = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o666)
        try:
            size = os.fstat(handle).st_size
            if size:  # an editor may have left the last line open, a full disk half a line
                os.lseek(handle, size - 1, os.SEEK_SET)
                if os.read(handle, 1) != b"\n":
                    data = b"\n" + data
            _write(handle, data)
            os.fsync(handle)
        finally:
            os.close(handle)
    except OSError as error:
        raise errors.cannot_write(path, errors.reason(error)) from error


def _write(handle: int, data: bytes) -> None:
    """All of it in one call, so that lines of two writers do not mix; the rest only where the system took a part."""
    while data:
        data = data[os.write(handle, data) :]
