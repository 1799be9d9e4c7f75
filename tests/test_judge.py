"""Who is who once readers have judged: the later line counts, lines stand above links, a break is at the weakest."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.resolve import entity_id
from kg.resolve.corrections import Judgement, Ref
from kg.resolve.judge import NO_MENTION, ONE_ENTITY, Link, Void, partition


def key(name: str) -> str:
    return f"08AVALON1.person.{ord(name)}"


def ref(name: str) -> Ref:
    return Ref("08AVALON1", ord(name), ord(name) + 1)


def key_at(place: Ref) -> str | None:
    """Each letter is a mention; capitals are second mentions of the same entity."""
    letter = chr(place.start).lower()
    return key(letter) if letter in "abcdef" else None


def judged(lines: str, links: str = "", keys: str = "abcdef") -> tuple[str, list[Void]]:
    """``lines``: "same ab, different bc"; ``links``: "ab9 bc5" (strength). The groups as "abc d e f"."""
    judgements = [Judgement(op, tuple(map(ref, names))) for op, names in (li.split() for li in lines.split(",") if li)]
    found = [Link(key(one), key(other), int(score) / 10) for one, other, score in links.split()]
    ids, voids = partition(map(key, keys), found, judgements, key_at)
    groups: dict[str, str] = {}
    for name in keys:
        groups[ids[key(name)]] = groups.get(ids[key(name)], "") + name
    for node, names in groups.items():
        assert node == entity_id(map(key, names))
    return " ".join(sorted(groups.values())), voids


CASES = [
    # lines, links, groups
    ("", "", "a b c d e f"),
    ("", "ab9 bc5", "abc d e f"),
    ("same ab", "", "ab c d e f"),
    ("same abc", "", "abc d e f"),
    ("same ab, same bc", "", "abc d e f"),
    # the later line counts, and unsure takes back
    ("same ab, different ab", "ab9", "a b c d e f"),
    ("different ab, same ab", "ab9", "ab c d e f"),
    ("same ab, unsure ab", "", "a b c d e f"),
    ("different ab, unsure ab", "ab9", "ab c d e f"),
    ("unsure ab, same ab", "", "ab c d e f"),
    ("same abc, unsure ab", "", "abc d e f"),  # still through c
    ("same abc, unsure abc", "", "a b c d e f"),
    # through a third: the newer line wins
    ("same ab, same bc, different ac", "", "a bc d e f"),
    ("different ac, same ab, same bc", "", "abc d e f"),
    ("same bc, different ac, same ab", "", "ab c d e f"),
    # a break is at the weakest link between the two
    ("different ac", "ab9 bc5", "ab c d e f"),
    ("different ac", "ab5 bc9", "a bc d e f"),
    ("different ad", "ab9 bc5 cd9", "ab cd e f"),
    ("different ad", "ab5 bc9 cd9", "a bcd e f"),
    ("different abc", "ab9 bc9 ad9", "ad b c e f"),
    # two go away together
    ("different ab, same bc", "ab9 ac9 ad9", "ad bc e f"),
    # capitals are second mentions of the same within-cable entity
    ("same aB", "", "ab c d e f"),
]


@pytest.mark.parametrize(("lines", "links", "groups"), CASES)
def test_who_is_who(lines: str, links: str, groups: str) -> None:
    assert judged(lines, links) == (groups, [])


VOID = [
    ("same ax", NO_MENTION),
    ("different ax", NO_MENTION),
    ("unsure xa", NO_MENTION),
    ("same aA", ONE_ENTITY),
    ("different aA", ONE_ENTITY),
    ("different aAb", ONE_ENTITY),
]


@pytest.mark.parametrize(("line", "why"), VOID)
def test_lines_without_effect(line: str, why: str) -> None:
    assert judged(f"same ab,{line},same cd") == ("ab cd e f", [Void(1, why)])


_names = st.lists(st.sampled_from("abcdef"), min_size=2, max_size=3, unique=True).map("".join)
_lines = st.lists(st.tuples(st.sampled_from(["same", "different", "unsure"]), _names), max_size=8)
_links = st.lists(st.tuples(_names.map(lambda n: n[:2]), st.integers(0, 9)), max_size=8)


@given(_lines, _links, st.randoms())
@settings(max_examples=200)
def test_the_order_of_keys_and_links_does_not_matter(
    lines: list[tuple[str, str]], links: list[tuple[str, int]], dice: random.Random
) -> None:
    text, found = ",".join(f"{op} {names}" for op, names in lines), [f"{pair}{score}" for pair, score in links]
    expected = judged(text, " ".join(found))
    dice.shuffle(found)
    assert judged(text, " ".join(found)) == expected
    if lines and lines[-1][0] == "different":
        # The last line always holds.
        assert all(not set(lines[-1][1]) <= set(group) for group in expected[0].split())
    if lines and lines[-1][0] == "same":
        assert any(set(lines[-1][1]) <= set(group) for group in expected[0].split())
