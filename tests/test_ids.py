"""Ids that last: what an id depends on, and what it does not."""

from __future__ import annotations

import itertools
import re

import pytest
from strategies import Cable, assembled, brook_cable

from kg.resolve import entity_id, key_order, resolve
from kg.resolve.names import fold, is_redaction, stands_alone


def ids(*cables: Cable) -> dict[str, str]:
    return {
        key: node
        for node, data in assembled(*(c.extraction for c in cables)).nodes(data=True)
        for key in data["members"]
    }


def test_an_id_is_a_hash_of_the_smallest_member() -> None:
    assert entity_id(["08B1.person.7"]) == entity_id(["09A1.person.3", "08B1.person.7", "08B1.person.70"])
    assert re.fullmatch("e[0-9a-f]{16}", entity_id(["08B1.person.7"]))
    # Pinned: a change here breaks every link and every correction that users have stored.
    assert entity_id(["08AVALON42.person.8"]) == "e154ce751f915f2d6"


def test_offsets_are_ordered_as_numbers() -> None:
    assert min(["08B1.person.100", "08B1.person.20"], key=key_order) == "08B1.person.20"


def test_ids_do_not_depend_on_other_documents_or_their_order() -> None:
    cables = [brook_cable("08AVALON42"), brook_cable("08AVALON43"), Cable("07OTHER1", "Nobody said anything.")]
    found = [ids(*order) for order in itertools.permutations(cables)]
    assert all(one == found[0] for one in found)
    # Later cables come behind: what was there keeps its id.
    alone = ids(cables[0])
    assert {key: found[0][key] for key in alone} == alone


def test_every_within_cable_entity_points_to_the_entity_it_is_part_of() -> None:
    one, two = brook_cable("08AVALON42"), brook_cable("08AVALON43")
    resolution = resolve([one.extraction, two.extraction])
    keys = {e.key for cable in (one, two) for e in cable.entities.values()}
    assert set(resolution.cluster_of) == keys
    brook = resolution.cluster_of[one.entities["Ada Brook"].key]
    assert brook == resolution.cluster_of[two.entities["Ada Brook"].key]


@pytest.mark.parametrize(
    ("kind", "name", "alone"),
    [
        ("person", "Ada Brook", True),
        ("person", "ada  BROOK", True),
        ("person", "Brook", False),
        ("person", "A. Brook", False),
        ("person", "XXXXXXXXXXXX Brook", False),
        ("place", "Lakeside", True),
        ("agency", "AFB", False),
        ("agency", "Avalonian Fisheries Board", True),
        ("agency", "Ministry of Foreign Affairs", False),
        ("agency", "Public Security Bureau", False),
        ("agency", "Supreme Court", False),
        ("company", "Northern Trout", True),
        ("company", "Trout", False),
        ("organization", "—", False),
        ("place", "XXXXXXXXXXXX", False),
    ],
)
def test_which_names_join_cables(kind: str, name: str, alone: bool) -> None:
    assert stands_alone(kind, name) is alone


def test_cables_are_joined_by_type_and_name() -> None:
    one = Cable("08A1", "Lake Brook saw LAKESIDE.").entity("person", "Lake Brook").entity("place", "LAKESIDE")
    two = Cable("08B1", "Lake Brook is near Lakeside.").entity("place", "Lake Brook").entity("place", "Lakeside")
    graph = assembled(one.extraction, two.extraction)
    assert sorted((data["type"], data["name"]) for _, data in graph.nodes(data=True)) == [
        ("person", "Lake Brook"),
        ("place", "Lake Brook"),
        ("place", "Lakeside"),
    ]


@pytest.mark.parametrize(
    ("text", "gone"), [("XXXXXXXXXXXX", True), ("XXXXX", True), ("XXX XXX.", True), ("XXXX Brook", False)]
)
def test_redactions_are_told_from_names(text: str, gone: bool) -> None:
    assert is_redaction(text) is gone
    assert not is_redaction("")
    assert not is_redaction("XX")


def test_folding_ignores_case_accents_and_punctuation() -> None:
    assert fold("  Ádá  BRØOK-Straße ") == fold("ada brøok strasse")
