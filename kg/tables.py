"""The dataclasses of kg.model as rows of Arrow tables and back.

A dataclass is a struct, ``tuple[X, ...]`` a list of X, ``X | None`` may be null; strings, numbers and truth values are
themselves. The types follow from the annotations, so a field added to the model travels without a word here.
"""

from __future__ import annotations

import types
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any, Union, cast, get_args, get_origin, get_type_hints

import pyarrow as pa

# Offsets and counts: no document has more than MAX_BYTES of kg.read.source.
_SCALARS = {str: pa.string(), int: pa.int32(), float: pa.float64(), bool: pa.bool_()}


@cache
def arrow_type(hint: Any) -> pa.DataType:
    """The Arrow type of an annotation. Raises TypeError for one that has none."""
    if hint in _SCALARS:
        return _SCALARS[hint]
    if _is_model(hint):
        return pa.struct([pa.field(name, arrow_type(kind)) for name, kind in _annotations(hint)])
    if inner := _optional(hint):
        return arrow_type(inner)
    if inner := _element(hint):
        return pa.list_(arrow_type(inner))
    raise TypeError(f"{hint!r} has no place in a table")


@cache
def to_row(hint: Any) -> Callable[[Any], Any]:
    """A function from values of this type to what ``pa.array(..., arrow_type(hint))`` takes."""
    if hint in _SCALARS:
        return _same
    if _is_model(hint):
        parts = [(name, to_row(kind)) for name, kind in _annotations(hint)]
        plain = [name for name, write in parts if write is _same]
        nested = [(name, write) for name, write in parts if write is not _same]

        def row(value: Any) -> dict[str, Any]:
            made = {name: getattr(value, name) for name in plain}
            for name, write in nested:
                made[name] = write(getattr(value, name))
            return made

        return row
    if inner := _optional(hint):
        write = to_row(inner)
        return _same if write is _same else lambda value: None if value is None else write(value)
    if inner := _element(hint):
        write = to_row(inner)
        return list if write is _same else lambda value: [write(one) for one in value]
    raise TypeError(f"{hint!r} has no place in a table")


@cache
def from_row(hint: Any) -> Callable[[Any], Any]:
    """The way back: a function from what ``Array.to_pylist`` gives to values of this type."""
    if hint in _SCALARS:
        return _same
    if _is_model(hint):
        make = cast(Callable[..., Any], hint)
        readers = [(name, read) for name, kind in _annotations(hint) if (read := from_row(kind)) is not _same]

        def value(row: dict[str, Any]) -> Any:
            for name, read in readers:
                row[name] = read(row[name])
            return make(**row)

        return value
    if inner := _optional(hint):
        read = from_row(inner)
        return _same if read is _same else lambda value: None if value is None else read(value)
    if inner := _element(hint):
        read = from_row(inner)
        return tuple if read is _same else lambda values: tuple([read(one) for one in values])
    raise TypeError(f"{hint!r} has no place in a table")


def _is_model(hint: Any) -> bool:
    return is_dataclass(hint)


def _same(value: Any) -> Any:
    return value


@cache
def _annotations(hint: Any) -> list[tuple[str, Any]]:
    hints = get_type_hints(hint)
    return [(field.name, hints[field.name]) for field in fields(hint)]


def _optional(hint: Any) -> Any:
    """X of ``X | None``."""
    if get_origin(hint) not in (types.UnionType, Union):
        return None
    inner = [one for one in get_args(hint) if one is not types.NoneType]
    return inner[0] if len(inner) == 1 and len(get_args(hint)) == 2 else None


def _element(hint: Any) -> Any:
    """X of ``tuple[X, ...]``."""
    arguments = get_args(hint)
    return arguments[0] if get_origin(hint) is tuple and len(arguments) == 2 and arguments[1] is ... else None
