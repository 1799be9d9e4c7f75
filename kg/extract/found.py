"""What the stages of mention detection hand to one another."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from kg.extract.triggers import Index

#: The rules that find a personal name by the title beside it.
TITLED = frozenset({"rule:title_and_name", "rule:name_and_title"})


class Found(NamedTuple):
    """A candidate name in one block's text."""

    start: int
    end: int
    type: str
    source: str


@dataclass(frozen=True, slots=True)
class NamePattern:
    """One pattern of mentions.yaml. ``decides``: a name it fits whole is of its type whatever the model says."""

    name: str
    type: str
    expression: re.Pattern[str]
    decides: bool


@dataclass(frozen=True, slots=True)
class Signal:
    """Words around a name that speak for a type, against the types in ``over`` only."""

    type: str
    weight: int
    over: frozenset[str]
    before: re.Pattern[str] | None  # must end where the name begins
    after: re.Pattern[str] | None  # must begin where the name ends
    endings: tuple[str, ...]  # one of these must stand right before the name


@dataclass(frozen=True, slots=True)
class MentionRules:
    """data/rules/mentions.yaml, ready for use."""

    not_names: frozenset[str]
    not_places: frozenset[str]
    demonyms: frozenset[str]
    not_before: frozenset[str]
    not_after: frozenset[str]
    not_ending: frozenset[str]
    not_leading: frozenset[str]
    company_ends: frozenset[str]  # words with which a firm's name ends
    company_begins: frozenset[str]
    company_endings: tuple[str, ...]  # of a single word
    persuasions: frozenset[str]  # adjectives to which the word "party" belongs
    not_posts: frozenset[str]  # what "Embassy" stands before beside its town
    adjectives: frozenset[str]  # of bodies, before a common noun
    patterns: tuple[NamePattern, ...]
    index: Index  # which of them a text can hold
    several: re.Pattern[str]  # the one of them for "Ministry of Salt, Trade and Works"
    signals: tuple[Signal, ...]
    before: tuple[str, ...]  # the endings of all signals
    after: re.Pattern[str]  # what any signal after a name begins with
    famous: Mapping[str, str]  # names known everywhere and their types
    famous_capitals: Mapping[str, str]  # the same as they stand in capitals, without what is a word then ("WHO")
    famous_starts: Mapping[str, int]  # their first words, with how many words the longest has
    adjective: re.Pattern[str]  # "Spanish" where it stays outside the name after it
    administrations: frozenset[str]  # presidents after whom cables call their governments
    titles: re.Pattern[str]  # titles and the personal name after them
    title_words: frozenset[str]  # in small letters, the words that a title can begin with
    title_last: frozenset[str]  # the same of the words that it can end with
    title_ends: frozenset[str]  # in small letters, the last words of titles
    offices: re.Pattern[str]  # a personal name and the office after it
    title: re.Pattern[str]  # titles at the start of what was taken for a name
