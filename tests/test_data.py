"""kg/data.py: which folder of rules and model is read. tests/test_packaging.py tries it on real installations."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.data import _find, data_dir
from kg.errors import KgError


def _folder(path: Path) -> Path:
    (path / "rules").mkdir(parents=True)
    return path


def test_this_checkout_reads_its_own_data(root: Path) -> None:
    assert data_dir() == root / "data"


def test_a_checkout_wins_over_a_stale_copy(tmp_path: Path) -> None:
    package = tmp_path / "kg"
    _folder(package / "_data")
    checkout = _folder(tmp_path / "data")
    (tmp_path / "pyproject.toml").touch()
    assert _find(package) == checkout


def test_a_strange_data_folder_in_site_packages_is_not_ours(tmp_path: Path) -> None:
    package = tmp_path / "kg"
    installed = _folder(package / "_data")
    _folder(tmp_path / "data")
    assert _find(package) == installed


def test_no_data_anywhere_is_one_clear_error(tmp_path: Path) -> None:
    with pytest.raises(KgError, match="E201"):
        _find(tmp_path / "kg")
