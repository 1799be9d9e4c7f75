"""Which body or country an office belongs to when the sentence names none ("Interior Minister Brun said")."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import cached_property

from kg.extract import world
from kg.extract.phrases import whole
from kg.extract.scene import Scene
from kg.extract.world import plain

#: Words of a body's name that say nothing of its field.
_FILLER = frozenset(
    {"of", "the", "and", "for", "on", "to", "a", "in", "ministry", "minister", "department", "secretariat", "office"}
    | {"state", "national", "federal", "government"}
)
_KIND = re.compile(r"\b(?:ministry|department|secretariat|office|chancellery|treasury)\b")
#: Ministries as cables abbreviate them wherever they are.
_ACRONYMS = {
    "mod": "ministry of defense",
    "moi": "ministry of interior",
    "moj": "ministry of justice",
    "mfa": "ministry of foreign affairs",
    "mofa": "ministry of foreign affairs",
    "foreign office": "ministry of foreign affairs",
    "quai d'orsay": "ministry of foreign affairs",
    "itamaraty": "ministry of foreign affairs",
    "bercy": "ministry of finance",
    "mof": "ministry of finance",
    "mha": "ministry of home affairs",
    "moh": "ministry of health",
    "fco": "ministry of foreign affairs",
    "mindef": "ministry of defense",
}
#: What names of missions are: not of their sections, nor of another country's.
_MISSION = re.compile(
    r"(?:us |american )?(?:am)?(?:embassy|consulate|mission)(?: general)?"
    r"(?: (?!the\b)[^ /']+){0,2}(?<! section)(?<! affairs)"
)
_MISSIONS = frozenset({"Embassy", "Mission", "Consulate", "Consulate General"})
_ENVOYS = frozenset({"ambassador", "charge", "consul general", "consul"})
#: Where ministers are called secretaries.
_SECRETARIES = frozenset({"GB", "PH", "MX", "IN", "PK", "BD", "LK"})
#: What secretaries in Washington are for.
_DEPARTMENTS = frozenset(
    "state defense treasury commerce energy agriculture labor transportation education homeland interior".split()
)
#: Offices that states and cities have, and where states have them.
_LOCAL = frozenset({"secretary", "state secretary", "councilor", "commissioner", "deputy", "subsecretary"})
_FEDERAL = frozenset({"BR", "MX", "NG", "IN", "MY", "AU", "VE"})
_UNIQUE = frozenset({"president", "prime minister", "king", "queen", "chancellor", "premier"})


def _field(words: str) -> frozenset[str]:
    return frozenset(w[:7] for w in re.findall(r"[a-z]+", plain(words)) if w not in _FILLER)


class Offices:
    """Offices in one cable."""

    def __init__(self, view: Scene) -> None:
        self.view = view

    @cached_property
    def _ministries(self) -> list[tuple[str, frozenset[str], str]]:
        """(entity, field words, country code or "") of every body that a minister heads."""
        found = []
        for entity in self.view.of_type("agency"):
            for name in self.view.words[entity.key]:
                name = _ACRONYMS.get(name, name)
                if not _KIND.search(name):
                    continue
                code = ""
                words = name.split()
                if codes := self.view.tools.countries.adjective(words[0]):
                    code, words = codes[0], words[1:]
                found.append((entity.key, _field(" ".join(words)), code))
        return found

    @cached_property
    def _nation(self) -> dict[str, str]:
        """The country of people whom the cable somewhere gives one ("French President X"), most often said first."""
        said: dict[str, Counter[str]] = {}
        for sentence in self.view.sentences:
            for match in re.finditer("(?:\ue011|\ue003's) (?:\ue010 )?\ue000", sentence.text):
                owner, person = sentence.items[match.start()], sentence.items[match.end() - 1]
                code = owner.value or self.view.country.get(owner.entity, "")
                if code:
                    said.setdefault(person.entity, Counter())[code] += 1
        return {k: min(c, key=lambda code: (-c[code], code)) for k, c in said.items()}

    @cached_property
    def _american_visitors(self) -> bool:
        """Whether members of the United States' Congress travel in the cable."""
        text = self.view.document.text
        return bool(
            re.search(
                r"\b(?:CODEL|Codel|U\.?S\.? Senator|U\.?S\.? Senate|Congressional Delegation)\b|\([DR]-[A-Z]{2}\)", text
            )
        )

    @cached_property
    def _incumbents(self) -> dict[str, dict[str, str]]:
        """For offices a country has one of, said without a country: who holds it where ({office: {person: code}}).

        The person of whom the cable speaks most is the host's; one more president, called by surname alone, is
        the writers' own.
        """
        said: dict[str, set[str]] = {}
        for sentence in self.view.sentences:
            for match in re.finditer("(?<!\ue011 )\ue010 \ue000", sentence.text):
                title = self.view.tools.titles.name(sentence.items[match.start()].value).lower()
                if title in _UNIQUE:
                    said.setdefault(title, set()).add(sentence.items[match.end() - 1].entity)
        order = {k: i for i, k in enumerate(self.view.entities)}
        found: dict[str, dict[str, str]] = {}
        for title, people in said.items():
            home = [p for p in people if self._nation.get(p) == self.view.host]
            unknown = [p for p in people if p not in self._nation]
            choice = min(home or unknown, key=lambda p: (-self.view.counts[p], order[p]), default="")
            if not choice:
                continue
            surname_only = all(" " not in n for n in self.view.names(choice))
            if home or title != "president" or len(unknown) == 1 or self.view.counts[choice] > 1 or not surname_only:
                found.setdefault(title, {})[choice] = self.view.host
                unknown = [p for p in unknown if p != choice]
            others = [p for p in unknown if all(" " not in n for n in self.view.names(p))]
            if title == "president" and len(others) == 1:
                found.setdefault(title, {})[others[0]] = "US"
        return found

    def of(self, title: str, person: str, codes: Sequence[str], place: str) -> list[str]:
        """The body of an office, else its country; nothing if neither is plain.

        ``codes``: countries said by an adjective; ``place``: a place named as the office's own.
        """
        view, table = self.view, self.view.tools.titles
        office = table.office(title)
        bare = re.sub(rf"^(?:(?:{'|'.join(sorted(table.aspects))}) )+", "", title.lower())
        code = next((c for c in codes if c in view.by_code), codes[0] if codes else "")
        if place:
            code = view.country.get(place, "?")
        if not code and (led := view.tools.leaders.countries(bare, view.words[person])):
            code = next((c for c in led if c in view.by_code), led[0])
        if not code:
            code = self._nation.get(person, "")
        legislator = office in ("senator", "representative")
        if not (code or place) and (local := self._local(bare, office)):
            return [local]
        cabinet = office == "secretary" and self._in_cabinet(bare)
        if not code and (
            self._american_visitors
            if legislator
            else office in table.american and bare not in table.national and not cabinet
        ):
            code = "US"
        if office in table.elected and self.seat(title, codes):
            return []  # the seat says more
        home = not code or code == view.host
        if body := self._body(bare, office, code if not home else "", home):
            return [body]
        if place:
            return [place]
        if code:
            return [view.by_code[code]] if code in view.by_code else []
        plain_office = re.sub(r"^(?:deputy |[a-z]+-[a-z]+ (?=[a-z]+ ))", "", bare)
        if office not in table.national and plain_office not in table.national and not cabinet:
            return []
        if office in _UNIQUE:  # else another country's, or a region's ("Catalan President")
            code = self._incumbents.get(bare, {}).get(person, "")
            if not code and title.lower().startswith(("former ", "ex-")) and person not in self._nation:
                code = self.view.host
            return [view.by_code[code]] if code in view.by_code else []
        if bare == "ambassador":
            # Whose an ambassador is, the text must say: the embassy that it names, else nobody's.
            return self.seat(title, codes)
        return [view.host_entity] if view.host_entity else []

    def _in_cabinet(self, bare: str) -> bool:
        """Whether a secretary is a minister of the host country: by the field, where none of Washington has it."""
        before, _, after = bare.partition("secretary")
        words = set(re.findall(r"[a-z]+", before if before.strip() else after))
        if words & {"assistant", "under", "deputy", "press", "private", "executive", "general", "state"}:
            return False
        if self.view.host in _SECRETARIES:
            return bool(words)
        return bool(words & self.view.tools.titles.portfolios) and not words & _DEPARTMENTS

    def _local(self, bare: str, office: str) -> str:
        """The city or state that a "municipal secretary" or "state secretary" serves: the one most named."""
        level = bare.split(" ", 1)[0]
        city = level in ("municipal", "city")
        if office not in _LOCAL or not (city or (level == "state" and self.view.host in _FEDERAL)):
            return ""
        found = [
            p.key
            for p in self.view.of_type("place")
            if p.key not in self.view.country
            and any(
                any(c.country == self.view.host for c in world.cities(n)[:3])
                if city
                else self.view.host in self.view.tools.countries.region(n)
                for n in self.view.words[p.key]
            )
        ]
        return min(found, key=lambda k: (-self.view.counts[k], k), default="")

    def within(self, title: str, place: str) -> str:
        """The ministry of an office that the text gives a country, where the cable names it; else the country."""
        code = self.view.country.get(place, "")
        if not code:
            return place
        bare = re.sub(rf"^(?:(?:{'|'.join(sorted(self.view.tools.titles.aspects))}) )+", "", title.lower())
        home = code == self.view.host
        return self._body(bare, "", "" if home else code, home) or place

    def _body(self, bare: str, office: str, code: str, home: bool) -> str:
        """The ministry of a minister's field, where the cable names it."""
        if not re.search(r"\b(?:minister|secretary)\b", bare):
            return ""
        field = _field(
            re.sub(r"\b(?:prime|vice|deputy|former|minister|secretary|state|general|second|first)\b", "", bare)
        )
        if not field:
            return ""
        best = ("", 0)
        for key, words, owner in self._ministries:
            if not words or (owner or (self.view.host if home else "")) != (
                code or (owner and self.view.host) or (self.view.host if home else "")
            ):
                continue
            if code and not owner:
                continue
            common, apart = len(field & words), len(field ^ words)
            alike = (field <= words or words <= field) and apart <= 1
            if (alike or (common > 1 and apart <= 2)) and common > best[1]:
                best = (key, common)
        return best[0]

    def seat(self, title: str, codes: Sequence[str]) -> list[str]:
        """The legislature or mission where the holder of an office sits, where the cable names it."""
        office = self.view.tools.titles.office(title)
        if codes and (codes[0] != self.view.host or office in _ENVOYS):
            return []
        if office in _ENVOYS and " for " in title:
            return []  # an ambassador for something, not to a country
        for body in self.view.tools.titles.bodies:
            if office not in body.offices:
                continue
            for word in body.words:
                for entity in self.view.of_type("agency"):
                    names = self.view.words[entity.key]
                    if any(whole(plain(word), n) >= 0 for n in names) and (
                        word not in _MISSIONS or any(map(_MISSION.fullmatch, names))
                    ):
                        return [entity.key]
        return []
