"""The commands ``kg build``, ``kg remove`` and ``kg status``."""

from __future__ import annotations

import json
import os
from pathlib import Path

import click

from kg.build.lean import without_extras
from kg.terminal import BASE_IRI, INCLUDE_PROTECTED, WORKSPACE, progress, say, say_skipped

PARTS = click.option(
    "--parts",
    metavar="FOLDER",
    type=click.Path(path_type=Path),
    help="Where to keep what each cable yields, so that no build works on it again; without it, the folder W.parts. "
    "Names that must be protected are in it: do not pass it on. It may be deleted at any time.",
)


@click.command()
# Not as paths: an address for Spark is none.
@click.argument("inputs", metavar="INPUT...", nargs=-1, required=True)
@click.option("-o", "--output", required=True, metavar="W", type=click.Path(path_type=Path), help="Folder to write.")
@click.option("--add", is_flag=True, help="Keep the cables that W holds, and add INPUT to them.")
@click.option(
    "--workers",
    metavar="N",
    type=click.IntRange(min=0, max=1024),
    help="Processes that work side by side; without it, one for each core. 0: no process but this one.",
)
@click.option(
    "--engine",
    type=click.Choice(["local", "spark"]),
    default="local",
    show_default=True,
    help="Who does the work: processes here, or a Spark cluster (pip install 'cable-kg[spark]'), for which INPUT may "
    "be an address (hdfs://...) and W.parts must be a folder that all its machines see.",
)
@click.option("--master", metavar="URL", help="With --engine spark: the cluster; without it, this machine's cores.")
@PARTS
@BASE_IRI
@INCLUDE_PROTECTED
def build(
    inputs: tuple[str, ...],
    output: Path,
    add: bool,
    workers: int | None,
    engine: str,
    master: str | None,
    parts: Path | None,
    base_iri: str | None,
    include_protected: bool,
) -> None:
    """Read cables and write their knowledge graph.

    INPUT is a file, an archive or a folder of cables; folders are read to any depth. W afterwards holds the graph of
    exactly these inputs: graph.ttl (RDF), graph.json, cables.jsonl and report.json (what was read, what was skipped and
    why). A folder that kg did not write is never touched.

    Given again, the command works only on what has changed; interrupted, it goes on where it was. For that it keeps
    what each cable yields in a folder beside W, W.parts, which is for your eyes only: the text and the names that the
    cables ask to protect are in it.

    \b
    Example:
      kg build seeds/ -o out/
      kg build more-cables/ -o out/ --add
    """
    if master is not None and engine != "spark":
        raise click.UsageError("--master goes with --engine spark")
    from kg.build.run import build as run_build

    if engine != "spark":  # whose own code may want it
        without_extras()
    with progress() as tell:
        report = run_build(
            inputs,
            output,
            add=add,
            include_protected=include_protected,
            base_iri=base_iri,
            parts=parts,
            workers=cores() if workers is None else workers,
            engine=engine,
            master=master,
            progress=tell,
            forget=True,
        )
    for skip in report.skipped:
        say_skipped(skip)
    corrected = report.content["corrections"]
    if corrected["read"]:
        say(f"{corrected['read']} correction(s) applied, {len(corrected['void'])} of them without effect")
    say(
        f"{report.read} cable(s) read, {len(report.skipped)} file(s) skipped: "
        f"{report.entities} entities, {report.relations} relations in {output}"
    )


@click.command()
@WORKSPACE
@click.argument("cables", metavar="CABLE...", nargs=-1, required=True)
@PARTS
def remove(workspace: Path, cables: tuple[str, ...], parts: Path | None) -> None:
    """Take cables out of W.

    CABLE is a cable's id. W is afterwards what it would be if these cables had never been among the inputs.

    \b
    Example:
      kg remove out 09SHANGHAI59
    """
    from kg.build.run import remove as run_remove

    without_extras()
    with progress() as tell:
        report = run_remove(workspace, cables, parts=parts, progress=tell)
    say(f"{report.read} cable(s) left: {report.entities} entities, {report.relations} relations in {workspace}")


@click.command()
@WORKSPACE
@PARTS
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
def status(workspace: Path, parts: Path | None, as_json: bool) -> None:
    """Say what is in W, and what is kept beside it.

    \b
    Example:
      kg status out
    """
    from kg.build.status import render
    from kg.build.status import status as find

    found = find(workspace, parts)
    click.echo(json.dumps(found, indent=1) if as_json else render(found), nl=as_json)


def cores() -> int:
    """How many processes can run side by side here."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not on macOS
        return os.cpu_count() or 1
