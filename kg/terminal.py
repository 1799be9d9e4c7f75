"""What the commands share: the arguments that several take, messages, and a line that shows where the work is."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from kg import errors

if TYPE_CHECKING:
    from kg.model import Document
    from kg.read import Skip

INPUTS = click.argument("inputs", metavar="INPUT...", nargs=-1, required=True, type=click.Path(path_type=Path))
WORKSPACE = click.argument("workspace", metavar="W", type=click.Path(path_type=Path))
INCLUDE_PROTECTED = click.option(
    "--include-protected",
    is_flag=True,
    help="Show names that the cables mark (protect), (strictly protect) or (please protect); without it, "
    "XXXXXXXXXXXX stands for them.",
)
BASE_IRI = click.option(
    "--base-iri",
    metavar="IRI",
    help="Under which address the names in the RDF lie; without it https://kg.example/, which is nobody's.",
)

_DATE = re.compile(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?", re.ASCII)


def _date(context: click.Context, option: click.Parameter, value: str) -> str:
    if value and not _DATE.fullmatch(value):
        raise click.BadParameter("a date is YYYY, YYYY-MM or YYYY-MM-DD", context, option)
    return value


#: Which part of a graph is wanted (see kg.excerpt); the command gets about, steps, cables, since and until.
_CHOICE = (
    click.option("--about", default="", metavar="NAME", help="A part: who or what is called so, and those related."),
    click.option(
        "--steps",
        type=click.IntRange(1, 9),
        default=1,
        show_default=True,
        metavar="N",
        help="With --about: so many relations around it.",
    ),
    click.option("--cable", "cables", multiple=True, metavar="ID", help="A part: what this cable says; repeatable."),
    click.option("--since", default="", metavar="DATE", callback=_date, help="A part: cables since YYYY[-MM[-DD]]."),
    click.option("--until", default="", metavar="DATE", callback=_date, help="A part: cables until YYYY[-MM[-DD]]."),
)
_F = TypeVar("_F", bound=Callable[..., object])


def part_options(command: _F) -> _F:
    """The options that choose a part of the graph."""
    for option in reversed(_CHOICE):
        command = option(command)
    return command


def say(message: str) -> None:
    """A message for whoever gave the command; results go to stdout, this does not."""
    click.echo(f"kg: {message}", err=True)


def say_skipped(skip: Skip) -> None:
    """That a file, or part of one, was left out, and why."""
    say(f"skipped: {skip.code} {skip.message}")


def documents(inputs: Sequence[Path], *, bodiless: bool = False) -> Iterator[Document]:
    """The cables of the inputs, in order, those without a body if asked for; what is skipped is said on stderr.

    KgError E103 at the end if all is.
    """
    from kg.read import Skip, read_inputs

    read = 0
    skipped: list[str] = []
    for found in read_inputs(inputs, bodiless=bodiless):
        if isinstance(found, Skip):
            say_skipped(found)
            skipped.append(found.message)
        else:
            yield found
            read += 1
    if not read:
        raise errors.nothing_readable(inputs, skipped)


@contextmanager
def progress() -> Iterator[Callable[[str], None] | None]:
    """A function that shows where the work is, on one line that is wiped at the end; None where nobody looks on."""
    if not sys.stderr.isatty():
        yield None
        return
    width = 0

    def tell(message: str) -> None:
        nonlocal width
        line = message[:100]
        click.echo(f"\r{line:<{width}}", err=True, nl=False)
        width = len(line)

    try:
        yield tell
    finally:
        click.echo(f"\r{'':<{width}}\r", err=True, nl=False)
