"""data/rules/mentions.yaml and known.yaml: what is a name beyond what the model sees."""

from __future__ import annotations

import re
from collections.abc import Iterable

from kg.extract import rules
from kg.extract.edges import bare
from kg.extract.found import MentionRules, NamePattern, Signal
from kg.extract.gazetteer import first_words
from kg.extract.sight import WORD, last_word, matches
from kg.extract.triggers import Index, endings, triggers
from kg.model import ENTITY_TYPES


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
    of_regions = "|".join(data["adjectives_of_regions"])
    outside = "|".join(data["adjective_stays_outside"])
    before_name = "|".join(re.escape(h) for h in sorted([*heads, *data["before_names"]], key=lambda h: (-len(h), h)))
    famous = {name: kind for kind, groups in rules.load("known").items() for names in groups.values() for name in names}
    for american, british in data["british_spellings"].items():
        for name in [name for name in famous if american in name]:
            famous.setdefault(name.replace(american, british), famous[name])
    return MentionRules(
        not_names=frozenset(data["not_names"]),
        not_places=frozenset(data["not_places"]),
        # "Hong Kong" and "U.S." are adjectives and names alike.
        demonyms=frozenset(
            a + s
            for c in rules.load("countries").values()
            for a in c.get("adjectives", [])
            if a not in c["names"] and "." not in a and not a.isupper()
            for s in ("", "s")
            if a + s not in c["names"]  # Laos
        ),
        not_before=frozenset(data["not_before"]),
        not_after=frozenset(data["not_after"]),
        not_ending=frozenset(data["not_ending"]),
        not_leading=frozenset(data["not_leading"]),
        company_ends=frozenset(data["company_ends"]),
        company_endings=tuple(data["company_endings"]),
        company_begins=frozenset(data["company_begins"]),
        persuasions=frozenset(data["persuasions"]),
        not_posts=frozenset(data["not_posts"]),
        adjectives=frozenset(data["adjectives"]),
        patterns=tuple(patterns),
        index=Index([triggers(p.expression.pattern) for p in patterns]),
        several=next(p.expression for p in patterns if p.name == "ministry_of_several"),
        signals=tuple(
            Signal(
                type=entry["type"],
                weight=entry["weight"],
                over=frozenset(entry["over"]),
                before=re.compile(rf"(?:{entry['before']})$") if "before" in entry else None,
                after=re.compile(entry["after"]) if "after" in entry else None,
                endings=endings(entry["before"]) if "before" in entry else (),
            )
            for entry in data["signals"]
        ),
        before=tuple(sorted({e for s in data["signals"] if "before" in s for e in endings(s["before"])})),
        after=re.compile("|".join(f"(?:{s['after']})" for s in data["signals"] if "after" in s) or "(?!)"),
        famous=famous,
        famous_capitals={n.upper(): k for n, k in famous.items() if n.upper() not in set(data["words_in_capitals"])},
        famous_starts=first_words(famous),
        adjective=re.compile(
            rf"(?:{adjectives}) (?=(?:{outside})\b|[A-Z]{{2,7}}\b(?! [A-Z]))|(?:{of_regions}) (?=(?:{outside})\b)"
        ),
        administrations=frozenset(data["administrations"]),
        titles=re.compile(rf"(?<![\w-])(?:(?i:{before_name}) )+(?!(?i:{before_name})\b)({_NAME})"),
        title_words=frozenset(WORD.match(h)[0].lower() for h in [*heads, *data["before_names"]]),  # type: ignore[index]
        title_last=frozenset(last_word(h.split()[-1]) for h in [*heads, *data["before_names"]]),
        title_ends=frozenset(h.split()[-1].lower() for h in heads),
        offices=re.compile(rf"(?<![\w-])({_NAME}), (?:the |a |an )?(?i:{before_name}) (?:of|for|at)\b"),
        title=re.compile(rf"(?:(?i:{before_name}) )+(?=\S)"),
    )


#: Two to four capitalised words, particles allowed between them: a personal name after a title.
_NAME = r"[A-ZÀ-Þ][a-zà-ÿ’'-]++(?: (?:[A-Z]\. |d[aeo]s? |del |van |von |bin |al-)?[A-ZÀ-Þ][a-zà-ÿ’'-]++){1,2}(?! [A-Z])"


def compile_pattern(text: str, joining: str) -> re.Pattern[str]:
    """A name pattern with its {Cap}, {Plain} and {Caps} written out. Repetition is bounded, so the time is linear."""
    cap = r"(?:St\.|[A-ZÀ-Þ][\w’-]*|[A-Z]\.(?:[A-Z]\.)*)"
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
            if wanted not in {bare(plain, f.start, f.end) for f in matches(plain, rule)}:
                yield rules.fail("mentions", ["patterns", i, "finds"], f"{name} does not find {example!r}").message
        for example in entry["ignores"]:
            if pattern.search(example):
                yield rules.fail("mentions", ["patterns", i, "ignores"], f"{name} finds a name in {example!r}").message


def check_known() -> Iterable[str]:
    """Problems of known.yaml: a type that is none, a name given twice or that is no name."""
    not_names = frozenset(rules.load("mentions")["not_names"])
    seen: set[str] = set()
    for kind, groups in rules.load("known").items():
        if kind not in ENTITY_TYPES:
            yield rules.fail("known", [kind], f"{kind!r} is no type; there are: {', '.join(ENTITY_TYPES)}").message
        for group, names in groups.items():
            for i, name in enumerate(names):
                if not isinstance(name, str) or name in seen or name in not_names:
                    problem = "is given twice" if name in seen else "is no name"
                    yield rules.fail("known", [kind, group, i], f"{name!r} {problem}").message
                seen.add(name)
