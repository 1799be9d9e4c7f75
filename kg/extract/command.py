"""The commands ``kg evaluate``, ``kg train`` and ``kg rules``: measuring, training and mending what is found."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import click

from kg import errors
from kg.terminal import INCLUDE_PROTECTED, documents, progress, say

if TYPE_CHECKING:
    from kg.extract.gold import GoldCable
    from kg.model import Extraction

_GOLD = click.argument("gold", metavar="GOLD_DIR...", nargs=-1, required=True, type=click.Path(path_type=Path))


@click.command()
@_GOLD
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
@click.option(
    "--folds",
    metavar="K",
    type=click.IntRange(min=2),
    help="Cross-validate: deal the cables out into K parts and read each with a model trained on the others. "
    "Needs what `kg train` needs, and its time K times over.",
)
@click.option(
    "--models",
    metavar="FOLDER",
    type=click.Path(path_type=Path, file_okay=False),
    help="With --folds: keep the models here, and use those that are here already.",
)
@click.option("--capitals", is_flag=True, help="Write the cables all in capitals first, as telegrams before 1980 are.")
@click.option(
    "--confidences",
    is_flag=True,
    help="Print how far the confidence of relations can be believed, and how often each rule is right, too.",
)
@INCLUDE_PROTECTED
def evaluate(
    gold: tuple[Path, ...],
    as_json: bool,
    show_errors: bool,
    most: int,
    page: Path | None,
    folds: int | None,
    models: Path | None,
    capitals: bool,
    confidences: bool,
    include_protected: bool,
) -> None:
    """Measure kg against cables that careful readers have annotated.

    GOLD_DIR holds ID.txt and ID.json for each cable. Precision, recall and F1 are printed for mentions, entities and
    relations, over all cables and for each type and predicate. On cables that the model was trained on the figures
    flatter; --folds gives honest ones. The seed cable is never trained on and takes no part in folds.

    \b
    Example:
      kg evaluate data/gold
      kg evaluate data/gold --errors -n 5 --html errors.html
      kg evaluate my-cables/ --folds 5 --models my-folds/
      kg evaluate data/gold --capitals
    """
    if as_json and (show_errors or confidences):
        raise click.UsageError("give --json or --errors or --confidences, not both")
    if models is not None and folds is None:
        raise click.UsageError("--models goes with --folds")
    from kg.extract.evaluate import figures, render

    with progress() as tell:
        found = _found(gold, folds, models, capitals, tell)
    result = figures(found)
    click.echo(json.dumps(result, indent=1) if as_json else render(result))
    if confidences:
        from kg.extract import calibrate, relations

        stated = {rule.name: rule.confidence for rule in relations.load().rules}
        click.echo("\n" + calibrate.render(calibrate.readings(found), stated))
    if not show_errors and page is None:
        return
    from kg.extract import errors_page, errors_report
    from kg.protect import mask_extractions

    cables = errors_report.measured(found)
    if not include_protected:
        masked = mask_extractions([cable.extraction for cable in cables])
        cables = [replace(cable, extraction=shown) for cable, shown in zip(cables, masked, strict=True)]
    if page is not None:
        from kg.export.files import replace_file

        # A lone surrogate, which a file's text cannot hold, must not end the report either.
        replace_file(page, errors_page.page(result, cables).encode("utf-8", "replace"))
    if show_errors:
        click.echo(errors_report.render(cables, most), nl=False)


def _found(
    gold: Sequence[Path], folds: int | None, models: Path | None, capitals: bool, tell: Callable[[str], None] | None
) -> list[tuple[int, GoldCable, Extraction]]:
    """Every annotated cable with the number of its fold and what is found in it."""
    if folds is None:
        from kg.extract.evaluate import extracted

        return list(extracted(gold, capitals=capitals))
    from kg.extract.crossvalidate import crossvalidated

    with TemporaryDirectory() as passing:
        return list(crossvalidated(gold, folds, models or Path(passing), capitals=capitals, progress=tell))


@click.command()
@_GOLD
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


@click.group()
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

    cables = list(documents([cable]))
    if len(cables) > 1:
        raise click.UsageError(f"{cable.name} holds {len(cables)} cables; CABLE is a file with one")
    length = len(cables[0].text)
    if not start < end <= length:
        raise click.UsageError(f"START must come before END, and END is at most {length}, where the text ends")
    found = extract(cables[0])
    shown = found if include_protected else mask_extractions([found])[0]
    click.echo(explained.explain(shown, start, end, explained.book()), nl=False)
