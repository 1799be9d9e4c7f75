"""How well resolution finds who is who, and how its cost grows, on the cables of an invented world.

B-cubed and pairwise precision and recall are over within-cable entities: what the cables themselves join (the mentions
of one entity in one cable) is not counted as found. Seeds up to 9 are for tuning; the figure is of other seeds.
"""

from __future__ import annotations

import math
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from kg import errors
from kg.benchmarks import identity_text
from kg.benchmarks.scores import b_cubed, pairwise
from kg.benchmarks.world_cables import Cables, Plan
from kg.resolve.identity import identify
from kg.resolve.names import fold, stands_alone
from kg.resolve.table import Builder, Table

TUNING_SEEDS, FIGURE_SEEDS = (1, 2), (11, 12, 13)
SIZES = (10_000, 100_000, 1_000_000)
#: The mentions of one invented corpus on which quality is measured.
MENTIONS = 60_000


def table_of(plans: Iterator[Plan]) -> tuple[Table, list[int], int]:
    """The columns of these cables, the thing of each row, and the number of mentions."""
    builder = Builder()
    things: dict[tuple[str, str, int], int] = {}
    mentions = 0
    for plan in plans:
        entities = []
        at = 0
        for named in plan.named:
            aliases = sorted(set(named.mentions) - {named.name})
            entities.append((named.kind, at, named.name, aliases))
            things[plan.id, named.kind, at] = named.thing
            at += 100
            mentions += len(named.mentions)
        builder.cable(plan.id, plan.day.isoformat(), entities, plan.relations)
    table = builder.table()
    rows = (table.key(row).rsplit(".", 2) for row in range(len(table)))
    return table, [things[cable, kind, int(start)] for cable, kind, start in rows], mentions


def by_equal_names(table: Table) -> list[str]:
    """What joining by equal names alone gives: the first kg's rule."""
    kinds = (table.key(row).rsplit(".", 2)[1] for row in range(len(table)))
    found = []
    for row, kind in enumerate(kinds):
        name = table.strings[table.name[row]]
        found.append(f"{kind} {fold(name)}" if stands_alone(kind, name) else table.key(row))
    return found


def run(args: Sequence[str]) -> Iterator[str]:
    """The lines of the report. ``args``: "tune" for the tuning seeds, "quality" for quality only, "text" for the way
    through text and extraction only, "growth" for cost only; nothing for all but the first."""
    what = args[0] if args else "all"
    if what not in ("all", "tune", "quality", "text", "growth"):
        raise errors.no_such_benchmark_part(what, ["tune", "quality", "text", "growth"])
    if what in ("all", "tune", "quality"):
        for seed in TUNING_SEEDS if what == "tune" else FIGURE_SEEDS:
            yield from _quality(seed)
    if what in ("all", "text"):
        yield from identity_text.run()
    if what in ("all", "growth"):
        yield from _growth()


def _quality(seed: int) -> Iterator[str]:
    cables = Cables(seed)
    table, truth, mentions = table_of(cables.write(MENTIONS))
    yield (
        f"seed {seed}: {len(table.cables)} cables, {mentions} mentions, {len(table)} entities in them, "
        f"{len(set(truth))} things"
    )
    yield f"  {_hardness(cables, table, truth)}"
    result = identify(table)
    found = result.group.tolist()
    names = by_equal_names(table)
    kinds = [table.key(row).rsplit(".", 2)[1] for row in range(len(table))]
    yield f"  {'':<14} {'B-cubed':<22}   {'pairs':<22}   equal names, B-cubed    pairs"
    for kind in ("", *sorted(set(kinds))):
        some = [row for row in range(len(table)) if not kind or kinds[row] == kind]
        true = [truth[row] for row in some]
        ours, theirs = [found[row] for row in some], [names[row] for row in some]
        figures = [measure(f, true) for f in (ours, theirs) for measure in (b_cubed, pairwise)]
        yield f"  {kind or 'all':<14} " + "   ".join(map(str, figures))
    of_group = defaultdict(set)
    for row, group in enumerate(found):
        of_group[group].add(cables.world.things[truth[row]].kind)
    yield f"  groups that join things of different types: {sum(len(k) > 1 for k in of_group.values())}"
    o = result.overflow
    yield (
        f"  {o.compared} pairs of persons compared; {o.blocks} blocks over the cap, the largest of {o.largest}; "
        f"{o.passed_over} pairs in them left to finer blocks"
    )


def _hardness(cables: Cables, table: Table, truth: list[int]) -> str:
    """What came out of what the world was asked to be."""
    world = cables.world
    used = set(truth)
    people = [world.things[t] for t in used if world.things[t].kind == "person"]
    named = Counter(fold(p.forms[0]) for p in people)
    namesakes = sum(named[fold(p.forms[0])] > 1 for p in people)
    forms = defaultdict(set)
    for row, thing in enumerate(truth):
        for form in table.forms.of(row):
            forms[thing].add(fold(table.strings[form]))
    often = [t for t, n in Counter(truth).items() if n > 1]
    several = sum(len(forms[t]) > 1 for t in often) / max(1, len(often))
    return (
        f"{namesakes / max(1, len(people)):.1%} of persons are namesakes, {several:.1%} of what is named again has "
        f"several forms, {cables.slips / max(1, len(truth)):.1%} of the names are misspelt"
    )


def _growth() -> Iterator[str]:
    import resource  # not on Windows

    identify(table_of(Cables(21).write(500))[0])  # what is loaded once is loaded before the clock starts
    before: tuple[int, float] | None = None
    names: list[tuple[int, int]] = []
    for size in SIZES:
        table, _, mentions = table_of(Cables(21).write(size))
        names.append((mentions, len(set(table.name.tolist()))))
        start = time.process_time()
        identify(table)
        spent = time.process_time() - start
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        growth = ""
        if before:
            growth = f"  exponent {math.log(spent / before[1]) / math.log(mentions / before[0]):.2f}"
        yield (
            f"{mentions:>9} mentions {len(table):>8} entities {spent:8.2f} CPU-seconds{growth}  "
            f"peak memory of the process {peak:.0f} MB"
        )
        before = (mentions, spent)
    (m0, n0), (m1, n1) = names[0], names[-1]
    power = math.log(n1 / n0) / math.log(m1 / m0)
    yield f"different names: {n0} at {m0} mentions, {n1} at {m1}: they grow as mentions^{power:.2f}"
