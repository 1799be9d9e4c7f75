"""Which mentions of agencies, companies and other organisations are one body.

Names become nodes (one for each key); rules join nodes from the surest down: the table of well-known bodies and
governments, ``Long Name (LN)``, initials, a name and its shorter forms, slips of the pen. A guard keeps bodies of
different countries or cities apart whatever their other words.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from kg.extract.names import Groups, distance, is_abbreviation, misspelt, near_keys, spells
from kg.extract.naming_context import Place
from kg.extract.naming_rules import Key, NamingRules


@dataclass
class _Node:
    """A name: all mentions of one key (and of one country, where the text itself tells two countries' bodies apart)."""

    number: int
    key: Key
    surface: str  # of the first mention
    country: str  # told by the words around it; "" where nothing had to be told apart
    mentions: list[Place] = field(default_factory=list)
    places: frozenset[str] = frozenset()  # countries and places within the name
    core: Key = ()  # the key without them and without words of level (federal, national)
    short: bool = False  # an acronym

    @property
    def first(self) -> int:
        return self.mentions[0].index


class Bodies:
    """Names the bodies of one cable. ``place_keys``: the keys of the places the cable mentions."""

    def __init__(self, rules: NamingRules, place_keys: Counter[Key]) -> None:
        self.rules = rules
        self.place_keys = place_keys
        self.nodes: list[_Node] = []
        self.groups = Groups(0)
        self._places: dict[int, frozenset[str]] = {}  # root -> places of its members

    def assign(self, mentions: Sequence[Place]) -> list[int]:
        """The number of the body for each mention (numbers mean nothing by themselves)."""
        numbers = self._make_nodes(mentions)
        self._in_brackets(mentions, numbers)
        self._well_known()
        self._governments()
        self._initials()
        self._ministries()
        self._shorter_names()
        self._first_words()
        self._misspelt()
        return [self.groups.find(n) for n in numbers]

    # Nodes ---------------------------------------------------------------------------------------------------------

    def _make_nodes(self, mentions: Sequence[Place]) -> list[int]:
        keys = [self._key(m) for m in mentions]
        told = [self._told_country(m) for m in mentions]
        countries: dict[Key, set[str]] = defaultdict(set)
        for key, country in zip(keys, told, strict=True):
            if country:
                countries[key].add(country)
        found: dict[tuple[Key, str], _Node] = {}
        latest: dict[Key, str] = {}
        numbers = []
        for mention, key, country in zip(mentions, keys, told, strict=True):
            if len(countries[key]) < 2:
                country = ""
            else:  # two countries' bodies of one name: a mention that does not say goes on with the last one
                country = latest[key] = country or latest.get(key) or min(countries[key])
            node = found.get((key, country))
            if node is None:
                node = found[key, country] = _Node(self.groups.add(), key, mention.text, country)
                node.short = is_abbreviation(mention.text) and (not mention.capitals or len(mention.text) < 6)
                node.places, node.core = self._split(key)
                if country:
                    node.places |= {country}
                self.nodes.append(node)
                self._places[node.number] = node.places
            elif not mention.capitals and mention.text.upper() != mention.text and not node.short:
                node.surface = node.surface if not node.surface.isupper() else mention.text
            node.mentions.append(mention)
            numbers.append(node.number)
        return numbers

    def _key(self, mention: Place) -> Key:
        text = mention.text
        if text.endswith("s") and is_abbreviation(text[:-1]) and text[:-1].isupper():
            text = text[:-1]
        elif " " in text and text.endswith("s") and text.rsplit(" ", 1)[1][:-1].isupper():
            text = text[:-1]
        return self.rules.key(text)

    def _told_country(self, mention: Place) -> str:
        """The country whose adjective stands right before the name: ``the Spanish [Ministry of Culture]``."""
        before = mention.word_before.lower()
        if not before or not mention.before.rstrip().lower().endswith((before, before + ".")):
            return ""
        country = self.rules.people.get((before,), "")
        return "" if country and self._split(self._key(mention))[0] else country

    def _split(self, key: Key) -> tuple[frozenset[str], Key]:
        """The countries and places a key begins and ends with, and what is left (never nothing)."""
        places: set[str] = set()
        rest = key
        while len(rest) > 1:
            if leading := self._leading(rest):
                name, n = leading
                if n == len(rest):
                    break
                places.add(name)
                rest = rest[n:]
            elif rest[0] in self.rules.level_words and len(rest) > 1:
                rest = rest[1:]
            else:
                break
        while len(rest) > 1 and (trailing := self._trailing(rest)):
            name, n = trailing
            if n == len(rest):
                break
            places.add(name)
            rest = rest[:-n]
        return frozenset(places), rest

    def _leading(self, key: Key) -> tuple[str, int] | None:
        for n in range(min(4, len(key)), 0, -1):
            if key[:n] in self.place_keys:
                return self.rules.countries.get(key[:n], " ".join(key[:n])), n
        return self.rules.leading_country(key)

    def _trailing(self, key: Key) -> tuple[str, int] | None:
        for n in range(min(4, len(key)), 0, -1):
            if key[-n:] in self.place_keys:
                return self.rules.countries.get(key[-n:], " ".join(key[-n:])), n
        return self.rules.trailing_country(key)

    # Joining -------------------------------------------------------------------------------------------------------

    def _join(self, a: _Node, b: _Node, sure: bool = False) -> bool:
        """Make two nodes one body, unless (when not ``sure``) they belong to different places."""
        x, y = self.groups.find(a.number), self.groups.find(b.number)
        if x == y:
            return True
        if not sure and self._apart(self._places[x], self._places[y]):
            return False
        self.groups.join(x, y)
        self._places[self.groups.find(x)] = self._places[x] | self._places[y]
        return True

    @staticmethod
    def _apart(a: frozenset[str], b: frozenset[str]) -> bool:
        return bool(a) and bool(b) and not a & b

    def _size(self) -> Counter[int]:
        """Mentions of each body so far."""
        size: Counter[int] = Counter()
        for node in self.nodes:
            size[self.groups.find(node.number)] += len(node.mentions)
        return size

    def _best(self, node: _Node, candidates: Iterable[_Node]) -> _Node | None:
        """The candidate a reader takes a short name to mean: no other place, most mentioned, nearest."""
        size = self._size()
        fitting = [
            c
            for c in candidates
            if c is not node
            and not self._apart(self._places[self.groups.find(c.number)], self._places[self.groups.find(node.number)])
        ]
        return min(
            fitting,
            key=lambda c: (-size[self.groups.find(c.number)], abs(c.first - node.first), c.number),
            default=None,
        )

    # Rules ---------------------------------------------------------------------------------------------------------

    def _in_brackets(self, mentions: Sequence[Place], numbers: Sequence[int]) -> None:
        """``Long Name (LN)``, ``LN (Long Name)``, ``Nome Comprido (Long Name)``."""
        self._introduced: dict[int, int] = {}
        by_number = {node.number: node for node in self.nodes}
        for i in range(1, len(mentions)):
            here, before = mentions[i], mentions[i - 1]
            if here.index != before.index + 1 or not here.in_brackets_after_name:
                continue
            a, b = by_number[numbers[i - 1]], by_number[numbers[i]]
            if a.short == b.short and before.mention.type != here.mention.type:
                continue
            if a.short and b.short:
                continue
            self._join(a, b, sure=True)
            for one, other in ((a, b), (b, a)):
                if one.short:
                    self._introduced[one.number] = other.number

    def _well_known(self) -> None:
        lines: dict[int, list[_Node]] = defaultdict(list)
        for node in self.nodes:
            known = self.rules.bodies.get(node.key, ())
            partner = self._introduced.get(node.number)
            # An acronym that the cable itself explains otherwise is not the well-known one.
            if partner is not None and not set(known) & set(self.rules.bodies.get(self.nodes[partner].key, known)):
                continue
            if partner is not None and self.nodes[partner].key not in self.rules.bodies:
                continue
            for line in known:
                lines[line].append(node)
        taken: set[int] = set()
        # An acronym on two lines belongs to the one whose long name the cable has.
        for line in sorted(lines, key=lambda n: (all(node.short for node in lines[n]), n)):
            found = [node for node in lines[line] if node.number not in taken]
            for node in found[1:]:
                self._join(found[0], node, sure=not (node.country or found[0].country))
            taken.update(node.number for node in found if len(found) > 1)

    def government(self, key: Key) -> list[str]:
        """The countries whose government a key may name, best first; empty if it names none."""
        if "government" in key and len(key) > 1:
            rest = tuple(w for w in key if w != "government")
            if country := self.rules.country_of(rest):
                return [country]
        if key in self.rules.governments:
            return list(self.rules.governments[key])
        if len(key) == 1 and key[0].startswith("go") and 3 <= len(key[0]) <= 5:
            letters = key[0][2:]
            return [c for c, initials in self.rules.initials.items() if initials == letters or
                    len(letters) == 1 and initials[0] == letters and len(initials) == 1]  # fmt: skip
        return []

    def _governments(self) -> None:
        named: dict[str, _Node] = {}
        acronyms = []
        local = []
        for node in self.nodes:
            found = self.government(node.key)
            if len(found) == 1 and not (len(node.key) == 1 and node.key[0].startswith("go")):
                self._join(named.setdefault(found[0], node), node, sure=True)
            elif found:
                acronyms.append((node, found))
            elif node.key[-1] == "government":
                local.append(node)
        for node, found in acronyms:
            fitting = [c for c in found if c in named]
            if fitting:
                country = max(fitting, key=lambda c: (self.place_keys[self.rules.place_key(c)], len(named[c].mentions)))
                self._join(named[country], node, sure=True)
        # "Provincial Government" is that of the one province whose government the cable names.
        plain = [n for n in local if n.key[0] in self.rules.level_words and len(n.key) == 2]
        others = [n for n in local if n not in plain]
        for node in plain:
            if len(others) == 1:
                self._join(others[0], node)

    def _initials(self) -> None:
        """An acronym joins the name whose initials it is, if the cable has not explained it otherwise."""
        longs: dict[str, list[_Node]] = defaultdict(list)
        for node in self.nodes:
            if not node.short and len(node.key) > 1:
                for start in self._starts(node):
                    longs[start[0][0][0]].append(node)
        for node in self.nodes:
            if not node.short or node.number in self._introduced or len(node.key) > 1:
                continue
            letters = node.key[0]
            fitting = [
                other
                for other in dict.fromkeys((n.number for n in longs.get(letters[0], ())))
                if any(spells(letters, start) for start in self._starts(self.nodes[other]))
            ]
            best = self._best(node, [self.nodes[n] for n in fitting])
            if best is not None:
                self._join(node, best)

    def _starts(self, node: _Node) -> list[list[tuple[str, bool]]]:
        """The words of a long name from its first word on, and from behind its country or place."""
        found = [self.rules.parts(node.surface)]
        words = [w for w, _ in found[0]]
        leading = self._leading(tuple(words))
        if leading and leading[1] < len(words) - 1:
            found.append(found[0][leading[1] :])
        return [f for f in found if len(f) > 1]

    def _ministries(self) -> None:
        """``Industry Ministry`` is the ``Ministry of Industry, Tourism and Trade``; word order does not matter."""
        heads = ("ministry", "department", "university", "office", "secretariat", "embassy", "consulate", "bank")
        rotated: dict[tuple[str, frozenset[str]], list[_Node]] = defaultdict(list)
        ministries: dict[str, list[_Node]] = defaultdict(list)
        for node in self.nodes:
            for head in heads:
                if node.core[0] == head or node.core[-1] == head:
                    rest = frozenset(node.key) - {head}
                    if rest:
                        rotated[head, rest].append(node)
                    if head == "ministry":
                        for word in sorted(rest):
                            ministries[word].append(node)
                    break
        for nodes in rotated.values():
            for node in nodes[1:]:
                self._join(nodes[0], node)
        for node in self.nodes:
            own = set(node.core) - {"ministry"}
            is_ministry = "ministry" in (node.core[0], node.core[-1])
            bare = len(node.key) == 1 and not node.short and node.mentions[0].mention.type == "agency"
            if not own or not (is_ministry or bare):
                continue
            larger = [o for o in ministries.get(min(own), ()) if own < set(o.core) - {"ministry"} or
                      bare and own <= set(o.core) - {"ministry"}]  # fmt: skip
            if best := self._best(node, larger):
                self._join(node, best)

    def _shorter_names(self) -> None:
        """A name without its place, its level, its country at the end, or its first word."""
        cores: dict[Key, list[_Node]] = defaultdict(list)
        tails: dict[Key, list[_Node]] = defaultdict(list)
        fronts: dict[Key, list[_Node]] = defaultdict(list)
        for node in self.nodes:
            if len(node.core) < len(node.key):
                cores[node.core].append(node)
            for n in range(1, len(node.key) - 1):
                tails[node.key[n:]].append(node)
            for cut in self._fronts(node):
                fronts[cut].append(node)
        by_key = {node.key: node for node in reversed(self.nodes)}
        for node in self.nodes:
            one = by_key.get((node.key[0][:-1],)) if len(node.key) == 1 and node.key[0].endswith("s") else None
            if one is not None:
                self._join(node, one)
            if self._has_longer(node):
                continue
            longer = cores.get(node.core) or (fronts.get(node.key) if len(node.key) > 1 else None)
            if not longer and len(node.key) > 1 and not node.short:
                longer = tails.get(node.key)
            if longer and (best := self._best(node, longer)):
                self._join(node, best)

    def _fronts(self, node: _Node) -> list[Key]:
        """What a name may be cut down to from behind: before an "of" or "for", before place and unit-less words."""
        found = []
        parts = self.rules.parts(node.surface)
        seen: list[str] = []
        for word, small in parts:
            if small and len(seen) > 1 and word in ("of", "for", "in", "de", "at", "para", "pour"):
                found.append(self.rules.key(" ".join(seen)))
            seen.append(word)
        if node.core != node.key and node.key[: len(node.core)] == node.core:
            found.append(node.core)
        key = node.key
        while len(key) > 1 and (key[-1] in self.rules.body_words or key[-1] in self.rules.firm_words):
            key = key[:-1]
            found.append(key)
        return [f for f in dict.fromkeys(found) if f != node.key]

    def _has_longer(self, node: _Node) -> bool:
        """Whether a name already has a fuller form, so that looser rules leave it alone."""
        root = self.groups.find(node.number)
        return any(
            self.groups.find(n.number) == root and len(n.key) > len(node.key) for n in self.nodes if n is not node
        )

    def _first_words(self) -> None:
        """``Meridian`` is ``Meridian Electric Ltd.``, ``Elysee`` the ``Elysee Palace``: the distinctive word alone."""
        generic = self.rules.firm_words | self.rules.body_words
        distinctive: dict[str, list[_Node]] = defaultdict(list)
        for node in self.nodes:
            if len(node.key) < 2:
                continue
            own = [w for w in node.key if w not in generic]
            if len(own) == 1 and not self._has_longer(node):
                distinctive[own[0]].append(node)
        self._distinctive = distinctive
        for node in self.nodes:
            if len(node.key) == 1 and not self._has_longer(node) and (longer := distinctive.get(node.key[0])):
                if best := self._best(node, longer):
                    self._join(node, best)

    def _misspelt(self) -> None:
        """A rare name joins the name it is a slip of: one word differs, by a letter or two."""
        slots: dict[tuple[int, Key, str, Key], list[_Node]] = defaultdict(list)
        size = self._size()
        for node in self.nodes:
            for i, word in enumerate(node.key):
                for near in sorted(set(near_keys(word))):
                    slots[i, node.key[:i], near, node.key[i + 1 :]].append(node)
        for word, nodes in sorted(self._distinctive.items()):
            for near in sorted(set(near_keys(word))):
                slots[0, (), near, ()].extend(nodes)
        for node in self.nodes:
            if self._has_longer(node) or self.rules.bodies.get(node.key) or self.rules.country_of(node.key):
                continue
            found: dict[int, _Node] = {}
            for i, word in enumerate(node.key):
                for near in sorted(set(near_keys(word))):
                    for other in slots[i, node.key[:i], near, node.key[i + 1 :]]:
                        if other is not node and self._slip(node, other, i):
                            found[other.number] = other
            if node.short:
                found.update({o.number: o for o in self.nodes if o.short and self._acronym_slip(node, o)})
            larger = [o for o in found.values() if (size[self.groups.find(o.number)], -o.number) >
                      (size[self.groups.find(node.number)], -node.number)]  # fmt: skip
            if best := self._best(node, larger):
                self._join(node, best)

    def _slip(self, node: _Node, other: _Node, i: int) -> bool:
        if node.short or other.short:
            return False
        theirs = other.key[i] if len(other.key) == len(node.key) else ""
        if not theirs:
            theirs = next((w for w in other.key if misspelt(w, node.key[i])), "")
        return bool(theirs) and misspelt(node.key[i], theirs)

    @staticmethod
    def _acronym_slip(node: _Node, other: _Node) -> bool:
        """HRW for HWR: the same letters, or two slips in six."""
        a, b = node.key[0], other.key[0]
        if a == b or len(node.key) + len(other.key) > 2 or len(node.mentions) > 1 or a[0] != b[0]:
            return False
        if len(a) > 5 and len(b) > 5:
            return distance(a, b, 2) <= 2
        return len(a) > 2 and sorted(a) == sorted(b) and distance(a, b, 1) == 1
