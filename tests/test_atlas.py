"""GeoNames' towns as extraction looks them up, and that the tables are those that .ci/places.py makes."""

from __future__ import annotations

import importlib.util
import random
from pathlib import Path

import pytest

from kg.extract import atlas, world


def test_every_key_is_found_and_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rng = random.Random(1)
    keys = {"".join(rng.choices("ab é'-\U0001f600", k=rng.randrange(1, 6))) for _ in range(400)}
    (tmp_path / "places").mkdir()
    (tmp_path / "places" / "t.txt").write_text(atlas.table({k: k * 2 for k in sorted(keys)}), "utf-8", newline="")
    (tmp_path / "places" / "none.txt").write_text("")
    monkeypatch.setattr(atlas, "data_dir", lambda: tmp_path)
    monkeypatch.setattr(atlas, "_read", atlas._read.__wrapped__)
    assert {k: atlas.look_up("t", k) for k in keys} == {k: k * 2 for k in keys}
    others = {k[:-1] for k in keys} | {k + "a" for k in keys} | {"", "~", "\0", "\ud800"}
    assert {atlas.look_up("t", k) for k in others - keys} == {""}
    assert atlas.look_up("none", "a") == ""


def test_cities_come_the_largest_first() -> None:
    found = world.cities("Córdoba")
    assert {"AR", "ES"} <= {c.country for c in found}
    assert found == tuple(sorted(found, key=lambda c: -c.population))
    assert world.cities("Nowhere at all") == ()


@pytest.mark.parametrize(
    ("cable", "country"),
    [
        ("09RIODEJANEIRO285", "BR"),
        ("08OSLO461", "NO"),
        ("10USUNNEWYORK1", "US"),
        ("05SANAA1", "YE"),
        ("09ISLAMABAD1", "PK"),
        ("09SANJOSE1", "CR"),
        ("85HAMILTON1", "BM"),
        ("07MELBOURNE1", "AU"),
        ("09XQZ1", ""),
    ],
)
def test_posts_are_found_by_their_letters(cable: str, country: str) -> None:
    assert world.post_country(cable) == country


def test_the_tables_are_not_stale(root: Path) -> None:
    script = importlib.util.spec_from_file_location("places_script", root / ".ci" / "places.py")
    assert script
    assert script.loader
    module = importlib.util.module_from_spec(script)
    script.loader.exec_module(module)
    for name, text in module.tables().items():
        assert (root / "data" / "places" / name).read_text("utf-8") == text, "run python .ci/places.py and commit"
