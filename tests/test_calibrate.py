"""How confidences are counted, shrunk and tried out."""

from __future__ import annotations

import pytest

from kg.extract import calibrate
from kg.extract.calibrate import STRENGTH, Reading


def reading(fold: int, right: bool, *rules: str, predicate: str = "part_of") -> Reading:
    return Reading(fold, predicate, frozenset(rules), 0.5, right)


def test_what_was_counted_of_each_rule() -> None:
    read = [reading(0, True, "a"), reading(0, False, "a", "b"), reading(1, True, "b")]
    assert calibrate.measured(read) == {"a": (1, 2), "b": (1, 2)}


@pytest.mark.parametrize(("right", "total"), [(1, 1), (0, 1), (40, 50)])
def test_few_readings_count_little(right: int, total: int) -> None:
    """A rule read once stays near its predicate's share; one read fifty times near its own."""
    others = [reading(0, i % 2 == 0, "many") for i in range(400)]
    read = [*others, *(reading(0, i < right, "rule") for i in range(total))]
    share = sum(r.right for r in read) / len(read)
    assert calibrate.fitted(read)["rule"] == pytest.approx((right + STRENGTH * share) / (total + STRENGTH), abs=0.005)


def test_rules_of_other_predicates_do_not_count() -> None:
    read = [reading(0, True, "a")] + [reading(0, False, "b", predicate="owns") for _ in range(50)]
    assert calibrate.fitted(read)["a"] == 1.0


def test_a_fold_is_judged_by_the_others() -> None:
    """A rule that is right in one fold and wrong in the other is claimed the other way round in each."""
    good = [reading(0, True, "a") for _ in range(20)]
    bad = [reading(1, False, "a") for _ in range(20)]
    bands = calibrate.reliability([*good, *bad])
    assert [(b.start, b.count, b.claimed, b.right) for b in bands] == [(0.0, 20, 0.0, 1.0), (0.9, 20, 1.0, 0.0)]


def test_the_table_names_every_rule() -> None:
    read = [reading(0, True, "a"), reading(1, True, "a")]
    lines = calibrate.render(read, {"a": 0.75}).splitlines()
    assert lines[1].split() == ["from", "0.9", "2", "1.00", "1.00"]
    assert lines[-1].split() == ["a", "2", "2", "0.75", "1.00"]
