"""The command ``kg serve``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from kg.query.command import LIMIT, TIMEOUT
from kg.terminal import INCLUDE_PROTECTED, WORKSPACE, part_options


@click.command()
@WORKSPACE
@click.option(
    "--port", type=click.IntRange(0, 65_535), help="Default: 8000, or any free port where that is taken (as 0 does)."
)
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on: this machine only.")
@click.option("--open", "open_page", is_flag=True, help="Open the explorer in the browser, with leave to correct.")
@click.option("--cors", metavar="ORIGIN", help="Let pages of this origin ask (such as https://example.org, or *).")
@part_options
@TIMEOUT
@LIMIT
@INCLUDE_PROTECTED
def serve(
    workspace: Path,
    port: int | None,
    host: str,
    open_page: bool,
    cors: str | None,
    timeout: float,
    limit: int,
    include_protected: bool,
    **part: Any,
) -> None:
    """Show the graph in W in the browser, and answer SPARQL over HTTP, until Ctrl-C.

    The explorer is at /: from any edge to every sentence behind it. Opened with --open it takes corrections, too; they
    go to W/corrections.jsonl and are applied at once, and at every build. /sparql speaks the SPARQL 1.1 Protocol;
    /id/... and the other addresses in the graph show what is known of each thing, as a page, as Turtle or as JSON-LD.
    A very large graph is explored a part at a time: --about, --cable, --since, --until; a part takes no corrections.

    \b
    Example:
      kg serve out --open
      kg serve out --port 8000
      kg serve out --open --about "Zhou Liguo" --steps 2
    """
    from kg.excerpt import Choice
    from kg.query.run import Limits
    from kg.serve.server import Settings, run

    settings = Settings(
        workspace,
        include_protected,
        Limits(seconds=timeout, rows=limit),
        host=host,
        port=port,
        cors=cors,
        choice=Choice(**part),
    )
    run(settings, lambda line: click.echo(f"kg: {line}", err=True), open_page=open_page)
