"""The command ``kg serve``."""

from __future__ import annotations

from pathlib import Path

import click

from kg.query.command import LIMIT, TIMEOUT
from kg.terminal import INCLUDE_PROTECTED, WORKSPACE


@click.command()
@WORKSPACE
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65_535), help="0 takes any free port.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on: this machine only.")
@click.option("--cors", metavar="ORIGIN", help="Let pages of this origin ask (such as https://example.org, or *).")
@TIMEOUT
@LIMIT
@INCLUDE_PROTECTED
def serve(
    workspace: Path, port: int, host: str, cors: str | None, timeout: float, limit: int, include_protected: bool
) -> None:
    """Answer SPARQL over HTTP, from the graph in W, until Ctrl-C.

    /sparql speaks the SPARQL 1.1 Protocol; /id/... and the other addresses in the graph show what is known of each
    thing, as a page, as Turtle or as JSON-LD.

    \b
    Example:
      kg serve out --port 8000
    """
    from kg.query.run import Limits
    from kg.serve.server import Settings, run

    settings = Settings(
        workspace, include_protected, Limits(seconds=timeout, rows=limit), host=host, port=port, cors=cors
    )
    run(settings, lambda line: click.echo(f"kg: {line}", err=True))
