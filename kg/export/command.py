"""The command ``kg export``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from kg import errors
from kg.export import EXPORTERS  # a list; each format's module is imported when it is asked for
from kg.terminal import BASE_IRI, INCLUDE_PROTECTED, WORKSPACE, part_options


@click.command()
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
@part_options
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
    **part: Any,
) -> None:
    """Write the graph in W, or a part of it, for another tool.

    \b
    Example:
      kg export out --format html -o graph.html
      kg export out --format gexf -o graph.gexf
      kg export out --format html -o brook.html --about "Ada Brook" --since 2008
    """
    from kg.workspace import is_part_of, load

    opened = load(workspace, include_protected=include_protected)
    if is_part_of(workspace, output):
        raise errors.part_of_the_workspace(output)
    exporter, options = EXPORTERS[fmt], {"rdf12": rdf12, "split": split}
    whole = not any(part[name] for name in part if name != "steps")
    plain = whole and not rdf12 and base_iri is None
    if exporter.translates and plain and (split is None or "split" in exporter.options):
        with opened.open_turtle() as turtle:
            exporter.translate(turtle, output, split or 0)
        return
    from kg.excerpt import Choice, excerpt
    from kg.export.flat import Source
    from kg.export.html import fits
    from kg.index import index

    choice = Choice(**part)
    with index(opened) as found:
        if exporter.itemwise and not choice:
            exporter.write_items(Source(found.entities, found.relations), output, **options)
            return
        if fmt == "html" and not choice:
            fits(found)
        graph = excerpt(found, choice) if choice else opened.graph
        if base_iri is not None:
            graph.graph["base_iri"] = base_iri
        cables = map(found.cable, sorted(graph.graph["cables"])) if "cables" in exporter.options else None
        exporter.write(graph, output, cables=cables, **options)
