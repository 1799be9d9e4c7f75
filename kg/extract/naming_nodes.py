"""The names of bodies in one cable, one node each, and what can be read off a name: its places, its core, its words."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from kg.extract.names import Groups, is_abbreviation, singular
from kg.extract.naming_context import Place
from kg.extract.naming_rules import Key, NamingRules

#: No country or place has more words than this.
_LONGEST = 4

#: Words of level that one other word cannot do without: "State Security", "Central Bank".
_FIXED_LEVELS = frozenset({"state", "central", "royal", "roman"})

#: Words before which a name may be cut: "Corvina University | of Sundholm".
_CUTS = frozenset(("of", "for", "in", "de", "at", "para", "pour", "do", "da"))


@dataclass
class Node:
    """A name: all mentions of one key (and of one country, where the text itself tells two countries' bodies apart)."""

    number: int
    key: Key
    surface: str  # of the first mention, of the first not in capitals if there is one
    country: str  # told by the words around it; "" where nothing had to be told apart
    mentions: list[Place] = field(default_factory=list)
    places: frozenset[str] = frozenset()  # countries and places within the name
    core: Key = ()  # the key without them and without words of level (federal, national)
    short: bool = False  # an acronym

    @property
    def first(self) -> int:
        """The index of its first mention."""
        return self.mentions[0].index


class Nodes:
    """All nodes of a cable and the groups they form.

    ``place_keys``: how often the cable mentions which place. A group knows the places within its names: two groups
    of different places are not joined unless the cable says so.
    """

    def __init__(self, rules: NamingRules, place_keys: Counter[Key], mentions: Sequence[Place]) -> None:
        self.rules = rules
        self.place_keys = place_keys
        self.all: list[Node] = []
        self._groups = Groups(0)
        self._places: dict[int, frozenset[str]] = {}  # root -> places of its members
        self._longest: dict[int, int] = {}  # root -> words of its longest name
        self._size: dict[int, int] = {}  # root -> mentions
        self._barred: list[tuple[int, int]] = []
        self._mentions = mentions
        self.numbers = self._make(mentions)

    def roots(self) -> list[int]:
        """The group of each mention."""
        return [self._groups.find(n) for n in self.numbers]

    # Making --------------------------------------------------------------------------------------------------------

    def _make(self, mentions: Sequence[Place]) -> list[int]:
        keys = [self.key(m.text) for m in mentions]
        told = [self._told_country(m, key) for m, key in zip(mentions, keys, strict=True)]
        countries: dict[Key, set[str]] = defaultdict(set)
        for key, country in zip(keys, told, strict=True):
            if country:
                countries[key].add(country)
        found: dict[tuple[Key, str], Node] = {}
        latest: dict[Key, str] = {}
        numbers = []
        for mention, key, country in zip(mentions, keys, told, strict=True):
            if len(countries[key]) < 2:
                country = ""
            else:  # two countries' bodies of one name: a mention that does not say goes on with the last one
                country = latest[key] = country or latest.get(key) or min(countries[key])
            if (node := found.get((key, country))) is None:
                node = found[key, country] = self._new(mention, key, country)
            elif node.surface.isupper() and not node.short and not mention.text.isupper():
                node.surface = mention.text
            node.mentions.append(mention)
            self._size[node.number] += 1
            numbers.append(node.number)
        return numbers

    def _new(self, mention: Place, key: Key, country: str) -> Node:
        node = Node(self._groups.add(), key, mention.text, country)
        node.short = is_abbreviation(mention.text) and (not mention.capitals or len(mention.text) < 6)
        node.places, node.core = self.split(key)
        if country:
            node.places |= {country}
        self.all.append(node)
        self._places[node.number] = node.places
        self._longest[node.number] = len(key)
        self._size[node.number] = 0
        return node

    def split_off(self, node: Node, position: int) -> Node:
        """Make a node of its own of one mention (``position`` among those given to Nodes) of a node."""
        mention = self._mentions[position]
        node.mentions.remove(mention)
        self._size[self._groups.find(node.number)] -= 1
        new = self._new(mention, node.key, node.country)
        new.mentions.append(mention)
        new.places = frozenset()
        self._places[new.number] = new.places
        self.numbers[position] = new.number
        self._size[new.number] = 1
        return new

    def key(self, text: str) -> Key:
        """The key of a body's name; the small s of a plural acronym goes: AICs."""
        last = text.rsplit(" ", 1)[-1]
        if text.endswith("s") and len(last) > 2 and last[:-1].isupper():
            text = text[:-1]
        return self.rules.key(text)

    def _told_country(self, mention: Place, key: Key) -> str:
        """The country whose adjective stands right before the name: ``the Spanish [Ministry of Culture]``."""
        country = self.rules.people.get((mention.word_before.lower(),), "")
        return "" if country and self.split(key)[0] else country

    # Reading -------------------------------------------------------------------------------------------------------

    def split(self, key: Key) -> tuple[frozenset[str], Key]:
        """The countries and places a key begins and ends with, and what is left (never nothing)."""
        places: set[str] = set()
        rest = key
        while len(rest) > 1:
            name, n = self.leading(rest)
            if n and n < len(rest):
                places.add(name)
                rest = rest[n:]
            elif rest[0] in self.rules.level_words and (len(rest) > 2 or rest[0] not in _FIXED_LEVELS):
                rest = rest[1:]
            else:
                break
        while len(rest) > 1:
            name, n = self._trailing(rest)
            if not n or n == len(rest):
                break
            places.add(name)
            rest = rest[:-n]
        return frozenset(places), self.lone(rest)

    @staticmethod
    def lone(key: Key) -> Key:
        """A key of one word as that word stands among others, without its ending: Customs, China Customs."""
        return (singular(key[0]),) if len(key) == 1 else key

    def leading(self, key: Key) -> tuple[str, int]:
        """The country or place of the cable a key begins with, and its number of words; 0 if it does not."""
        for n in range(min(_LONGEST, len(key)), 0, -1):
            if key[:n] in self.place_keys:
                return self.rules.countries.get(key[:n], " ".join(key[:n])), n
        return self.rules.leading_country(key) or ("", 0)

    def _trailing(self, key: Key) -> tuple[str, int]:
        for n in range(min(_LONGEST, len(key)), 0, -1):
            if key[-n:] in self.place_keys:
                return self.rules.countries.get(key[-n:], " ".join(key[-n:])), n
        return self.rules.trailing_country(key) or ("", 0)

    def starts(self, node: Node) -> list[list[tuple[str, bool]]]:
        """The words of a long name from its first word on, and from behind its country or place."""
        found = [self.rules.parts(node.surface)]
        words = tuple(w for w, _ in found[0])
        _, n = self.leading(words)
        if n and n < len(words) - 1:
            found.append(found[0][n:])
        return [f for f in found if len(f) > 1]

    def fronts(self, node: Node) -> list[Key]:
        """What a name may be cut down to from behind: before an "of", before its place, before a word of kind."""
        found = []
        seen: list[str] = []
        for word, small in self.rules.parts(node.surface):
            if small and len(seen) > 1 and word in _CUTS:
                found.append(self.rules.key(" ".join(seen)))
            seen.append(word)
        if node.core != node.key and node.key[: len(node.core)] == node.core:
            found.append(node.core)
        key = node.key
        _, n = self._trailing(key)
        if 0 < n < len(key) - 1:
            found.append(key[:-n])
        while len(key) > 1 and (key[-1] in self.rules.body_words or key[-1] in self.rules.firm_words):
            key = key[:-1]
            found.append(key)
        return [f for f in dict.fromkeys(found) if f != node.key]

    def tails(self, node: Node) -> list[Key]:
        """What is left of a name without its first words; not behind an "of": that is another body."""
        found = []
        parts = self.rules.parts(node.surface)
        for n in range(1, len(parts)):
            if any(small for _, small in parts[:n]) or parts[n][1]:
                break
            if len(rest := self.rules.key(" ".join(w for w, _ in parts[n:]))) > 1:
                found.append(rest)
        return found

    # Joining -------------------------------------------------------------------------------------------------------

    def bar(self, a: Node, b: Node) -> None:
        """Keep two nodes apart whatever the looser rules say."""
        self._barred.append((a.number, b.number))

    def same(self, a: Node, b: Node) -> bool:
        """Whether two nodes are in one group."""
        return self._groups.find(a.number) == self._groups.find(b.number)

    def apart(self, a: Node, b: Node) -> bool:
        """Whether two nodes belong to different places or have been barred from each other."""
        find = self._groups.find
        x, y = find(a.number), find(b.number)
        if any({find(one), find(other)} == {x, y} for one, other in self._barred):
            return True
        return bool(self._places[x] and self._places[y] and not self._places[x] & self._places[y])

    def join(self, a: Node, b: Node, sure: bool = False) -> None:
        """Make two nodes one body, unless (when not ``sure``) they are ``apart``."""
        x, y = self._groups.find(a.number), self._groups.find(b.number)
        if x == y or (not sure and self.apart(a, b)):
            return
        self._groups.join(x, y)
        root = self._groups.find(x)
        self._places[root] = self._places[x] | self._places[y]
        self._longest[root] = max(self._longest[x], self._longest[y])
        self._size[root] = self._size[x] + self._size[y]

    def size(self, node: Node) -> int:
        """Mentions of the node's group."""
        return self._size[self._groups.find(node.number)]

    def has_longer(self, node: Node) -> bool:
        """Whether a name already has a fuller form, so that looser rules leave it alone."""
        return self._longest[self._groups.find(node.number)] > len(node.key)

    def best(self, node: Node, candidates: Sequence[Node]) -> Node | None:
        """The candidate a reader takes a short name to mean: of no other place, most mentioned, nearest."""
        fitting = [c for c in candidates if c is not node and not self.apart(c, node)]
        return min(fitting, key=lambda c: (-self.size(c), abs(c.first - node.first), c.number), default=None)
