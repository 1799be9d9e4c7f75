"""Where the names are: what the model sees, what the patterns see, and every further occurrence of both.

Works block by block on one-line text (kg.cable.flat); spans become source offsets only at the end.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from kg.cable.flat import Block
from kg.extract import rules
from kg.extract.found import Found, MentionRules, NamePattern
from kg.extract.gazetteer import gazetteer, plain
from kg.extract.kinds import decide
from kg.extract.protection import protected_spans
from kg.model import Mention

_REDACTED = re.compile(r"X{4,}")
_LEADING = re.compile(r"^(?:(?:[Tt]he|THE|[Aa]n?|A|AN) |[\s\"“”'‘’(\[&-]+)+")
_TRAILING = re.compile(r"(?:['’]s|['’]|[\s\"“”,;:)\]-]+)+$")


def load_rules() -> MentionRules:
    """Raises KgError E202, with file and line, where the rules are wrong."""
    data = rules.load("mentions")
    joining = "|".join(re.escape(word) for word in data["joining_words"])
    patterns = []
    for i, entry in enumerate(data["patterns"]):
        try:
            expression = compile_pattern(entry["pattern"], joining)
        except re.error as error:
            raise rules.fail("mentions", ["patterns", i, "pattern"], f"no regular expression: {error}") from error
        patterns.append(NamePattern(entry["name"], entry["type"], expression, entry.get("decides", True)))
    heads = rules.load("titles")["heads"]
    adjectives = "|".join(
        re.escape(a) for country in rules.load("countries").values() for a in country.get("adjectives", [])
    )
    outside = "|".join(data["adjective_stays_outside"])
    before_name = "|".join(re.escape(h) for h in sorted([*heads, *data["before_names"]], key=lambda h: (-len(h), h)))
    return MentionRules(
        not_names=frozenset(data["not_names"]),
        not_places=frozenset(data["not_places"]),
        not_before=frozenset(data["not_before"]),
        patterns=tuple(patterns),
        adjective=re.compile(rf"(?:{adjectives}) (?=(?:{outside})\b|[A-Z]{{2,7}}\b(?! [A-Z]))"),
        titles=re.compile(rf"(?<![\w-])(?:(?i:{before_name}) )+(?!(?i:{before_name})\b)({_NAME})"),
        title=re.compile(rf"(?:(?i:{before_name}) )+(?=\S)"),
    )


#: Two to four capitalised words, particles allowed between them: a personal name after a title.
_NAME = r"[A-ZÀ-Þ][a-zà-ÿ’'-]+(?: (?:[A-Z]\. |d[aeo]s? |del |van |von |bin |al-)?[A-ZÀ-Þ][a-zà-ÿ’'-]+){1,2}(?! [A-Z])"


def compile_pattern(text: str, joining: str) -> re.Pattern[str]:
    """A name pattern with its {Cap}, {Plain} and {Caps} written out. Repetition is bounded: no pattern is worse than linear."""
    cap = r"(?:[A-ZÀ-Þ][\w’-]*|[A-Z]\.(?:[A-Z]\.)*)"
    caps = rf"{cap}(?: (?:(?:{joining}) ){{0,2}}{cap}){{0,7}}"
    plain = rf"{cap}(?: {cap}){{0,5}}"
    return re.compile(text.replace("{Caps}", caps).replace("{Plain}", plain).replace("{Cap}", cap))


def check() -> Iterable[str]:
    """Problems of mentions.yaml: each pattern must find its examples and nothing in its counter-examples."""
    data = rules.load("mentions")
    loaded = load_rules()
    for i, (entry, rule) in enumerate(zip(data["patterns"], loaded.patterns, strict=True)):
        name, pattern = rule.name, rule.expression
        for example in entry["finds"]:
            plain = example.replace("[", "").replace("]", "")
            start = example.index("[")
            wanted = (start, example.index("]") - 1)
            if wanted not in {_trim(plain, m.start(), m.end()) for m in pattern.finditer(plain)}:
                yield rules.fail("mentions", ["patterns", i, "finds"], f"{name} does not find {example!r}").message
        for example in entry["ignores"]:
            if pattern.search(example):
                yield rules.fail("mentions", ["patterns", i, "ignores"], f"{name} finds a name in {example!r}").message


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    """A span without determiner, quotes and possessive."""
    surface = text[start:end]
    if lead := _LEADING.match(surface):
        start += lead.end()
    if (trail := _TRAILING.search(text[start:end])) and not text[start:end].endswith("."):
        end = start + trail.start()
    return start, end


_NEXT = re.compile(r" ([A-Z][a-z]+)")


def _proper(text: str, found: Found, known: MentionRules) -> Found | None:
    """The candidate trimmed, or None where it is no name."""
    start, end = _trim(text, found.start, found.end)
    surface = text[start:end]
    if found.type != "person" and (adjective := known.adjective.match(text, start, end)):
        start = adjective.end()
        surface = text[start:end]
    if found.type == "person" and (title := known.title.match(text, start, end)):
        start = title.end()
        surface = text[start:end]
    # A bracket left open belongs to a second name: "Ostvale Bureau (OB" is cut before the bracket.
    if surface.count("(") != surface.count(")"):
        cut = surface.find("(") if "(" in surface else surface.find(")")
        end = start + cut
        start, end = _trim(text, start, end)
        surface = text[start:end]
    if not any(c.isalpha() for c in surface) or _REDACTED.search(surface) or surface in known.not_names:
        return None
    if not any(c.isupper() for c in surface):
        return None
    # A treaty, law or conference is no mention, nor is a name inside its name ("Ostvale Accord").
    following = _NEXT.match(text, end)
    if following and following[1] in known.not_before:
        return None
    return Found(start, end, found.type, found.source)


def from_patterns(text: str, known: MentionRules) -> list[Found]:
    """What the name patterns see in a block."""
    if text.upper() == text:
        return []  # capitals say nothing in a telegram written in capitals
    found = [
        Found(m.start(), m.end(), rule.type, f"rule:{rule.name}")
        for rule in known.patterns
        for m in rule.expression.finditer(text)
    ]
    found += [Found(m.start(1), m.end(1), "person", "rule:title_and_name") for m in known.titles.finditer(text)]
    return found


_TOKEN = re.compile(r"[^\W_][\w'’.-]*[^\W_]|[^\W_]")
_LOCATIVE = frozenset("in near from at outside around to".split())


def from_gazetteer(text: str, known: MentionRules) -> list[Found]:
    """Places of the world in a block, the longest name at each word."""
    world = gazetteer()
    capitals = text.upper() == text
    tokens = [(m.start(), m.end()) for m in _TOKEN.finditer(text)]
    found: list[Found] = []
    i = 0
    while i < len(tokens):
        step = 1
        if text[tokens[i][0]].isupper():
            for count in range(min(world.longest, len(tokens) - i), 0, -1):
                start, end = tokens[i][0], tokens[i + count - 1][1]
                name = plain(text[start:end])
                name = name.title().replace(" Of ", " of ") if capitals else name
                if name in known.not_places:
                    continue
                before = text[tokens[i - 1][0] : tokens[i - 1][1]].lower() if i else ""
                if name in world.known or name in world.towns and before in _LOCATIVE and not capitals:
                    found.append(Found(start, end, "place", "rule:gazetteer"))
                    step = count
                    break
        i += step
    return found


def _longest(candidates: Iterable[Found]) -> list[Found]:
    """Of overlapping candidates the longest; of equally long ones the model's."""
    kept: list[Found] = []
    for one in sorted(candidates, key=lambda f: (f.start - f.end, f.source != "model", f)):
        if all(one.end <= other.start or one.start >= other.end for other in kept):
            kept.append(one)
    return sorted(kept)


def _joined(text: str, found: Sequence[Found]) -> list[Found]:
    """Names that stand side by side and make one: a place before an agency, company or organisation
    ("Ostvale PSB"), a body before its unit."""
    result: list[Found] = []
    for one in found:
        last = result[-1] if result else None
        if last and text[last.end : one.start] == " " and one.type in _BODIES and last.type in ("place", one.type):
            result[-1] = Found(last.start, one.end, one.type, one.source)
        else:
            result.append(one)
    return result


_BODIES = ("agency", "company", "organization")
_ABBREVIATION = re.compile(r" ?\((?:the )?[\"“']?([A-Z][A-Za-z&/.\-]{1,11}?s?)[\"”']?(?=[);,])")


def _abbreviations(text: str, found: Sequence[Found]) -> list[Found]:
    """``Long Name (ABBR)``: what the bracket after a name holds, if it is mostly capitals, is a name of its type."""
    result = []
    for one in found:
        match = _ABBREVIATION.match(text, one.end)
        if match and sum(c.isupper() for c in match[1]) * 2 > len(match[1]):
            result.append(Found(match.start(1), match.end(1), one.type, "rule:abbreviation"))
    return result


def detect(
    blocks: Sequence[Block], predicted: Sequence[Sequence[Found]], known: MentionRules
) -> tuple[tuple[Mention, ...], tuple[Mention, ...]]:
    """The mentions of one cable, in text order and without overlap; and those of them that it asks to protect.

    ``predicted``: for each block what the model found there.
    """
    found: list[list[Found]] = []
    for block, seen in zip(blocks, predicted, strict=True):
        candidates = [*seen, *from_patterns(block.text, known), *from_gazetteer(block.text, known)]
        proper = [p for c in candidates if (p := _proper(block.text, c, known))]
        chosen = _joined(block.text, _longest(proper))
        found.append(_longest([*chosen, *_abbreviations(block.text, chosen)]))
    kinds = decide(blocks, found, known)
    surfaces = _surfaces(kinds, known)
    found = _everywhere(blocks, found, surfaces, kinds)
    # Whom the cable asks to protect is found even where neither model nor rules saw a name.
    protected = protected_spans(blocks, found)
    if protected:
        extra: list[list[Found]] = [[] for _ in blocks]
        for one in protected:
            extra[one.block].append(Found(one.start, one.end, "person", "rule:protected"))
        hidden = {s for one in protected for s in _forms(blocks[one.block].text[one.start : one.end])}
        again = {s: ("person", "rule:protected") for s in hidden}
        found = [
            _longest([*more, *(n for n in names if all(n.end <= m.start or n.start >= m.end for m in more))])
            for names, more in zip(found, extra, strict=True)
        ]
        found = _everywhere(blocks, found, again, kinds | dict.fromkeys(hidden, "person"))
    marked = {(one.block, one.start, one.end) for one in protected}
    result: list[Mention] = []
    shielded: list[Mention] = []
    for i, (block, names) in enumerate(zip(blocks, found, strict=True)):
        for one in names:
            span = block.source(one.start, one.end)
            mention = Mention(span.start, span.end, one.type, block.text[one.start : one.end], one.source)
            result.append(mention)
            if (i, one.start, one.end) in marked:
                shielded.append(mention)
    return tuple(result), tuple(shielded)


def _forms(name: str) -> set[str]:
    """A personal name, its first and its last word."""
    words = name.split()
    return {name, *(w for w in (words[0], words[-1]) if len(w) > 2 and w[0].isupper())}


_WORD = re.compile(r"[^\W\d_][\w'’-]*")


def _surfaces(kinds: dict[str, str], known: MentionRules) -> dict[str, tuple[str, str]]:
    """What to look for in the whole cable: every surface found, the single words of personal names, and names of
    bodies without the place they begin with. Values: type and what made it."""
    result: dict[str, tuple[str, str]] = {}
    places = {s for s, kind in kinds.items() if kind == "place"}
    for surface, kind in sorted(kinds.items()):
        words = surface.split()
        if kind == "person" and 1 < len(words) <= 5:
            for word in (words[0], words[-1]):
                if len(word) > 1 and _WORD.fullmatch(word) and word[0].isupper():
                    result.setdefault(word, ("person", "rule:part_of_name"))
        if kind in _BODIES:
            for count in (1, 2, 3):
                rest = " ".join(words[count:])
                if (
                    " ".join(words[:count]) in places
                    and len(words) > count
                    and rest[0].isupper()
                    and rest not in known.not_names
                ):
                    if len(words) > count + 1 or kind == "agency":
                        result.setdefault(rest, (kind, "rule:without_place"))
    for surface, kind in sorted(kinds.items()):
        result[surface] = (kind, "rule:found_elsewhere")
        if surface.isupper() and kind in _BODIES:
            result.setdefault(surface + "s", (kind, "rule:found_elsewhere"))
    return {s: v for s, v in result.items() if s not in known.not_names and len(s) > 1}


def _everywhere(
    blocks: Sequence[Block],
    found: Sequence[Sequence[Found]],
    surfaces: dict[str, tuple[str, str]],
    kinds: dict[str, str],
) -> list[list[Found]]:
    """Every block's names with all occurrences of the surfaces added and one type for each surface."""
    if not surfaces:
        return [list(names) for names in found]
    by_length = sorted(surfaces, key=lambda s: (-len(s), s))
    pattern = re.compile(r"(?<![\w&])(?:" + "|".join(map(re.escape, by_length)) + r")(?!\w|['’](?!s\b)\w)")
    result = []
    last_person = ""
    for block, names in zip(blocks, found, strict=True):
        typed = [
            Found(one.start, one.end, kinds.get(block.text[one.start : one.end], one.type), one.source) for one in names
        ]
        for match in pattern.finditer(block.text):
            kind, source = surfaces[match[0]]
            typed.append(Found(match.start(), match.end(), kind, source))
        starts = {s.start for s in block.sentences}
        kept = []
        for one in _joined(block.text, _longest(typed)):
            surface = block.text[one.start : one.end]
            # "He" is a surname too: inside a sentence the capital tells, at its start the person spoken of.
            if surface.lower() in _FUNCTION_WORDS and one.start in starts and surface not in last_person.split():
                continue
            if one.type == "person":
                last_person = surface
            kept.append(one)
        result.append(kept)
    return result


#: Words that are surnames or given names as well; at the start of a sentence their capital proves nothing.
_FUNCTION_WORDS = frozenset(
    "he she it we you an so do to no on in at as or if by may will can the this that his her our my".split()
)
