"""The main job: read every input, extract, resolve, assemble, and put the result into the workspace.

What is not needed for finding out that nothing has changed is imported after that.
"""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg import errors
from kg.build import stage
from kg.build.inventory import Entry, entry, inventory, signature
from kg.build.keys import Keys, keys
from kg.build.lean import give_back, seldom
from kg.build.live import Live, forget_others, read_entries, read_live, stamps, write_live, write_stamps
from kg.build.progress import Progress
from kg.read import Skip
from kg.read.units import Unit, units
from kg.resolve import corrections
from kg.workspace import REPORT, read

if TYPE_CHECKING:
    from kg.build.parts import Parts
    from kg.build.pool import Pool
    from kg.build.rows import Task
    from kg.build.spark import Spark


#: Who does the work: processes of this machine, or a Spark cluster.
LOCAL, SPARK = "local", "spark"
#: So many cables leave so much in memory that it takes less time to let go of it than to work on one of them.
WORTH_FORGETTING = 64


@dataclass(frozen=True)
class Report:
    """What a build did: how many cables it read, what it skipped, and how much the graph holds."""

    read: int
    skipped: tuple[Skip, ...]
    entities: int
    relations: int
    #: What report.json holds, without its lists of cables and problems.
    content: Mapping[str, Any] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Settings:
    """How to build: what may be in the files, where the parts lie and who does the work."""

    include_protected: bool = False
    base_iri: str | None = None
    parts: Path | None = None
    workers: int = 0
    engine: str = LOCAL
    master: str | None = None
    forget: bool = False


def build(
    inputs: str | Path | Iterable[str | Path],
    workspace: str | Path,
    *,
    add: bool = False,
    include_protected: bool = False,
    base_iri: str | None = None,
    parts: str | Path | None = None,
    workers: int = 0,
    engine: str = LOCAL,
    master: str | None = None,
    progress: Progress | None = None,
    forget: bool = False,
) -> Report:
    """Read the cables of ``inputs`` (files or folders) and make ``workspace`` hold exactly their graph.

    With ``add``: their graph and that of the cables it holds already; of two with the same id, that of the inputs. What
    each cable yields is kept in ``parts`` (the folder ``<workspace>.parts`` if None), and a cable that is there already
    is not worked on again. ``workers``: processes that work side by side; without any, and where there are only a few
    cables, the work is done in this process. With ``engine`` SPARK it is done by the Spark cluster at ``master`` (None:
    the cores of this machine), and ``inputs`` may be addresses such as ``hdfs://...``, too. ``progress`` is called with
    a line for each document. Without ``include_protected`` no name that a cable asks to protect is written.
    With ``forget`` the model is let go of before all is put together, in a process that does not need it afterwards.
    ``base_iri``: under which IRI the names in the RDF lie. Whatever goes wrong, an earlier build in the folder stays as
    it was.

    Raises KgError: E101 no such input, E102 unreadable, E103 nothing readable, E302 the folder is not ours, E304 it
    cannot be written, E305 it is no folder, E307 another build is writing to it, E312 the folder for the parts is not
    ours, E313 nothing is known of what is there already, E503 the base IRI is none, E901 and E904 no Spark, E905 an
    address without it.
    """
    if base_iri is not None:
        from kg.rdf.vocab import check_base

        check_base(base_iri)
    given = [inputs] if isinstance(inputs, str | Path) else list(inputs)
    settings = Settings(include_protected, base_iri, Path(parts) if parts else None, workers, engine, master, forget)
    work = _Build(Path(workspace), settings, progress)
    with seldom():
        return _run(work, given, add, engine, master)


def _run(work: _Build, given: Sequence[str | Path], add: bool, engine: str, master: str | None) -> Report:
    addresses = [str(one) for one in given if "://" in str(one)]
    if addresses and engine != SPARK:
        raise errors.spark_needed(addresses[0])
    paths = [Path(one) for one in given if str(one) not in addresses]
    if engine != SPARK:
        return work.run(paths, add=add)
    from kg.build.spark import Spark, session

    with session(master) as found:
        work.spark = Spark(found, work.keys)
        return work.run(paths, addresses, add=add)


def remove(
    workspace: str | Path,
    cables: Sequence[str],
    *,
    parts: str | Path | None = None,
    progress: Progress | None = None,
) -> Report:
    """Take these cables (by id) out of a workspace; it is as if they had never been among the inputs.

    Raises KgError E301 (no workspace), E313 (nothing is known of its cables), E315 (none would be left), E502 (no such
    cable), and as build does.
    """
    target = Path(workspace)
    read(target, REPORT)
    with seldom():
        return _Build(target, Settings(parts=Path(parts) if parts else None), progress).without(cables)


class _Build:
    """One run: a workspace and its parts."""

    def __init__(self, target: Path, settings: Settings, progress: Progress | None) -> None:
        from kg.build.folders import check_parts, parts_folder

        self.target = target
        self.settings = settings
        self.progress = progress
        self.folder = settings.parts or parts_folder(target)
        # Before the long work: nobody wants to hear after an hour that the folder cannot be written.
        stage.check(target)
        check_parts(self.folder)
        self.judgements = corrections.read(target / corrections.CORRECTIONS)
        self.keys: Keys = keys()
        self.spark: Spark | None = None
        self.pool: Pool

    def run(self, paths: Sequence[Path], addresses: Sequence[str] = (), *, add: bool) -> Report:
        """Build from these inputs, those at ``addresses`` read by Spark, and with ``add`` from what is there."""
        given = list(inventory(paths, self.keys))
        if self.spark and addresses:
            given += self.spark.inventory(addresses)
        before = self._before() if add else None
        made_from = signature(given, self._settings())
        if before is None and (report := self._unchanged(made_from)):
            return report
        with self._open() as parts:
            entries = given
            old: list[Entry] = []
            if before is not None:
                new = set(given)
                old = [e for e in self._renewed(parts, before) if e not in new]
            wanted = {e.key for e in given} - {""}
            lost = self._work(parts, units(paths), wanted)
            if self.spark and addresses and (missing := {key for key in wanted if key not in parts}):
                lost |= self.spark.work_on_addresses(addresses, missing, parts)
            if before is not None:
                entries = [*self._not_replaced(parts, old, given), *given]
                made_from = signature(entries, self._settings())
                if report := self._unchanged(made_from):
                    return report
            return self._finish(parts, entries, lost, made_from, [*paths, *addresses])

    def without(self, cables: Sequence[str]) -> Report:
        """Build again from all that is there but these cables."""
        before = self._before()
        self.settings = replace(self.settings, include_protected=before.include_protected, base_iri=before.base_iri)
        with self._open() as parts:
            entries = self._renewed(parts, before)
            ids = parts.cables(e.key for e in entries if e.key)
            if unknown := sorted(set(cables) - set(ids.values())):
                raise errors.no_such_cable(unknown[0])
            entries = [e for e in entries if ids.get(e.key) not in cables]
            if not any(ids.get(e.key) for e in entries):
                raise errors.no_cable_left(self.target, self.folder)
            return self._finish(parts, entries, {}, signature(entries, self._settings()), [self.target])

    # --- steps -------------------------------------------------------------------------------------------------------

    def _settings(self) -> dict[str, object]:
        return {
            "versions": dict(self.keys.versions),
            "program": self.keys.program,
            "protected": self.settings.include_protected,
            "base": self.settings.base_iri,
            "corrections": [repr(judgement) for judgement in self.judgements],
        }

    def _unchanged(self, made_from: str) -> Report | None:
        """The report of the build that is there, if it was made from the same and nobody touched it."""
        live = read_live(self.folder, self.target)
        if live is None or live.signature != made_from or live.stamps != stamps(self.target):
            return None
        return _report(json.loads(read(self.target, REPORT)[1][REPORT]))

    @contextmanager
    def _open(self) -> Iterator[Parts]:
        """The parts, and the workers."""
        from kg.build.parts import open_parts
        from kg.build.pool import Pool

        with open_parts(self.folder) as parts, Pool(parts.tmp, self.settings.workers) as self.pool:
            yield parts

    def _before(self) -> Live:
        live = read_live(self.folder, self.target)
        if live is None:
            read(self.target, REPORT)
            raise errors.unknown_inputs(self.folder)
        return live

    def _renewed(self, parts: Parts, live: Live) -> list[Entry]:
        """The entries of the build that is there, under the keys of today; what they lack is worked out."""
        entries = read_entries(self.folder, live)
        lost = [e for e in entries if e.key and e.key not in parts]
        if lost:
            raise errors.unknown_inputs(self.folder)
        if live.keys == self.keys.digest:
            return entries
        old = Counter(e.key for e in entries if e.key)
        renewed = []
        for unit, key in parts.units(old):
            renewed += [entry(unit, self.keys)] * old[key]
        self._work(parts, (unit for unit, _ in parts.units(old)), {e.key for e in renewed})
        return [*renewed, *(e for e in entries if not e.key)]

    def _work(self, parts: Parts, given: Iterable[Unit | Skip], wanted: set[str]) -> dict[str, Skip]:
        """Work on those of the units whose keys are wanted and not there; what could not be worked on, by key."""
        from kg.build.extracting import work_on

        missing = {key for key in wanted if key not in parts}
        total = len(missing)
        if not total:
            return {}
        tasks = self._tasks(parts, given, missing)
        if self.spark:
            return self.spark.work_on(tasks, total, parts, self.progress)
        lost = work_on(tasks, total, parts, self.pool, self.progress, _ahead())
        if self.settings.forget and total >= WORTH_FORGETTING:
            from kg import extract

            extract.forget()
            give_back()
        return lost

    def _tasks(self, parts: Parts, given: Iterable[Unit | Skip], missing: set[str]) -> Iterator[Task]:
        from kg.build.rows import Task

        for unit in given:
            if isinstance(unit, Skip):
                continue
            seen, key = self.keys.of(unit)
            if key in missing:
                missing.discard(key)
                yield Task(key, seen, unit, parts.found(seen))
                if not missing:
                    return  # the rest of the inputs need not be read again

    def _not_replaced(self, parts: Parts, old: Sequence[Entry], given: Sequence[Entry]) -> list[Entry]:
        ids = parts.cables(e.key for e in [*old, *given] if e.key in parts)
        new = {ids[e.key] for e in given if e.key in ids}
        return [e for e in old if not e.key or ids[e.key] is None or ids[e.key] not in new]

    def _finish(
        self,
        parts: Parts,
        entries: Sequence[Entry],
        lost: Mapping[str, Skip],
        made_from: str,
        inputs: Sequence[Path | str],
    ) -> Report:
        """Resolve, assemble and put into place what these entries hold."""
        from kg.build import assembly, former, plan
        from kg.build.brief import heads

        skipped = [e.skip for e in entries if e.skip]
        skipped += [lost.get(e.key) or _vanished(e) for e in entries if not e.skip and e.key not in parts]
        settings = plan.Settings(
            self.settings.include_protected, self.settings.base_iri, self.keys.versions, self.keys.program
        )
        there = read_live(self.folder, self.target)
        before = former.load(self.folder, self.target, there, settings.told())
        known = heads(before.index.short) if before else {}
        live, more = parts.without_twins((e.key for e in entries if e.key in parts), known)
        skipped = sorted([*skipped, *more], key=lambda s: (s.source, s.code, s.message))
        if not live:
            if not self.target.exists():
                shutil.rmtree(self.folder, ignore_errors=True)
            raise errors.nothing_readable(inputs, [skip.message for skip in skipped])
        if self.progress:
            self.progress("putting the graph together")
        made = assembly.files(parts, live, skipped, self.judgements, settings, before, self.pool)
        if before:
            before.close()
        content = made.content
        told: list[Live] = []

        def keep(manifest: str) -> None:
            index = made.index.write(former.index_path(self.folder, manifest))
            at = Live(
                manifest, made_from if not lost else "", self.keys.digest,
                self.settings.include_protected, self.settings.base_iri, index,
            )  # fmt: skip
            write_live(self.folder, at, entries)
            told.append(at)

        stage.replace(self.target, made.files, protected=content["protected"], before=keep, there=there)
        write_stamps(self.folder, replace(told[-1], stamps=stamps(self.target)))
        forget_others(self.folder, told[-1])
        parts.compact({e.key for e in entries} | made.index.anew())
        return replace(_report(content), skipped=tuple(skipped))


def _ahead() -> Iterator[None]:
    """Step by step, what putting together needs: to load it takes a second or two, in which the workers work."""
    from kg.build import assembly

    assert assembly
    yield
    from kg.resolve import identity

    identity.load()
    yield


def _vanished(lost: Entry) -> Skip:
    error = errors.changed_meanwhile(lost.name)
    return Skip(lost.name, error.code, error.message)


def _report(content: Mapping[str, Any]) -> Report:
    counts = content["counts"]
    return Report(
        read=counts["read"],
        skipped=tuple(Skip(s["source"], s["code"], s["message"]) for s in content["skipped"]),
        entities=sum(counts["entities"].values()),
        relations=sum(counts["relations"].values()),
        content={name: value for name, value in content.items() if name not in ("read", "problems")},
    )
