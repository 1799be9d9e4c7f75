"""How long a reader waits for the explorer: weight of the graph page, first view, and from an edge to its sentence.

In a real Chromium, over a workspace of an invented world. The times are the browser's clock, because that is what a
reader waits: run it on a quiet machine. Nothing is asserted.
"""

from __future__ import annotations

import gzip
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from kg import errors
from kg.benchmarks import invented
from kg.serve import PAGES

ENTITIES = 20_000
_TIMES = 5
_EDGES = 20
_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
_ARGUMENTS = (
    "--no-sandbox",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--disable-background-networking",
)

#: The graph is there when its settled drawing is: kgPage is what the page tells scripts about itself.
_USEFUL = """async () => {
    while (!(window.kgPage?.drawn().entities.length > 0)) await new Promise((done) => setTimeout(done, 5));
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    return performance.now();
}"""
_SENTENCE = """async (id) => {
    const before = performance.now();
    location.hash = `relation=${id}`;
    while (!document.querySelector('#panel blockquote') || window.kgPage.state().relation !== id)
        await new Promise((done) => setTimeout(done, 2));
    await new Promise((done) => requestAnimationFrame(done));
    return performance.now() - before;
}"""


def run(arguments: Sequence[str]) -> Iterable[str]:
    """Lines for the weight, the first view (served and from disk) and edge to sentence. ``[ENTITIES]``."""
    if len(arguments) > 1 or (arguments and not arguments[0].isdecimal()):
        raise errors.bad_param("ENTITIES", " ".join(arguments))
    count = int(arguments[0]) if arguments else ENTITIES
    yield from _weight()
    with tempfile.TemporaryDirectory() as folder, _browser() as browser:
        workspace = Path(folder) / "out"
        graph = invented.write(workspace, count)
        relations = sorted(said["id"] for _, _, said in graph.edges(data=True))
        some = relations[:: max(1, len(relations) // _EDGES)][:_EDGES]
        yield f"workspace: {len(graph):,} entities, {len(relations):,} relations, {len(graph.graph['cables']):,} cables"
        exported = Path(folder) / "graph.html"
        subprocess.run([*_KG, "export", str(workspace), "--format", "html", "-o", str(exported)], check=True)
        yield f"exported page: {exported.stat().st_size / 1e6:.1f} MB"
        with _served(workspace) as address:
            yield from _measured(browser, "served", address, some)
        yield from _measured(browser, "from disk", exported.as_uri(), some)


_KG = (sys.executable, "-m", "kg")


def _weight() -> Iterator[str]:
    index = (PAGES / "index.html").read_text("utf-8")
    for path in sorted((PAGES / "assets").glob("*.js")):
        size = len(gzip.compress(path.read_bytes())) / 1024
        what = "the graph page's; aim: 150 KB" if path.name in index else "loaded when it is needed"
        yield f"JavaScript: {path.name}: {size:.0f} KB gzipped ({what})"


def _measured(browser: Any, how: str, address: str, relations: Sequence[str]) -> Iterator[str]:
    firsts = []
    sentences: list[float] = []
    for _ in range(_TIMES):
        page = browser.new_context(viewport={"width": 1280, "height": 860}).new_page()
        page.goto(address)
        firsts.append(page.evaluate(_USEFUL))
        if not sentences:
            sentences = [page.evaluate(_SENTENCE, relation) for relation in relations]
        page.context.close()
    first, last = statistics.median(firsts) / 1000, max(firsts) / 1000
    yield f"first useful view, {how}: {first:.2f} s, at most {last:.2f} s of {_TIMES} (aim: 2 s)"
    middle, worst = statistics.median(sentences), max(sentences)
    yield f"edge to sentence, {how}: {middle:.0f} ms, at most {worst:.0f} ms of {len(sentences)} (aim: 200 ms)"


@contextmanager
def _browser() -> Iterator[Any]:
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        raise errors.missing_extra("playwright", "dev") from None
    found = os.environ.get("KG_BROWSER") or next(filter(None, map(shutil.which, _BROWSERS)), None)
    if not found:
        raise errors.no_browser()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=list(_ARGUMENTS))
        yield browser
        browser.close()


@contextmanager
def _served(workspace: Path) -> Iterator[str]:
    """The address of ``kg serve`` over this workspace, once it has said that it is ready."""
    command = [*_KG, "serve", str(workspace), "--port", "0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stderr
            for line in process.stderr:
                if found := re.search(r" at (http://\S+/) ", line):
                    time.sleep(1)
                    yield found[1]
                    break
        finally:
            process.terminate()
