"""Where the rules, the model and the gold annotation are: the one function that knows.

In a checkout they are in ``data/`` beside ``kg/``; a wheel carries the same folder as ``kg/_data``. An editable
install runs the checkout's ``kg/`` and so reads the checkout's ``data/`` live: a historian who edits a rule sees it
act at once, though the installer may have left a copy of the day of the installation in site-packages.
"""

from __future__ import annotations

from pathlib import Path

from kg import errors


def data_dir() -> Path:
    """The folder that holds rules/, models/, places/ and gold/.

    Raises KgError E201 where neither place has it.
    """
    return _find(Path(__file__).resolve().parent)


def _find(package: Path) -> Path:
    checkout = package.parent
    # pyproject.toml tells a checkout from a site-packages folder into which something else installed a "data".
    if (checkout / "pyproject.toml").is_file() and (checkout / "data" / "rules").is_dir():
        return checkout / "data"
    installed = package / "_data"
    if (installed / "rules").is_dir():
        return installed
    raise errors.no_data([checkout / "data", installed])
