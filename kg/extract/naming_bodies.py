"""Which mentions of agencies, companies and other organisations are one body.

Rules join names (naming_nodes) from the surest down: what the cable itself pairs, the table of well-known bodies and
governments, initials, a name and its shorter forms, slips of the pen.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence

from kg.extract.names import distance, is_abbreviation, misspelt, near_keys, spells, tolerance
from kg.extract.naming_context import Place
from kg.extract.naming_nodes import Node, Nodes
from kg.extract.naming_rules import Key, NamingRules

#: Heads that may stand first or last: "Ministry of Finance", "Finance Ministry".
_TURNING = frozenset(
    ("ministry", "department", "university", "office", "secretariat", "embassy", "consulate", "bank", "institute")
)

_APPOSITION = re.compile(r"(?:, (?:the |or )?| --? (?:the )?)")
_ITEMS = re.compile(r",|;|&|\band\b")


class Bodies:
    """Names the bodies of one cable."""

    def __init__(self, rules: NamingRules, place_keys: Counter[Key], mentions: Sequence[Place]) -> None:
        self.rules = rules
        self.mentions = mentions
        self.nodes = Nodes(rules, place_keys, mentions)
        self._explained: dict[int, Node] = {}  # acronym's node -> the name the cable gives for it

    def assign(self) -> list[int]:
        """The number of the body for each mention (numbers mean nothing by themselves)."""
        self._branches()
        self._paired()
        self._well_known()
        self._governments()
        self._without_place()
        self._initials()
        self._turned()
        self._ministries()
        self._shorter()
        self._distinctive_word()
        self._misspelt()
        return self.nodes.roots()

    def _branches(self) -> None:
        """``Council for Trade (CT) Norland Sub-council``: the branch is the ``Norland CT``, the whole is not."""
        nodes, mentions = self.nodes, self.mentions
        for i in range(1, len(mentions)):
            branch = nodes.all[nodes.numbers[i]]
            place, n = nodes.leading(branch.key)
            # A place and one or two words for a part, no more: "Norland Sub-council".
            if not n or branch.key[-1] not in self.rules.unit_words or len(branch.key) > n + 2:
                continue
            inside = mentions[i - 1].in_brackets_after_name and mentions[i].gap == ") "
            whole_at = i - 2 if inside else i - 1
            adjoining = whole_at >= 0 and mentions[i].index - mentions[whole_at].index == i - whole_at
            if not adjoining or (not inside and mentions[i].gap != " "):
                continue
            whole = nodes.all[nodes.numbers[whole_at]]
            letters = nodes.all[nodes.numbers[i - 1]].key if inside else ()
            local = [o for o in nodes.all if o.places == {place} and o.core in (whole.key, letters) and o is not branch]
            if not local:
                continue
            for other in local:
                nodes.join(local[0], other)
                nodes.bar(whole, other)
            nodes.join(local[0], branch)
            if inside:
                acronym = nodes.all[nodes.numbers[i - 1]]
                if len(acronym.mentions) > 1:
                    acronym = nodes.split_off(acronym, i - 1)
                nodes.join(whole, acronym, sure=True)
                self._explained[acronym.number] = whole

    def _paired(self) -> None:
        """``Long Name (LN)``, ``LN, the Long Name``, ``Nome Comprido (Long Name)``, ``X, also known as Y``."""
        nodes = self.nodes
        for i in range(1, len(self.mentions)):
            here, before = self.mentions[i], self.mentions[i - 1]
            if here.in_brackets_after_name and is_abbreviation(here.text) and (long := self._before_of(i)):
                short = nodes.all[nodes.numbers[i]]
                nodes.join(long, short, sure=True)
                self._explained.setdefault(short.number, long)
                continue
            if here.index != before.index + 1 or here.gap is None:
                continue
            a, b = nodes.all[nodes.numbers[i - 1]], nodes.all[nodes.numbers[i]]
            one_kind = before.mention.type == here.mention.type
            if here.also_known_as and one_kind:
                nodes.join(a, b, sure=True)
            elif here.in_brackets_after_name:
                if not self._two_names(a, b, one_kind):
                    continue
                nodes.join(a, b, sure=True)
            elif _APPOSITION.fullmatch(here.gap) and a.short != b.short:
                short, long = (a, b) if a.short else (b, a)
                if not any(spells("".join(short.key), start, loose=True) for start in nodes.starts(long)):
                    continue
                nodes.join(a, b, sure=True)
            else:
                continue
            if a.short:
                self._explained.setdefault(a.number, b)
            if b.short:
                self._explained.setdefault(b.number, a)

    def _two_names(self, a: Node, b: Node, one_kind: bool) -> bool:
        """Whether brackets after a name hold another name of it, not its owner, party or parent."""
        if a.short and b.short:
            return False
        if not a.short and not b.short and one_kind:
            return len(a.key) + len(b.key) > 2
        short, long = (a, b) if len(a.key) < len(b.key) else (b, a)
        if any(spells("".join(short.key), start, loose=True) for start in self.nodes.starts(long)):
            return True
        # In another language the letters say nothing; then the long name must be that of a body by its words, or
        # "Ana Torvik (PLK)" would make a party of a person whose type was mistaken.
        kinds = self.rules.unit_words | self.rules.body_words | self.rules.firm_words | self.rules.level_words
        joined = {w for w, small in self.rules.parts(long.surface) if small} & {"of", "for", "and", "on"}
        return len(short.key) == 1 and bool(joined or kinds & set(long.key) or long.key in self.rules.bodies)

    def _before_of(self, i: int) -> Node | None:
        """The long name of ``Committee for Trade of OTHER (CT)``: the acronym is not that of the name next to it."""
        letters = "".join(self.nodes.all[self.nodes.numbers[i]].key)
        for j in range(i - 1, max(-1, i - 3), -1):
            long = self.nodes.all[self.nodes.numbers[j]]
            fits = not long.short and any(spells(letters, s, loose=True) for s in self.nodes.starts(long))
            if fits and self.mentions[i].index - self.mentions[j].index == 2:
                return long
            if fits:
                return None
        return None

    def _well_known(self) -> None:
        lines: dict[int, list[Node]] = defaultdict(list)
        for node in self.nodes.all:
            known = self.rules.bodies.get(node.key, ())
            explained = self._explained.get(node.number)
            # An acronym that the cable itself explains otherwise is not the well-known one.
            if explained is not None and not set(known) & set(self.rules.bodies.get(explained.key, ())):
                continue
            for line in known:
                lines[line].append(node)
        taken: set[int] = set()
        # An acronym on two lines belongs to the one whose long name the cable has.
        for line in sorted(lines, key=lambda n: (all(node.short for node in lines[n]), n)):
            found = [node for node in lines[line] if node.number not in taken]
            for node in found[1:]:
                self.nodes.join(found[0], node)
            if len(found) > 1:
                taken.update(node.number for node in found)

    def _governments(self) -> None:
        named: dict[str, Node] = {}
        acronyms, local = [], []
        for node in self.nodes.all:
            country, candidates = self._government(node.key)
            if country:
                self.nodes.join(named.setdefault(country, node), node, sure=True)
            elif candidates:
                acronyms.append((node, candidates))
            elif node.key[-1] == "government":
                local.append(node)
        for node, candidates in acronyms:
            if fitting := [c for c in candidates if c in named]:
                count = self.nodes.place_keys
                country = max(fitting, key=lambda c: (count[self.rules.place_key(c)], self.nodes.size(named[c])))
                self.nodes.join(named[country], node, sure=True)
        # "Provincial Government" is that of the one province whose government the cable names.
        plain = [n for n in local if n.key[0] in self.rules.level_words and len(n.key) == 2]
        others = [n for n in local if n not in plain]
        for node in plain:
            if len(others) == 1:
                self.nodes.join(others[0], node)

    def _government(self, key: Key) -> tuple[str, list[str]]:
        """The country whose government a key surely names, or those whose it may be (GOB)."""
        if "government" in key and len(key) > 1:
            rest = tuple(w for w in key if w != "government")
            return self.rules.country_of(rest) or "", []
        known = list(self.rules.governments.get(key, ()))
        if len(known) == 1:
            return known[0], []
        if len(key) == 1 and re.fullmatch(r"go[a-z]{1,3}", key[0]):
            known += [c for c, initials in self.rules.initials.items() if initials == key[0][2:]]
        return "", known

    def _without_place(self) -> None:
        """``TIB`` is the ``Norland TIB``: the most mentioned, where several places have one."""
        cores: dict[Key, list[Node]] = defaultdict(list)
        for node in self.nodes.all:
            if node.places and node.core != node.key:
                cores[node.core].append(node)
        for node in self.nodes.all:
            if not node.places and (best := self.nodes.best(node, cores[self.nodes.lone(node.key)])):
                self.nodes.join(node, best)

    def _initials(self) -> None:
        """An acronym joins the name whose initials it is, if the cable has not explained it otherwise."""
        longs: dict[str, list[Node]] = defaultdict(list)
        for node in self.nodes.all:
            if not node.short and len(node.key) > 1:
                for letter in {start[0][0][0] for start in self.nodes.starts(node)}:
                    longs[letter].append(node)
        for node in self.nodes.all:
            # Either the acronym alone or with a place: "Norland PSB".
            letters = node.core[0] if node.places and len(node.core) == 1 else node.key[0] if node.short else ""
            lone = node.surface.split()[-1].rstrip("s")
            if (
                not letters
                or node.number in self._explained
                or self.nodes.has_longer(node)
                or not is_abbreviation(lone)
            ):
                continue
            letters = "".join(node.key) if node.short else letters
            fitting = [o for o in longs[letters[0]] if any(spells(letters, s) for s in self.nodes.starts(o))]
            if best := self.nodes.best(node, fitting):
                self.nodes.join(node, best)

    def _turned(self) -> None:
        """``Finance Ministry`` and ``Ministry of Finance``: word order does not matter around a head."""
        turned: dict[tuple[str, frozenset[str], frozenset[str]], Node] = {}
        for node in self.nodes.all:
            for head in (node.core[0], node.core[-1]):
                if head in _TURNING and len(node.core) > 1:
                    rest = frozenset(node.core) - {head}
                    self.nodes.join(turned.setdefault((head, rest, node.places), node), node)
                    break

    def _ministries(self) -> None:
        """``Industry Ministry``, or ``Industry`` alone, is the ``Ministry of Industry, Tourism and Trade``."""
        firsts: dict[frozenset[str], list[Node]] = defaultdict(list)
        shorts = []
        for node in self.nodes.all:
            items = self._portfolios(node)
            if not items:
                continue
            if "ministry" in node.key:
                firsts[items[0]].append(node)
            shorts.append((node, items))
        for node, items in shorts:
            own = set(items)
            larger = [o for o in firsts[items[0]] if o is not node and self._covers(o, own, "ministry" in node.key)]
            if best := self.nodes.best(node, larger):
                self.nodes.join(node, best)

    def _covers(self, other: Node, own: set[frozenset[str]], ministry: bool) -> bool:
        theirs = set(self._portfolios(other))
        return own < theirs if ministry else own <= theirs

    def _portfolios(self, node: Node) -> list[frozenset[str]]:
        """What a ministry is in charge of, item by item; of an agency of one word, that word."""
        if "ministry" not in node.key:
            agency = node.mentions[0].mention.type == "agency" and not node.short and len(node.key) == 1
            return [frozenset(node.key)] if agency else []
        items = []
        for piece in _ITEMS.split(node.surface.lower()):
            words = frozenset(self.nodes.split(self.rules.key(f"{piece} x"))[1]) - {"ministry", "x", "affair"}
            if words:
                items.append(words)
        return items

    def _shorter(self) -> None:
        """A name without its level, without what follows "of", without a word of kind, without its first words."""
        cores: dict[Key, list[Node]] = defaultdict(list)
        tails: dict[Key, list[Node]] = defaultdict(list)
        fronts: dict[Key, list[Node]] = defaultdict(list)
        keys: dict[Key, Node] = {}
        for node in self.nodes.all:
            keys.setdefault(node.key, node)
            cores[node.core].append(node)
            for tail in self.nodes.tails(node):
                tails[tail].append(node)
            for front in self.nodes.fronts(node):
                fronts[front].append(node)
        for node in self.nodes.all:
            if len(node.key) == 1 and node.key[0].endswith("s") and (one := keys.get((node.key[0][:-1],))):
                self.nodes.join(node, one)
            if self.nodes.has_longer(node):
                continue
            longer = [o for o in cores[self.nodes.lone(node.key)] if o is not node]
            longer = longer or [keys[node.core]] if node.core != node.key and node.core in keys else longer
            if len(node.key) > 1:
                longer = longer or fronts[node.key] or tails[node.key]
            if best := self.nodes.best(node, longer):
                self.nodes.join(node, best)

    def _distinctive_word(self) -> None:
        """``Meridian`` is ``Meridian Electric Ltd.``, ``Elysee`` the ``Elysee Palace``."""
        generic = self.rules.firm_words | self.rules.body_words
        self._distinctive: dict[str, list[Node]] = defaultdict(list)
        for node in self.nodes.all:
            own = [w for w in node.core if w not in generic]
            if len(own) == 1 < len(node.core):
                self._distinctive[own[0]].append(node)
        for node in self.nodes.all:
            if len(node.key) > 1 or self.nodes.has_longer(node):
                continue
            if best := self.nodes.best(node, self._distinctive.get(node.key[0], [])):
                self.nodes.join(node, best)

    def _misspelt(self) -> None:
        """A rare name joins the name it is a slip of: one word differs, by a letter or two."""
        bearing: dict[Key, list[Node]] = defaultdict(list)
        for node in self.nodes.all:
            bearing[node.key].append(node)
        for word, nodes in self._distinctive.items():
            bearing[word,] += nodes
        slips = _slips({word for key in bearing for word in key})
        acronyms = [node for node in self.nodes.all if node.short and len(node.key) == 1]
        for node in self.nodes.all:
            if self.nodes.has_longer(node) or node.key in self.rules.bodies or self.rules.country_of(node.key):
                continue
            found: dict[int, Node] = {}
            if node.short:
                found = {o.number: o for o in acronyms if len(node.key) == 1 and _acronym_slip(node, o)}
            else:
                for i, word in enumerate(node.key):
                    for theirs in slips.get(word, ()):
                        for other in bearing.get((*node.key[:i], theirs, *node.key[i + 1 :]), ()):
                            if other is not node and not other.short:
                                found[other.number] = other
            own = (self.nodes.size(node), -node.number)
            larger = [o for n, o in sorted(found.items()) if (self.nodes.size(o), -n) > own]
            if best := self.nodes.best(node, larger):
                self.nodes.join(node, best)


def _slips(words: set[str]) -> dict[str, list[str]]:
    """For each of the words those of the others of which it may be a misspelling."""
    near: dict[str, list[str]] = defaultdict(list)
    for word in sorted(words):
        for key in near_keys(word) if tolerance(word) else ():
            near[key].append(word)
    return {
        word: [other for other in sorted({o for key in near_keys(word) for o in near[key]}) if misspelt(word, other)]
        for word in words
        if tolerance(word)
    }


def _acronym_slip(node: Node, other: Node) -> bool:
    """HRW for HWR: the same letters in another order, or two slips in six, and much rarer."""
    a, b = node.key[0], other.key[0]
    if a == b or a[0] != b[0] or len(node.mentions) * 2 > len(other.mentions):
        return False
    if len(a) > 5 and len(b) > 5:
        return distance(a, b, 2) <= 2
    return len(a) > 2 and sorted(a) == sorted(b) and distance(a, b, 1) == 1
