"""Titles of office in running text: where one stands, and what it is called (data/rules/titles.yaml)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg.errors import KgError
from kg.extract import phrases, rules
from kg.model import Span

#: How the caller masks names before titles are looked for: a place, any other name. No title runs over a name.
PLACE, NAME = "\x02", "\x01"

_LISTS = (
    "heads",
    "roles",
    "modifiers",
    "aspects",
    "courtesy",
    "national",
    "american",
    "portfolios",
    "no_titles",
    "openers",
    "elected",
    "territorial",
)
_TOPIC_WORD = r"(?!NGOs?\b)[A-Z][\w'’&-]*"
_TOPIC = re.compile(
    rf" (?:of|for|on|to|in charge of)(?: the)? {_TOPIC_WORD}"
    rf"(?:(?:,? and(?: the| of| for)?|,|,? &| of(?: the)?| for(?: the)?)? {_TOPIC_WORD}){{0,9}}(?![\w'’])"
)
_SHOUTED = re.compile(r" (?:OF|FOR|AND)(?: THE)? ([A-Z]+)(?![\w'’])")
#: "for Gibraltar Issues", "on Africa": what an office is for may be a place.
_ABROAD = re.compile(rf" (?:for|on)(?: the)? {PLACE}+(?: (?:and )?(?:Affairs|Issues|Policy|Desk|{PLACE}+))*(?![\w'’])")
_POSTING = re.compile(rf" (?:to|in) (?:the )?{PLACE}+")
_POSTED = frozenset({"ambassador", "envoy", "delegate", "consul", "consul general", "representative", "special envoy"})
_VERBS = frozenset({"heads", "chairs", "hosts"})
#: A heading run together with its text: "Minister of Trade Minister of Trade".
_REPEATED = re.compile(r"^(.*Minister of .+) Minister\b.*$")
_SMALL = re.compile(r"(?<= )(?:Of|And|For|The|To|In|On)\b")
#: The rank of an officer after his office: "Chief General", "Commander Admiral".
_RANK = re.compile(r"\b(Chief|Staff|Commander|Minister|Head|Chairman) (?:General|Gen\.|Admiral|Colonel|Major|Captain)$")
#: What begins another title after "and".
_SECOND = re.compile(r"(?:former|ex-|current|then|new|late) ?", re.I)
_COMPOUND = re.compile(r"(?<![\w-])([A-Za-z]+-[a-z]+) $")
#: "mayor of the northern city of X": no part of the title.
_OF_TOWN = re.compile(r" of (?:[a-z-]+ ){0,3}(?:city|municipality|town|state|province|region|district|village|island)$")
_AND = re.compile(r"(?: and |/| & |, and )")


_DETERMINER = re.compile(r"^(?:the|a|an|its|his|her|their) ", re.I)
_FORMER = re.compile(r"^(then|ex)[ -]+(?=\w)", re.I)
_NEW = re.compile(r"^(?:new|newly appointed|newly elected|current|currently) ", re.I)
_MARK = re.compile(r"^[A-Z] (?=[A-Z])")  # of a list


@dataclass(frozen=True, slots=True)
class Body:
    """Where the holders of some offices sit, by the words in the body's name."""

    offices: frozenset[str]
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Titles:
    """The vocabulary of data/rules/titles.yaml, ready for use."""

    heads: frozenset[str]
    modifiers: frozenset[str]
    aspects: frozenset[str]
    courtesy: frozenset[str]
    portfolios: frozenset[str]
    national: frozenset[str]
    elected: frozenset[str]
    territorial: frozenset[str]
    american: frozenset[str]
    short: dict[str, str]
    bodies: tuple[Body, ...]
    seats: frozenset[str]  # in parliaments, and candidates for them: no offices of a party
    openers: frozenset[str]
    excluded: frozenset[str]  # adjectives of countries: they stand before a title, not in it
    pattern: re.Pattern[str]
    lowered: re.Pattern[str]  # the same for a text in small letters
    dropped: re.Pattern[str]  # articles, courtesy words and quotation marks
    barred: re.Pattern[str]  # phrases that hold a head and are no title

    def find(self, text: str) -> Iterator[Span]:
        """Every title in a one-line text whose names are masked by the characters PLACE and NAME."""
        spans: list[Span] = []
        small = text.lower()
        alike = len(small) == len(text)  # as long as lower case keeps its place
        matches = list(self.lowered.finditer(small) if alike else self.pattern.finditer(text))
        if not matches:
            return
        shouting = _capitals(text)
        barred = list(self.barred.finditer(text))
        for match in matches:
            if spans and match.start() < spans[-1].end:
                continue
            if any(n.start() <= match.start() and match.end() <= n.end() for n in barred):
                continue
            if match[0] in _VERBS and not text.startswith(" of", match.end()):
                continue  # "she heads the office"
            start = self._left(text, match.start(), shouting)
            end = self._right(text, match.end(), match[0].lower(), shouting)
            if spans and start <= spans[-1].end:
                start = spans[-1].start  # "Director General" said as two heads
                spans.pop()
            elif spans and self._joined(text, spans[-1], start):
                start = spans.pop().start
            spans.append(Span(start, end))
        yield from spans

    def _joined(self, text: str, last: Span, start: int) -> bool:
        """Whether a title goes on after "and": "President and CEO", not "adviser and former minister"."""
        if not _AND.fullmatch(text, last.end, start) or _SECOND.match(text, start):
            return False
        return self.office(text[last.start : last.end]) not in self.seats

    def _left(self, text: str, start: int, shouting: bool) -> int:
        for _ in range(8):
            if start < 2 or text[start - 1] not in " /-":
                break
            if (compound := _COMPOUND.search(text, max(0, start - 40), start)) and compound[
                1
            ].lower() in self.modifiers:
                start = compound.start(1)  # "counter-terrorism judge"
                continue
            at = start - 1
            while at and (text[at - 1].isalnum() or text[at - 1] in "'’&"):
                at -= 1
            word = text[at : start - 1]
            if text[start - 1] == " " and word in ("and", "&") and not shouting:
                before = re.search(r"(?:[A-Z][\w'’-]+, )*[A-Z][\w'’-]+,?$", text[max(0, at - 60) : at - 1])
                if not before or before[0].rstrip(",").lower() in self.openers or not text[start].isupper():
                    break
                start = at - 1 - len(before[0])
                continue
            if not self._belongs(word, shouting) or (
                at == 0 and word.endswith("ing") and word.lower() not in self.modifiers
            ):
                break  # "Citing Director Brun"
            start = at
        return start

    def _belongs(self, word: str, shouting: bool) -> bool:
        lower = word.lower()
        if lower in self.modifiers or lower in self.aspects or lower in self.short:
            return True
        if not word or not word[0].isupper() or lower in self.openers or lower in self.excluded:
            return False
        return lower in self.portfolios if shouting else lower not in self.courtesy

    def _right(self, text: str, end: int, head: str, shouting: bool) -> int:
        if head in _POSTED and (posting := _POSTING.match(text, end)):
            return posting.end()
        if shouting:
            return self._portfolio(text, end)
        if head not in self.seats and (abroad := _ABROAD.match(text, end)):
            return abroad.end()
        topic = _TOPIC.match(text, end)
        if topic and topic[0].startswith(" to ") and text.startswith((f" {NAME}", f" {PLACE}"), topic.end()):
            return end  # "adviser to President Brun": Brun is the President
        return topic.end() if topic else end

    def _portfolio(self, text: str, end: int) -> int:
        """Where "MINISTER OF TRADE AND INDUSTRY" ends in a telegram in capitals."""
        while (match := _SHOUTED.match(text, end)) and match[1].lower() in self.portfolios:
            end = match.end()
        return end

    def name(self, words: str) -> str:
        """A title as the graph shows it: short forms in full, no article, no quotation marks."""
        words = _DETERMINER.sub("", words.strip(" ,\"'“”"))
        words = _NEW.sub("", _FORMER.sub("former ", words))
        words = _OF_TOWN.sub("", _MARK.sub("", words))
        words = _REPEATED.sub(r"\1", words)
        words = _RANK.sub(r"\1", self.singular(words))
        if _capitals(words):
            words = _SMALL.sub(lambda m: m[0].lower(), words.title())
        full = self.short.get(words.lower())
        if full:
            return full
        before, _, last = words.rpartition(" ")
        if last.lower() in self.short and (last.isupper() or before.lower() in self.aspects):
            return f"{before} {self.short[last.lower()]}"  # "former PM", "EUR DAS"
        return words

    def singular(self, words: str) -> str:
        """The title of one of several: "Vice Presidents" -> "Vice President"."""
        found = list(self.pattern.finditer(words))
        last = found[0] if found and words[found[0].end() :].startswith(" of ") else found[-1] if found else None
        if last and last[0].lower() not in self.heads:
            for ending, single in (("ies", "y"), ("s", "")):
                if last[0].lower().endswith(ending) and last[0].lower().removesuffix(ending) + single in self.heads:
                    one = single.upper() if words.isupper() else single
                    return words[: last.end() - len(ending)] + one + words[last.end() :]
        return words

    def office(self, title: str) -> str:
        """The bare office of a title, lower case: "former Deputy Director of X" -> "director"."""
        title = self.singular(title).lower()
        if title in self.heads:
            return title
        found, end = title, 0
        for match in self.pattern.finditer(title):
            if end and re.search(r" (?:of|for|to|on|under) ", title[end : match.start() + 1]):
                break
            found, end = match[0], match.end()
        return found

    def plural(self, words: str) -> bool:
        """Whether a title is said of several ("Vice Presidents")."""
        return self.singular(words) != words


_MINISTRY = re.compile(r"(?:(?P<before>.+) )?(?:Ministry|Department|Secretariat)(?P<of> of (?:the )?.+)?")


def of_ministry(body: str) -> str:
    """What the head of a ministry is called: "Ministry of Trade" -> "Minister of Trade"; "" if it is no ministry."""
    match = _MINISTRY.fullmatch(body)
    if not match or "Ministry" not in body or bool(match["before"]) == bool(match["of"]):
        return ""
    return f"Minister{match['of']}" if match["of"] else f"{match['before']} Minister"


def load(where: Path | None = None) -> Titles:
    """The vocabulary, validated. Raises KgError E202 with file and line."""
    data = rules.load("titles", where)
    for problem in _problems(data, where):
        raise problem
    adjectives = {a.lower() for c in rules.load("countries", where).values() for a in c["adjectives"]}
    heads = frozenset(data["heads"]) | frozenset(data["roles"])
    pattern = _phrases(heads | data["short"].keys())
    articles = {form for word in ("the", "a", "an") for form in phrases.cases(word)}
    courtesy = {word.title() for word in data["courtesy"]}
    return Titles(
        heads=heads,
        modifiers=frozenset(w for phrase in data["modifiers"] + data["portfolios"] for w in phrase.split()),
        aspects=frozenset(w for phrase in data["aspects"] for w in phrase.split()),
        courtesy=frozenset(data["courtesy"]),
        portfolios=frozenset(data["portfolios"]),
        national=frozenset(data["national"]),
        elected=frozenset(data["elected"]),
        territorial=frozenset(data["territorial"]),
        american=frozenset(data["american"]),
        short=dict(data["short"]),
        bodies=tuple(Body(frozenset(b["offices"]), tuple(b["words"])) for b in data["bodies"]),
        seats=frozenset(o for b in data["bodies"] for o in b["offices"] if o in data["elected"]) - {"representative"}
        | {"candidate"},
        openers=frozenset(data["openers"]),
        excluded=frozenset(adjectives),
        pattern=pattern,
        lowered=re.compile(pattern.pattern),
        dropped=re.compile(
            phrases.guarded((f"{word} " for word in articles | courtesy), r"(?<![\w'’-].)")
            + r"|\"|“|”|\*| \((?i:septel|reftel|refs? [A-Z]|(?:strictly )?protect|ph|phonetic|sic|nfi)\)"
        ),
        barred=_phrases(data["no_titles"]),
    )


def _phrases(words: Iterable[str]) -> re.Pattern[str]:
    forms = {form for w in words for form in ((w, w[:-1] + "ies") if w.endswith("y") else (w,))}
    return re.compile(rf"(?<![\w'’])(?:{phrases.expression(forms)})s?(?![\w'’])", re.I)


def check() -> list[str]:
    """What is wrong with the vocabulary, one line each."""
    try:
        return [p.message for p in _problems(rules.load("titles"), None)]
    except KgError as error:
        return [error.message]


def _problems(data: Any, where: Path | None) -> Iterator[KgError]:
    if not isinstance(data, dict):
        yield rules.fail("titles", [], "the file must hold lists: heads, roles, modifiers ...", where)
        return
    for key in data.keys() - {*_LISTS, "short", "bodies"}:
        yield rules.fail("titles", [key], f"unknown list {key!r}", where)
    for key in (*_LISTS, "bodies", "short"):
        if key not in data:
            yield rules.fail("titles", [key], f"the list {key!r} is missing", where)
    for key in _LISTS:
        for i, word in enumerate(data.get(key, ())):
            if not isinstance(word, str) or word != word.lower().strip():
                yield rules.fail("titles", [key, i], f"{word!r} must be a word or phrase in lower case", where)
    for key in ("heads", "roles"):
        seen: set[str] = set()
        for i, word in enumerate(data.get(key, ())):
            if word in seen or (key == "roles" and word in data.get("heads", ())):
                yield rules.fail("titles", [key, i], f"{word!r} is listed twice", where)
            seen.add(word)
    for short, full in data.get("short", {}).items():
        if not isinstance(full, str):
            yield rules.fail("titles", ["short", short], f"{full!r} must be a title", where)
    for i, body in enumerate(data.get("bodies", ())):
        if not isinstance(body, dict) or body.keys() != {"offices", "words"}:
            yield rules.fail("titles", ["bodies", i], "a body needs the lists offices and words", where)


def _capitals(text: str) -> bool:
    """Whether a text is written in capitals throughout, as old telegrams are."""
    if sum(map(str.isupper, text)) < 12:
        return False
    letters = [c for c in text if c.isalpha()]
    return len(letters) > 12 and sum(c.isupper() for c in letters) > 0.9 * len(letters)
