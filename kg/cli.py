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
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg import __version__, errors
from kg.build.command import build
from kg.export import EXPORTERS  # a list; each format's module is imported when it is asked for
from kg.query.command import query
from kg.serve.command import serve
from kg.terminal import BASE_IRI, INCLUDE_PROTECTED, INPUTS, WORKSPACE, progress, say, say_skipped

if TYPE_CHECKING:
    from kg.model import Document

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


cli.add_command(build)
cli.add_command(query)
cli.add_command(serve)


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
    from kg.show import render
    from kg.workspace import load

    click.echo(render(load(workspace, include_protected=include_protected).graph, name), nl=False)


@cli.command()
@WORKSPACE
@click.option(
    "--format",
    "fmt",
    required=True,
    type=click.Choice(list(EXPORTERS)),
    help="; ".join(f"{name}: {exporter.description}" for name, exporter in EXPORTERS.items()) + ".",
)
@click.option("-o", "--output", required=True, metavar="FILE", type=click.Path(path_type=Path), help="File to write.")
@click.option("--rdf12", is_flag=True, help="ttl, trig, ntriples, nquads: assertions as reifiers of RDF 1.2.")
@click.option(
    "--split", type=click.IntRange(1, 9999), metavar="N", help="nquads: N files, FILE-0001-of-000N and so on."
)
@BASE_IRI
@INCLUDE_PROTECTED
def export(
    workspace: Path,
    fmt: str,
    output: Path,
    rdf12: bool,
    split: int | None,
    base_iri: str | None,
    include_protected: bool,
) -> None:
    """Write the graph in W for another tool.

    \b
    Example:
      kg export out --format html -o graph.html
      kg export out --format gexf -o graph.gexf
    """
    from kg.workspace import load

    graph = load(workspace, include_protected=include_protected).graph
    if base_iri is not None:
        graph.graph["base_iri"] = base_iri
    EXPORTERS[fmt].write(graph, output, rdf12=rdf12, split=split)


@cli.command()
@WORKSPACE
def validate(workspace: Path) -> None:
    """Check the RDF in W against its shapes (SHACL).

    Each node that breaks one is printed with the shape. This needs `pip install 'cable-kg[shacl]'`.

    \b
    Example:
      kg validate out
    """
    from kg.validate import validate as find_violations
    from kg.workspace import load

    count = 0
    for violation in find_violations(load(workspace).turtle()):
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

    for document in _documents(inputs):
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

    extractions = [extract(document) for document in _documents(inputs)]
    # A name that one cable asks to protect is masked in the others, too: nothing is printed before all are read.
    for extraction in extractions if include_protected else mask_extractions(extractions):
        click.echo(json.dumps(annotation(extraction)))


@cli.command()
@click.argument("gold", metavar="GOLD_DIR", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
@click.option("--errors", "show_errors", is_flag=True, help="Print each miss in its context, too.")
@click.option(
    "-n",
    "most",
    metavar="N",
    type=click.IntRange(min=0),
    default=20,
    show_default=True,
    help="With --errors: at most N misses of a kind; 0 for all.",
)
@click.option(
    "--html",
    "page",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Write a page with what is annotated and what was found side by side.",
)
@INCLUDE_PROTECTED
def evaluate(
    gold: Path, as_json: bool, show_errors: bool, most: int, page: Path | None, include_protected: bool
) -> None:
    """Measure kg against cables that careful readers have annotated.

    GOLD_DIR holds ID.txt and ID.json for each cable. Precision, recall and F1 are printed for mentions, entities and
    relations, over all cables and for each type and predicate.

    \b
    Example:
      kg evaluate data/gold
      kg evaluate data/gold --errors -n 5 --html errors.html
    """
    if as_json and show_errors:
        raise click.UsageError("give --json or --errors, not both")
    from kg.extract.evaluate import evaluate as measure
    from kg.extract.evaluate import render

    if not show_errors and page is None:
        figures = measure(gold)
        click.echo(json.dumps(figures, indent=1) if as_json else render(figures).rstrip("\n"))
        return
    from kg.extract import errors_page, errors_report
    from kg.protect import mask_extractions

    figures, cables = errors_report.measure(gold)
    if not include_protected:
        masked = mask_extractions([cable.extraction for cable in cables])
        cables = [replace(cable, extraction=shown) for cable, shown in zip(cables, masked, strict=True)]
    if page is not None:
        from kg.export.files import replace_file

        # A lone surrogate, which a file's text cannot hold, must not end the report either.
        replace_file(page, errors_page.page(figures, cables).encode("utf-8", "replace"))
    click.echo(json.dumps(figures, indent=1) if as_json else render(figures).rstrip("\n"))
    if show_errors:
        click.echo(errors_report.render(cables, most), nl=False)


@cli.command()
@click.argument("gold", metavar="GOLD_DIR...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "-o", "--output", required=True, metavar="MODEL", type=click.Path(path_type=Path), help="Folder for the model."
)
def train(gold: tuple[Path, ...], output: Path) -> None:
    """Train the recogniser of names on annotated cables.

    GOLD_DIR is as for `kg evaluate`; the seed cable is always left out. MODEL must not exist yet. This needs
    `pip install 'cable-kg[train]'` and some minutes.

    \b
    Example:
      kg train my-cables/ -o my-model/
    """
    from kg.extract.train import train as run_training

    if output.exists():
        raise errors.output_exists(output)
    with progress() as tell:
        run_training(gold, output, progress=tell)
    say(f"model written to {output}")


@cli.group()
def rules() -> None:
    """Work with the curated rules in data/rules.

    \b
    Example:
      kg rules check
    """


@rules.command()
def check() -> None:
    """Check every rule file: its form, and that each rule finds its own examples.

    \b
    Example:
      kg rules check
    """
    from kg.extract.rules import check as find_problems

    problems = find_problems()
    for problem in problems:
        click.echo(problem)
    if problems:
        raise errors.rules_have_problems(len(problems))
    say("the rules are in order")


@rules.command()
@click.argument("cable", metavar="CABLE", type=click.Path(path_type=Path))
@click.argument("start", metavar="START", type=click.IntRange(min=0))
@click.argument("end", metavar="END", type=click.IntRange(min=0))
@INCLUDE_PROTECTED
def explain(cable: Path, start: int, end: int, include_protected: bool) -> None:
    """Say which model or rule found the names and relations in a stretch of a cable.

    CABLE is a file with one cable; the stretch is from START up to, not including, END, counted in code points of the
    file's text as `kg annotate` gives them.

    \b
    Example:
      kg rules explain seeds/09SHANGHAI59.txt 2400 2600
    """
    from kg.extract import explain as explained
    from kg.extract import extract
    from kg.protect import mask_extractions

    documents = list(_documents([cable]))
    if len(documents) > 1:
        raise click.UsageError(f"{cable.name} holds {len(documents)} cables; CABLE is a file with one")
    length = len(documents[0].text)
    if not start < end <= length:
        raise click.UsageError(f"START must come before END, and END is at most {length}, where the text ends")
    found = extract(documents[0])
    shown = found if include_protected else mask_extractions([found])[0]
    click.echo(explained.explain(shown, start, end, explained.book()), nl=False)


# --- what the commands share -----------------------------------------------------------------------------------------


def _documents(inputs: Sequence[Path]) -> Iterator[Document]:
    """The cables of the inputs, in order; what is skipped is said on stderr. KgError E103 at the end if all is."""
    from kg.read import Skip, read_inputs

    read = 0
    skipped: list[str] = []
    for found in read_inputs(inputs):
        if isinstance(found, Skip):
            say_skipped(found)
            skipped.append(found.message)
        else:
            yield found
            read += 1
    if not read:
        raise errors.nothing_readable(inputs, skipped)


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
        say(f"{error.format_message().rstrip('.')}; see `{command} --help`")
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


def main() -> None:
    """The entry point of the ``kg`` command."""
    sys.exit(run(sys.argv[1:]))
