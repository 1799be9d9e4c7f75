"""Words a pattern cannot do without: no text is passed over in which the pattern would find something."""

from __future__ import annotations

import random
import re

import pytest

from kg.extract.invent import passage
from kg.extract.mention_rules import load_rules
from kg.extract.phrases import whole
from kg.extract.signals import occurrences
from kg.extract.triggers import Index, endings, triggers


@pytest.mark.parametrize(
    ("expression", "pieces"),
    [
        ("Ministry of [A-Z]", [{"Ministry of "}]),
        ("(?:Ministry|Bureau) (?:of|for)", [{"Ministry of", "Ministry for", "Bureau of", "Bureau for"}]),
        ("(?:the )?[A-Z][a-z]+", []),  # what may be left out is not needed
        ("(?:Ministry|[A-Z]+)", []),  # one alternative without a word is enough
        ("(?i:ministry)", []),  # capitals do not count there
        ("(?:Bank)+ of (?!the Sea)", [{"Bank"}]),
        ("(?:Salt |Grain ){2}Bureau", [{"Bureau"}]),
        (r"[A-Z]+,? (?:SL|Co\.)", [{" SL", " Co."}]),  # what stands before a short word makes it longer
        (r"[A-Z]+ \([0-9]/[0-9]\)", [{" ("}, {"/"}, {")"}]),  # of short pieces all are needed
    ],
)
def test_triggers(expression: str, pieces: list[set[str]]) -> None:
    assert sorted(map(sorted, triggers(expression))) == sorted(map(sorted, pieces))


def test_one_pass_finds_the_pieces_of_all() -> None:
    rng = random.Random(3)
    words = ["Bank", "Bank of", "of the", "the Sea", " Bureau", "Sea", "&", "an"]
    needs = [[frozenset(rng.sample(words, rng.randint(1, 3))) for _ in range(rng.randint(0, 2))] for _ in range(40)]
    index = Index(needs)
    for _ in range(500):
        text = "".join(rng.choice(["Bank", "of", "the", "Sea", " ", " Bur", "eau", "&", "x"]) for _ in range(9))
        wanted = [i for i, need in enumerate(needs) if all(any(piece in text for piece in pieces) for pieces in need)]
        assert index.fitting(text) == wanted, text


@pytest.mark.parametrize(
    ("expression", "ends"),
    [
        (r"\b(?:in|near) ", {"in ", "near "}),
        ("firms?, ", {"firm, ", "firms, "}),
        ("firm[^.]{0,9} (?:of|by)(?: the)? ", {" of ", " by ", " of the ", " by the "}),
        ("(?:of|[a-z]+) ", {"of ", " "}),  # any word may stand before the blank
        ("(?i:of)", {""}),  # capitals do not count there
        ("[^x]", {""}),
    ],
)
def test_endings(expression: str, ends: set[str]) -> None:
    assert set(endings(expression)) == ends


def test_no_signal_is_passed_over() -> None:
    rng = random.Random(6)
    rules = load_rules()
    for text in (passage(rng)[0] for _ in range(20)):
        for at in (m.start() for m in re.finditer(r"\b\w", text)):
            before = text[max(0, at - 60) : at]
            for signal in rules.signals:
                if signal.before is not None and signal.before.search(before):
                    assert before.endswith(signal.endings), before
                    assert before.endswith(rules.before), before
                if signal.after is not None and signal.after.match(text, at):
                    assert rules.after.match(text, at), text[at:]


def test_occurrences_are_those_of_one_expression_of_all_names() -> None:
    rng = random.Random(7)
    names = ["Brun", "Ana Brun", "A", "A.B", "A&B", "“Brun", "Brun-Moe", "'s", "&", "B."]
    pieces = [*names, " ", "’", "’s", "'", "x", "&", "-", "é", "."]
    one = re.compile(
        r"(?<![\w&])(?:" + "|".join(re.escape(n) for n in sorted(names, key=lambda n: (-len(n), n))) + ")"
        r"(?!\w|['’](?!s\b)\w)"
    )
    for _ in range(3000):
        text = "".join(rng.choice(pieces) for _ in range(rng.randint(1, 12)))
        assert list(occurrences(names)(text)) == [(m[0], *m.span()) for m in one.finditer(text)], text


def test_nothing_is_passed_over() -> None:
    rng = random.Random(4)
    texts = [passage(rng)[0] for _ in range(400)]
    rules = load_rules()
    assert sum(len(rules.index.fitting(text)) for text in texts) < len(texts) * len(rules.patterns) / 4
    for text in texts:
        fitting = rules.index.fitting(text)
        for i, rule in enumerate(rules.patterns):
            assert i in fitting or not rule.expression.search(text), (rule.name, text)


def test_titles_are_found_where_the_pattern_alone_finds_them() -> None:
    from kg.extract.sight import titled

    rng = random.Random(5)
    rules = load_rules()
    for text in (passage(rng)[0] for _ in range(400)):
        found = [m.span() for m in titled(text, rules)]
        assert found == [m.span() for m in re.finditer(rules.titles, text)], text


def test_offices_are_found_where_the_pattern_alone_finds_them() -> None:
    from kg.extract.sight import in_office

    rules = load_rules()
    rng = random.Random(8)
    pieces = ["Ana Brun", "Olav Dahl", ",", " the", " Director", " deputy director", " of", " for", " Oslo", "met "]
    found = 0
    for _ in range(3000):
        text = "".join(rng.choice(pieces) for _ in range(8))
        wanted = [m.span() for m in re.finditer(rules.offices, text)]
        assert [m.span() for m in in_office(text, rules)] == wanted, text
        found += len(wanted)
    assert found


def test_lists_of_names_are_read_as_word_by_word() -> None:
    from kg.extract.capitals import capitals
    from kg.extract.gazetteer import LONGEST, WORD, gazetteer, plain
    from kg.extract.sight import from_lists

    rules, world = load_rules(), gazetteer()

    def one_by_one(text: str) -> list[tuple[int, int]]:
        words = [m.span() for m in WORD.finditer(text)]
        shouted = capitals(text)
        famous = rules.famous_capitals if shouted else rules.famous
        found: list[tuple[int, int]] = []
        for i, (start, _) in enumerate(words):
            if not text[start].isupper() or (found and start < found[-1][1]):
                continue
            for _, end in reversed(words[i : i + LONGEST]):
                name = plain(text[start:end])
                if shouted:
                    name = name.title().replace(" Of ", " of ")
                before = text[slice(*words[i - 1])].lower() if i else ""
                town = name in world.towns and not shouted and before in ("in", "near", "from", "at", "around")
                place = name not in rules.not_places and (name in world.known or town)
                if text[start:end] in famous or place:
                    found.append((start, end))
                    break
        return found

    rng = random.Random(9)
    pieces = ["San", "Francisco", "New", "York", "Bogotá", "Bogota\u0301", "South", "Korea", "Narvik", "NATO", "Oslo"]
    pieces += ["in", "pro", "U.S", "the", "The", "of", "d'", *" " * 9, *"-’'.,_(", "/", "1"]
    texts = ["".join(rng.choice(pieces) for _ in range(rng.randint(1, 14))) for _ in range(4000)]
    texts += [passage(rng)[0] for _ in range(100)]
    found = 0
    for text in (*texts, *(t.upper() for t in texts[:500])):
        wanted = one_by_one(text)
        assert [(f.start, f.end) for f in from_lists(text, rules)] == wanted, text
        found += len(wanted)
    assert found > 1000


def test_whole_words_stand_where_an_expression_finds_them() -> None:
    rng = random.Random(10)
    found = 0
    for _ in range(3000):
        text = "".join(rng.choice(["oslo", " ", "-", "x", "é", "_", "'", "oslo harbour"]) for _ in range(6))
        for phrase in ("oslo", "oslo harbour"):
            for joined, signs in (("", r"\w"), ("-", r"[\w-]")):
                match = re.search(rf"(?<!{signs}){phrase}(?!{signs})", text)
                assert whole(phrase, text, joined=joined) == (match.start() if match else -1), text
                found += match is not None
    assert found > 100
