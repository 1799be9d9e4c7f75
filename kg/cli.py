"""The command ``kg``. Thin: it reads arguments, calls one function of another room, and prints.

Results go to stdout, messages and progress to stderr. Exit codes: 0 success, 1 failure (one line on stderr, "kg: E101
...", never a traceback), 2 wrong usage, 130 interrupted. The rooms are imported inside the commands, so that
``kg --help`` answers at once.
"""

from __future__ import annotations

import io
import json
import os
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path

import click

from kg import __version__, errors
from kg.build.command import build, remove, status
from kg.export.command import export
from kg.extract.command import evaluate, rules, train
from kg.query.command import query
from kg.serve.command import serve
from kg.terminal import INCLUDE_PROTECTED, INPUTS, WORKSPACE, documents, say

INTERRUPTED = 130  # what a shell reports for a program ended by Ctrl-C


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, "-V", "--version", prog_name="kg", help="Show the version and exit.")
def cli() -> None:
    """Turn diplomatic cables into a knowledge graph, and ask it questions.

    Every statement in the graph leads back to the cable, the paragraph and the words that make it.

    \b
    Example:
      kg build seeds/ -o out/
      kg show out "Zhou Liguo"
    """


for command in (build, remove, status, query, export, serve, evaluate, train, rules):
    cli.add_command(command)


@cli.command()
@WORKSPACE
@click.argument("name", metavar="NAME")
@INCLUDE_PROTECTED
def show(workspace: Path, name: str, include_protected: bool) -> None:
    """Show who or what NAME is: aliases, relations, and the sentences that say so.

    NAME is a name or an alias as the cables have it (capitals do not matter), or an entity's id. Where several entities
    answer to it, all are shown.

    \b
    Example:
      kg show out "Zhou Liguo"
    """
    from kg.index import index
    from kg.show import render
    from kg.workspace import load

    with index(load(workspace, include_protected=include_protected)) as found:
        click.echo(render(found, name), nl=False)


@cli.command()
@WORKSPACE
@click.argument("a", metavar="A")
@click.argument("b", metavar="B")
@INCLUDE_PROTECTED
def explain_merge(workspace: Path, a: str, b: str, include_protected: bool) -> None:
    """Say why A and B are one entity, or two.

    A and B are names, aliases or ids, also of what one cable says (09SHANGHAI59.person.123). Shown is the chain of
    links that joined them, each with its score and its reason; or what kept them apart. If that is wrong, a line in
    W/corrections.jsonl puts it right (`same` or `different`).

    \b
    Example:
      kg explain-merge out "Zhou Liguo" Zhou
    """
    from kg.index import index
    from kg.merges import render
    from kg.workspace import load

    with index(load(workspace, include_protected=include_protected)) as found:
        click.echo(render(found, a, b), nl=False)


@cli.command()
@WORKSPACE
def validate(workspace: Path) -> None:
    """Check the RDF in W against its shapes (SHACL).

    Each node that breaks one is printed with the shape. This needs `pip install 'cable-kg[shacl]'`.

    \b
    Example:
      kg validate out
    """
    from kg.query.store import source
    from kg.validate import validate as find_violations

    count = 0
    for violation in find_violations(source(workspace).open()):
        click.echo(str(violation))
        count += 1
    if count:
        raise errors.does_not_conform(workspace, count)
    say(f"the RDF in {workspace} conforms to its shapes")


@cli.command()
@INPUTS
@INCLUDE_PROTECTED
def parse(inputs: tuple[Path, ...], include_protected: bool) -> None:
    """Print the header fields and the layout of each cable, one JSON object a line.

    INPUT is a file, a folder or an archive (.gz, .zip, .tar) of cables, in any mix of formats; files come in the order
    given, folders by name. Every field is described in kg/cable/document.schema.json. Offsets count code points of the
    file's text, end exclusive.

    \b
    Example:
      kg parse seeds/ > cables.jsonl
    """
    from kg.parse import line, parsed
    from kg.protect import mask_parsed

    for document in documents(inputs, bodiless=True):
        values = parsed(document)
        click.echo(line(values if include_protected else mask_parsed(document, values)))


@cli.command()
@INPUTS
@INCLUDE_PROTECTED
def annotate(inputs: tuple[Path, ...], include_protected: bool) -> None:
    """Print what kg finds in each cable, one JSON object a line.

    INPUT is a file or a folder; files come in the order given, folders by name. Each line has id, mentions (start, end,
    type, entity), entities (id, type, name) and relations (subject, predicate, object, title). start and end count code
    points of the file's text, end exclusive.

    \b
    Example:
      kg annotate seeds/ > found.jsonl
    """
    from kg.annotate import annotation
    from kg.extract import extract
    from kg.protect import mask_extractions

    extractions = [extract(document) for document in documents(inputs)]
    # A name that one cable asks to protect is masked in the others, too: nothing is printed before all are read.
    for extraction in extractions if include_protected else mask_extractions(extractions):
        click.echo(json.dumps(annotation(extraction)))


def run(args: Sequence[str]) -> int:
    """Run one command line and return its exit code. Every failure is turned into one line on stderr here."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # What a terminal's encoding lacks must not end a command; a file or a pipe always gets UTF-8.
            stream.reconfigure(encoding=None if stream.isatty() else "utf-8", errors="backslashreplace")
    try:
        result = cli.main(args=list(args), prog_name="kg", standalone_mode=False)
        sys.stdout.flush()
        return result if isinstance(result, int) else 0
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.ctx.get_help() if error.ctx else "", err=True)
        return 2
    except click.UsageError as error:
        command = error.ctx.command_path if error.ctx else "kg"
        say(f"{' '.join(error.format_message().split()).rstrip('.,')}; see `{command} --help`")
        return 2
    except (click.Abort, KeyboardInterrupt):
        say("interrupted")
        return INTERRUPTED
    except BrokenPipeError:
        return _reader_gone()
    except errors.KgError as error:
        say(str(error))
        return 1
    except Exception as error:
        if os.environ.get("KG_DEBUG"):
            traceback.print_exc()
        say(str(errors.internal(error)))
        return 1


def _reader_gone() -> int:
    """Whoever read our output has enough (``kg query ... | head``): be quiet, also at the interpreter's last flush."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 1
