"""The dataclasses of kg.model as rows of Arrow tables and back.

A dataclass is a struct, ``tuple[X, ...]`` a list of X, ``X | None`` may be null; strings, numbers and truth values are
themselves. The types follow from the annotations, so a field added to the model travels without a word here.
"""

from __future__ import annotations

import types
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from functools import cache
from itertools import pairwise
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


def from_column(hint: Any, column: pa.Array | pa.ChunkedArray) -> list[Any]:
    """The way back, all values of a column at once: values of this type.

    Of a dataclass the column may be a struct with more fields than it has.
    """
    array = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    if isinstance(array, pa.ChunkedArray):  # of no chunk at all
        return []
    if hint in _SCALARS:
        return cast(list[Any], array.to_pylist() if array.null_count else array.to_numpy(zero_copy_only=False).tolist())
    if inner := _optional(hint):
        values = from_column(inner, array)
        if not array.null_count:
            return values
        return [value if valid else None for value, valid in zip(values, array.is_valid().to_pylist(), strict=True)]
    if inner := _element(hint):
        values = from_column(inner, array.values)
        at = array.offsets.to_pylist()
        return [tuple(values[start:end]) for start, end in pairwise(at)]
    if _is_model(hint):
        fields = {array.type.field(n).name: child for n, child in enumerate(array.flatten())}
        return list(map(hint, *(from_column(kind, fields[name]) for name, kind in _annotations(hint))))
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
