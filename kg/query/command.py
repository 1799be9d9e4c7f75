"""The command ``kg query``."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import click

from kg import errors
from kg.query.library import Param
from kg.terminal import INCLUDE_PROTECTED

TIMEOUT = click.option(
    "--timeout",
    default=5.0,
    show_default=True,
    metavar="SECONDS",
    type=click.FloatRange(min=0, min_open=True, max=86_400),
    help="End a query that takes longer.",
)
LIMIT = click.option(
    "--limit",
    default=100_000,
    show_default=True,
    metavar="N",
    type=click.IntRange(min=1),
    help="Give at most N rows or triples, and say so where there are more.",
)


@click.command()
@click.argument("workspace", metavar="W", required=False, type=click.Path(path_type=Path))
@click.argument("sparql", metavar="[SPARQL|FILE.rq|-]", required=False)
@click.option("--name", metavar="SAVED", help="Run a query that comes with kg; --list shows them.")
@click.option("--param", "params", multiple=True, metavar="K=V", help="What a saved query asks about; may be repeated.")
@click.option(
    "--list",
    "list_saved",
    is_flag=True,
    help="List the queries that come with kg, and what they ask; with --name, print that one.",
)
@click.option(
    "--format",
    "fmt",
    type=click.Choice(["table", "csv", "tsv", "json", "xml", "ttl"]),
    help="How to print the answer: table (the default; cut to fit a terminal), csv, tsv, json, xml; ttl for a graph.",
)
@TIMEOUT
@LIMIT
@INCLUDE_PROTECTED
def query(
    workspace: Path | None,
    sparql: str | None,
    name: str | None,
    params: tuple[str, ...],
    list_saved: bool,
    fmt: str | None,
    timeout: float,
    limit: int,
    include_protected: bool,
) -> None:
    """Ask the graph in W a question in SPARQL.

    The question is given as text, as a file whose name ends in .rq, on standard input (-), or by the name of one that
    comes with kg. It runs in a process of its own, which can neither change anything nor reach another machine.

    \b
    Example:
      kg query --list
      kg query out --name partners_of_agency --param agency="Zhejiang AIC" --format csv
      kg query out 'SELECT ?who ?what WHERE { ?who kg:owns ?what }'
    """
    if list_saved and sparql is None:
        _list(name)
        return
    if list_saved or (sparql is None) == (name is None):
        raise click.UsageError("give one of: a query, --name SAVED, --list")
    if workspace is None:
        raise click.UsageError("Missing argument 'W'")
    if params and name is None:
        raise click.UsageError("--param goes with --name")
    from kg.query import run_query, saved_query
    from kg.query.run import Limits

    asked = saved_query(name) if name is not None else _sparql(sparql or "")
    limits = Limits(seconds=timeout, rows=limit)
    answer = run_query(workspace, asked, include_protected, params=_params(params), limits=limits)
    width = shutil.get_terminal_size().columns if sys.stdout.isatty() else None
    click.echo(answer.render(fmt, width), nl=False)
    if answer.rows == ():
        click.echo("kg: nothing in the graph fits", err=True)
    if answer.cut:
        click.echo(f"kg: there is more; this was cut at {limit} (--limit)", err=True)


def _list(name: str | None) -> None:
    from kg.query import saved_queries, saved_query

    if name is not None:
        click.echo(saved_query(name).sparql, nl=False)
        return
    for saved in saved_queries():
        click.echo(f"{saved.name}  {saved.title}")
        click.echo(f"  {saved.description}")
        for param in saved.params:
            click.echo(f"  --param {param.name}=...  {param.description} ({_left_out(param)})")


def _left_out(param: Param) -> str:
    if param.required:
        return "must be given"
    return "may be left out" if param.default is None else f"without it: {param.default}"


def _params(given: tuple[str, ...]) -> dict[str, str]:
    found = {}
    for one in given:
        name, equals, value = one.partition("=")
        if not equals or not name.strip():
            raise click.UsageError(f"--param needs NAME=VALUE, not {one!r}")
        found[name.strip()] = value
    return found


def _sparql(given: str) -> str:
    """The text of the query: standard input for "-", a file's content for a name in .rq, else what was given."""
    if given == "-":
        return sys.stdin.read()
    # A query never ends in .rq: SPARQL ends in a brace, a number or a prefixed name after a modifier.
    if not given.lower().endswith(".rq"):
        return given
    path = Path(given)
    if not path.exists():
        raise errors.no_such_input(path)
    try:
        return path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise errors.unreadable_input(path, errors.reason(error)) from error
