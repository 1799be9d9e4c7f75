"""kg/errors.py: every message one line, every code once, in its hundred."""

from __future__ import annotations

import inspect
import pickle
from pathlib import Path

import pytest

from kg import errors
from kg.errors import KgError


def _builders() -> list[str]:
    functions = inspect.getmembers(errors, inspect.isfunction)
    return [name for name, f in functions if f.__annotations__.get("return") == "KgError" and not name.startswith("_")]


def _build(name: str) -> KgError:
    """The error with some value for each argument."""
    function = getattr(errors, name)
    arguments = []
    for parameter in inspect.signature(function).parameters.values():
        kind = str(parameter.annotation)
        if "BaseException" in kind:
            arguments.append(ValueError("bad\nvalue"))
        elif "Iterable" in kind or "Sequence" in kind:
            arguments.append(["one", "two"])
        elif kind.startswith("int"):
            arguments.append(3)
        else:
            arguments.append("some\nthing\x1b[2J")
    error = function(*arguments)
    assert isinstance(error, KgError)
    return error


@pytest.mark.parametrize("name", _builders())
def test_a_message_is_one_printable_line_with_a_code(name: str) -> None:
    error = _build(name)
    assert error.message.isprintable()
    assert str(error) == f"{error.code} {error.message}"
    assert error.code[0] == "E"
    assert error.code[1:].isdigit()
    assert len(error.code) == 4


def test_no_code_has_two_meanings() -> None:
    codes = [_build(name).code for name in _builders()]
    assert len(codes) == len(set(codes))
    assert len(codes) > 20


def test_an_error_travels_between_processes() -> None:
    error = errors.no_such_input("nowhere")
    back = pickle.loads(pickle.dumps(error))
    assert (back.code, back.message, str(back)) == (error.code, error.message, str(error))


def test_long_lists_are_cut() -> None:
    error = errors.no_such_saved_query("q", [f"query{n:02}" for n in range(40)])
    assert "query11 and 28 more" in error.message


def test_the_reason_of_a_system_error_has_no_path() -> None:
    with pytest.raises(OSError, match="no/such/file") as caught:
        Path("no/such/file").read_text(encoding="utf-8")
    assert errors.reason(caught.value) == "No such file or directory"
    assert errors.reason(ValueError("first\nsecond")) == "first"
    assert errors.reason(ValueError()) == "ValueError"
