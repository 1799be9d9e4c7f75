"""The command ``kg build``."""

from __future__ import annotations

from pathlib import Path

import click

from kg.terminal import BASE_IRI, INCLUDE_PROTECTED, INPUTS, progress, say, say_skipped


@click.command()
@INPUTS
@click.option("-o", "--output", required=True, metavar="W", type=click.Path(path_type=Path), help="Folder to write.")
@BASE_IRI
@INCLUDE_PROTECTED
def build(inputs: tuple[Path, ...], output: Path, base_iri: str | None, include_protected: bool) -> None:
    """Read cables and write their knowledge graph.

    INPUT is a file, an archive or a folder of cables; folders are read to any depth. W afterwards holds the graph of
    exactly these inputs: graph.ttl (RDF), graph.json and report.json (what was read, what was skipped and why). A
    folder that kg did not write is never touched.

    \b
    Example:
      kg build seeds/ -o out/
    """
    from kg.build.run import build as run_build

    with progress() as tell:
        report = run_build(inputs, output, include_protected=include_protected, base_iri=base_iri, progress=tell)
    for skip in report.skipped:
        say_skipped(skip)
    corrected = report.content["corrections"]
    if corrected["read"]:
        say(f"{corrected['read']} correction(s) applied, {len(corrected['void'])} of them without effect")
    say(
        f"{report.read} cable(s) read, {len(report.skipped)} file(s) skipped: "
        f"{report.entities} entities, {report.relations} relations in {output}"
    )
