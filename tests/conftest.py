"""What the tests share: the seed, a workspace built from it, and a named reason where a tool is missing.

A test that needs a browser, Java or node is marked ``@pytest.mark.needs_browser`` (``needs_java``, ``needs_node``), or
takes the fixture of the same name, whose value is the path of the program. Without the program such a test is skipped
and says why; with ``KG_REQUIRE=browser,java,node`` in the environment the skip is a failure, so that nothing goes
untested unnoticed.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from command_line import Kg, Said
from hypothesis import HealthCheck, settings

from kg.model import Document
from kg.read import read_file

ROOT = Path(__file__).resolve().parent.parent

# Neither a busy machine nor luck decides whether a property holds: the same examples in every run, however long they
# take. `--hypothesis-profile=search` looks at others each time.
settings.register_profile("same", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("search", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("same")

_MAC = Path("/Applications")
_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
_MAC_BROWSERS = ("Chromium.app/Contents/MacOS/Chromium", "Google Chrome.app/Contents/MacOS/Google Chrome")


def _first(names: tuple[str, ...]) -> str | None:
    return next((found for name in names if (found := shutil.which(name))), None)


def _browser() -> tuple[str | None, str]:
    if importlib.util.find_spec("playwright") is None:
        return None, "the Python package playwright is not installed"
    found = os.environ.get("KG_BROWSER") or _first(_BROWSERS)
    if not found and sys.platform == "darwin":
        found = next((str(_MAC / app) for app in _MAC_BROWSERS if (_MAC / app).is_file()), None)
    return found, "no Chromium or Chrome on this machine (KG_BROWSER names one elsewhere)"


def _java() -> tuple[str | None, str]:
    home = os.environ.get("JAVA_HOME")
    found = shutil.which("java", path=str(Path(home) / "bin")) if home else None
    return found or shutil.which("java"), "no Java on this machine"


def _node() -> tuple[str | None, str]:
    if shutil.which("npm") is None:
        return None, "no node with npm on this machine"
    return shutil.which("node"), "no node on this machine"


_TOOLS = {"browser": _browser, "java": _java, "node": _node}


def _required() -> set[str]:
    return {name.strip() for name in os.environ.get("KG_REQUIRE", "").split(",") if name.strip()}


def _need(tool: str) -> str:
    """The tool's path; otherwise skip, or fail where KG_REQUIRE names the tool."""
    path, why = _TOOLS[tool]()
    if path:
        return path
    if tool in _required():
        pytest.fail(f"KG_REQUIRE names {tool}: {why}", pytrace=False)
    pytest.skip(f"needs {tool}: {why}")


def pytest_configure(config: pytest.Config) -> None:
    if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
        # Started in the background of a shell: no program of a test would hear Ctrl-C.
        signal.signal(signal.SIGINT, signal.default_int_handler)
    for tool in _TOOLS:
        config.addinivalue_line("markers", f"needs_{tool}: skipped, with the reason, where there is no {tool}")
    unknown = _required() - _TOOLS.keys()
    if unknown:
        raise pytest.UsageError(f"KG_REQUIRE names {', '.join(sorted(unknown))}; it can name {', '.join(_TOOLS)}")


def pytest_runtest_setup(item: pytest.Item) -> None:
    for tool in _TOOLS:
        if item.get_closest_marker(f"needs_{tool}"):
            _need(tool)


@pytest.fixture(scope="session")
def needs_browser() -> str:
    """The path of a Chromium; root has to start it with --no-sandbox."""
    return _need("browser")


@pytest.fixture(scope="session")
def needs_java() -> str:
    """The path of java."""
    return _need("java")


@pytest.fixture(scope="session")
def needs_node() -> str:
    """The path of node; npm is there too."""
    return _need("node")


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return ROOT


@pytest.fixture(scope="session")
def seed_path() -> Path:
    """The seed cable, the only cable in the repository that is not invented."""
    return ROOT / "seeds" / "09SHANGHAI59.txt"


@pytest.fixture(scope="session")
def shared_gold() -> Path:
    """A larger gold standard that is not part of the repository: KG_GOLD names its folder."""
    folder = Path(os.environ.get("KG_GOLD") or ROOT.parent / "shared" / "gold")
    if not (folder / "dev").is_dir():
        pytest.skip("the larger gold standard is not on this machine (KG_GOLD names its folder)")
    return folder


@pytest.fixture(scope="session")
def seed_document(seed_path: Path) -> Document:
    """The seed cable as read."""
    document = read_file(seed_path)
    assert isinstance(document, Document)
    return document


@pytest.fixture(scope="session")
def seed_workspace(tmp_path_factory: pytest.TempPathFactory, seed_path: Path) -> Path:
    """A workspace built once from seeds/, as `kg build seeds/ -o W` does; tests read it and never write to it."""
    from kg.build import build

    workspace = tmp_path_factory.mktemp("seed") / "out"
    build([seed_path.parent], workspace)
    return workspace


@pytest.fixture(scope="session", autouse=True)
def _patient_queries() -> Iterator[None]:
    """A query of which a test does not say how long it may take has two minutes: a busy machine may need more than five
    seconds, and what is ended in time is tested where limits are."""
    import kg.query.command
    import kg.serve.command
    from kg.query.run import DEFAULT, Limits

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Limits.__init__, "__defaults__", (120.0, *Limits.__init__.__defaults__[1:]))
        for command in (kg.query.command.query, kg.serve.command.serve):
            for option in command.params:
                if option.name == "timeout":
                    patch.setattr(option, "default", 120.0)
        before = DEFAULT.seconds
        object.__setattr__(DEFAULT, "seconds", 120.0)  # what functions have as theirs already
        yield
        object.__setattr__(DEFAULT, "seconds", before)


@pytest.fixture
def kg_(capsys: pytest.CaptureFixture[str]) -> Kg:
    """Runs a command line in this process: ``kg_("show", workspace, "Ada Brook")``."""
    import kg.cli

    def run(*args: str | Path) -> Said:
        capsys.readouterr()
        code = kg.cli.run([str(arg) for arg in args])
        return Said(code, *capsys.readouterr())

    return run
