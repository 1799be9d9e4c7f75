"""What a build costs beside the bare recogniser, how workers share it, what a second build costs, and its memory.

Cables, each as often as it takes under ids of its own, are built in processes of their own: CPU
time is that of the whole process tree, memory the peak of its largest process. Ratios are of one run.
"""

from __future__ import annotations

import json
import re
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median

from kg import errors
from kg.benchmarks.measure import measure
from kg.benchmarks.workers import two_workers
from kg.cable.flat import blocks
from kg.data import data_dir
from kg.extract import ner
from kg.model import Document
from kg.read import read_inputs

#: So many cables make a corpus, where the folder has fewer: each comes again under other ids.
COUNT = 1000
#: In a workspace of so many cables a change costs what it does whatever their number.
FEW = 10


def run(args: Sequence[str]) -> Iterator[str]:
    """The lines of the report; ``args``: a folder of cables (kg's own annotated ones) and how many make the corpus.

    Raises KgError E103 where the folder holds no cable.
    """
    folder = Path(args[0]) if args else data_dir() / "gold"
    count = int(args[1]) if len(args) > 1 else COUNT
    documents = [d for d in read_inputs([folder]) if isinstance(d, Document) and d.format == "listing"]
    if not documents:
        raise errors.nothing_readable([folder], [])
    with tempfile.TemporaryDirectory() as scratch:
        yield from _report(documents, count, Path(scratch))


def _report(documents: Sequence[Document], count: int, scratch: Path) -> Iterator[str]:
    corpus, tenth = scratch / "all", scratch / "tenth"
    words = _write(documents, count, corpus)
    _write(documents, max(1, count // 10), tenth)
    yield f"{count} cables made of {len(documents)}, {words} words"
    bare = _bare(documents, count)
    yield f"bare NER            {bare:9.1f} CPU-seconds, {words / bare:9.0f} words per CPU-second"
    start = measure("--help").cpu
    full = measure("build", corpus, "-o", scratch / "one", "--workers", "0")
    yield f"build               {full.cpu:9.1f} CPU-seconds, {words / full.cpu:9.0f} words per CPU-second"
    yield f"  over the bare NER {full.cpu / bare:9.2f} times"
    read = json.loads((scratch / "one" / "report.json").read_bytes())["counts"]["read"]
    yield f"  {read} cables in the workspace"
    small = measure("build", tenth, "-o", scratch / "tenth.out", "--workers", "0")
    more = (full.cpu - small.cpu) / (bare * (1 - max(1, count // 10) / count))
    yield f"  the same without what a build of a tenth costs: {more:.2f} times"
    again = measure("build", corpus, "-o", scratch / "one", "--workers", "0")
    yield f"nothing changed     {again.cpu:9.2f} CPU-seconds, {start:.2f} of them to start"
    yield f"  over the build    {100 * again.cpu / full.cpu:9.2f} %"
    changed = _changes(corpus, scratch / "one")
    alone = [measure("build", _first(tenth)[n], "-o", scratch / f"single-{n}", "--workers", "0").cpu for n in range(3)]
    _write(documents, min(FEW, count), scratch / "few")
    measure("build", scratch / "few", "-o", scratch / "few.out", "--workers", "0")
    few = _changes(scratch / "few", scratch / "few.out")
    yield f"one cable changed   {_listed(changed)} CPU-seconds, three times one after the other"
    yield f"  over the build    {100 * median(changed) / full.cpu:9.2f} % (of the median)"
    for what, costs in (("a cable alone", alone), (f"a change of {FEW}", few)):
        beyond = 100 * (median(changed) - median(costs)) / full.cpu
        yield f"  {what:<17} {_listed(costs)} CPU-seconds, to start and for one cable; {beyond:.2f} % beyond that"
    yield from two_workers(documents, corpus, tenth, scratch)
    yield f"memory              {full.memory:9.0f} MB for {count} cables, {small.memory:.0f} MB for a tenth"
    yield f"  ratio             {full.memory / small.memory:9.2f}"
    size = sum(p.stat().st_size for p in (scratch / "all-2-0").iterdir() if p.is_file())
    kept = sum(p.stat().st_size for p in (scratch / "all-2-0.parts").glob("part-*"))
    yield f"disk                {size / count / 1000:9.0f} kB a cable, and {kept / count / 1000:.0f} kB in the parts"


def _write(documents: Sequence[Document], count: int, folder: Path) -> int:
    """Copies of the cables under ids of their own; how many words the model is shown of them."""
    folder.mkdir()
    words = 0
    for number in range(count):
        document = documents[number % len(documents)]
        text = document.text.replace(document.id, re.sub(r"\d+$", str(10_000 + number), document.id), 1)
        (folder / f"{number:06}.txt").write_text(text, "utf-8", newline="")
        words += sum(len(b.text.split()) for b in blocks(document))
    return words


def _first(folder: Path) -> list[Path]:
    return sorted(folder.iterdir())[:3]


def _changes(corpus: Path, out: Path) -> list[float]:
    """CPU seconds of a build after each of three changes: a paragraph more, with people, a body and a place that the
    cable did not name."""
    new = b"\n99. (U) Fisheries Minister Ana Quimbleton met Otto Oskarov of the Herring Party in Lisbon.\n"
    spent = []
    for path in _first(corpus):
        path.write_bytes(path.read_bytes() + new)
        spent.append(measure("build", corpus, "-o", out, "--workers", "0").cpu)
    return spent


def _listed(costs: Sequence[float]) -> str:
    return ", ".join(f"{cost:.2f}" for cost in costs)


def _bare(documents: Sequence[Document], count: int) -> float:
    """CPU seconds of the model alone as spaCy runs it, on so many cables; each different one is measured."""
    nlp = ner.load_model()
    texts = [[b.text for b in blocks(d)] for d in documents]
    ner.predict(nlp, texts[0])
    spent = 0.0
    for number in range(count):
        begun = time.process_time()
        ner.predict(nlp, texts[number % len(texts)])
        spent += time.process_time() - begun
    return spent
