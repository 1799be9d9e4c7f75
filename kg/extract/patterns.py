"""The pattern language of data/rules/relations.yaml, compiled to regular expressions over encoded sentences.

    {subject} {object}       a name of one of the rule's subject or object types
    {subject:person}         the same, of these types only ("agency|company")
    {subjects} {objects}     one name or a list of them: "A, B and C"; a list takes all the names it can
    {name:place}             a name that must be there and is neither subject nor object
    {title}                  a title ("Deputy Director"); {title+} also takes up to six words after "of", "for"
    {office}                 what may stand before a name: its country, body and title; or nothing
    {titles}                 the same said of several ("Senators"); {post} either, somebody else's
    {alone}                  not after a body's name or a country's adjective
    {bodiless}               not after a body's name
    {unnamed}                not after a title and "of", to which the name would belong
    {new}                    not after a name and a comma, whose apposition it would be
    {start}                  only at the beginning of a sentence
    {end}                    not before another name, with a title or without, or "'s"
    {over}                   up to twelve words, with names of anything but people
    {then}                   on to a later clause, past all but people: up to its comma or "and"
    {joint}                  not before "with"
    {stop}                   not before a name or a title
    {word}                   before a word in small letters
    {country}                an adjective of a country ("Norwegian"), or that country as the object; {adjective} another
    {near}                   up to three words without a name or a comma
    {gap}                    up to eight words without a name; {skip} the same with names
    <word>                   any phrase of that word list of the file
    (a|b)  (a)?              either; or nothing
    [ ]                      the round brackets of the text
Everything else is itself, in small or capital letters. Articles do not count.

Every part is bounded and no two neighbouring repetitions can match the same text, so that matching is linear.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property

from kg.extract.encode import ENTITIES, KINDS, Sentence
from kg.extract.outline import Drawing, Either, Outline, Past, Step, Steps, one, phrases, said
from kg.model import ENTITY_TYPES

_T, _TS, _A = KINDS["title"], KINDS["titles"], KINDS["adjective"]
_ITEM = f"{ENTITIES}{_T}{_TS}{_A}"
_TOKEN = re.compile(
    r"\{(?P<slot>[a-z+]+)(?::(?P<types>[a-z|]+))?\}|<(?P<words>[a-z-]+)>|(?P<group>[()|?])|(?P<text>[^{}<>()|?]+)"
)
#: "Who" there speaks of another noun than the name; a bracket that ends there began before it.
_NOT = r"(?!(?:who|whose) |[^ (]*\) )"
_GAP = rf"(?:(?:is|was) (?:[^ ,;:{_ITEM}]+ ){{1,4}}?who )?(?:{_NOT}[^ ;:{_ITEM}]+ ){{0,8}}?"
_NEAR = rf"(?:{_NOT}[^ ,;:{_ITEM}]+ ){{0,3}}?"
_SKIP = r"(?:[^ ;]+ ){0,14}?"
_OVER = f"(?:[^ ;:{KINDS['person']}]+ ){{0,12}}?"
_THEN = (
    f"(?:[^;:{KINDS['person']}]{{0,150}}?(?:,|,? (?:and|before|then)))(?: (?:and|then|later|also|before|after|from))? "
)
#: Between the members of a list, each with its own title or apposition of one name.
_PLAIN = "(?-i:(?!(?:of|to|by|in|at|for|from|with|on|who|as|told|met|said|was|is|has|had) )(?:[a-z-]+|NGOs?))"
_RANK = "(?:former|then|ex|late|retired|acting|outgoing|incoming|visiting|senior|newly (?:appointed|elected|named))[ -]"
_BODY = "[\ue001-\ue004]"
_OFFICES = rf"[{_T}{_TS}](?:,|(?: of| for| at) {_BODY},?)? "
#: After a body's name only a title: a list does not run over "Skrei sued Fjordtekk".
_OFFICE = (
    rf"(?:{_RANK})?(?:{_A} )?(?:{_BODY}(?:'s)? (?:{_PLAIN} ){{0,2}}?(?:{_OFFICES}){{1,2}}|{_BODY}'s (?:{_PLAIN} )?"
    rf"|(?:{_PLAIN} ){{0,2}}?(?:{_OFFICES}){{0,2}})(?:{_PLAIN} )?"
)
BETWEEN = (
    rf"(?: \([^()]{{1,60}}\))?(?:, {_T}(?: (?:of|at|for) [{ENTITIES}])?)?"
    rf"(?:,? and |,? as well as |, |/|; | or )(?:(?:with|by|from|to|of) )?"
    rf"(?:{KINDS['person']}'s (?:[a-z-]+ )?(?:[a-z-]+|{_T}),? )?{_OFFICE}"
)
_FILL = {
    "start": "^",
    "post": f"[{_T}{_TS}]",
    "adjective": _A,
    "alone": f"(?<![\ue001\ue002\ue004{_A}] )(?<![\ue001\ue002\ue004]'s )",
    "bodiless": "(?<![\ue001\ue002] )(?<![\ue001\ue002]'s )",
    "unnamed": f"(?<!{_T} of )",
    "new": f"(?<!{KINDS['person']}, )",
    "whole": "(?!-)",
    "end": rf"(?!'s)(?!,? {KINDS['person']})(?! (?:{_T} ){{1,2}}{KINDS['person']})",
    "then": _THEN,
    "joint": "(?! (?:[^ .;]+ ){0,4}with)",
    "stop": f"(?! [{ENTITIES}{_T}])",
    "word": "(?-i:(?=[a-z]))",
    "near": _NEAR,
    "gap": _GAP,
    "skip": _SKIP,
    "over": _OVER,
    "office": _OFFICE,
}
#: What may stand in these, of its pieces.
_ITEMS = frozenset(KINDS.values())
_BETWEEN: dict[str, Steps] = {
    "post": (one(_T + _TS),),
    "adjective": (one(_A),),
    "then": (Past(frozenset(f";:{KINDS['person']}")),),
    "near": (Past(_ITEMS | frozenset(",;:")),),
    "gap": (Past(_ITEMS | frozenset(";:")),),
    "skip": (Past(frozenset(";")),),
    "over": (Past(frozenset(f";:{KINDS['person']}")),),
    "office": (Past(frozenset(f";:{KINDS['person']}")),),
}

#: After these slots a short remark in brackets is passed over where the pattern asks for none.
_NAMES = frozenset({"subject", "subjects", "object", "name"})
_LEAVES_ROOM = re.compile(r"(?! \[)(?: |,|\('s\)\? |\(,\)\? )")
_ASIDE = r"(?: \([^()]{1,60}\))?"
_ASIDE_STEPS = Either(((*said("("), Past(frozenset("()")), *said(")")), ()))
#: Before a verb an apposition, too: "Brun, the Herring Party's leader, was sworn in"; or the end of one ("the leader,
#: Brun, was"); or where a body is: "the High Court in Karelt fined".
_VERB = re.compile(
    r" (?:\{gap\}|\{near\})?(?:\((?:has|had|have|also)[^)]*\)\?)*"
    r"(?:<(?:was|be|met|sue|speak|together)>"
    r"|\(?[a-z -]*(?:ed|is|was|met|ran|told|bought|sold|took|won|owns|holds|runs|heads|works|leads)\b)"
)
_APPOSED_STEPS = Either(
    (
        (*said(","), Past(frozenset(f",;:{KINDS['person']}")), *said(",")),
        said(","),
        (one(["in", "of"]), one(KINDS["place"])),
        (),
    )
)
_APPOSED = rf"(?:, [^ ,;:{KINDS['person']}][^,;:{KINDS['person']}]{{0,80}},|,| (?:in|of) {KINDS['place']})?"


class PatternError(ValueError):
    """A pattern that cannot be understood; the message says why."""


@dataclass(frozen=True)
class Pattern:
    """``slots``: the named groups of its expression. ``outline``: in which sentences alone it need be looked for."""

    text: str
    expression: str
    slots: frozenset[str]
    outline: Outline

    @cached_property
    def regex(self) -> re.Pattern[str]:
        """The expression compiled, at its first use: a cable needs one in twenty."""
        return re.compile(self.expression, re.I)


def compile_pattern(
    text: str, subject: Sequence[str], obj: Sequence[str], words: Mapping[str, Sequence[str]]
) -> Pattern:
    """A pattern of a rule with these subject and object types. Raises PatternError."""
    out: list[str] = []
    depth, at, named = 0, 0, set()
    outline = Drawing()
    while at < len(text):
        token = _TOKEN.match(text, at)
        if not token:
            raise PatternError(f"cannot read {text[at : at + 12]!r}")
        here, at = token.span()
        if token["text"] is not None:
            out.append(_literal(token["text"]))
            outline.add(*said(_brackets(token["text"])))
        elif token["words"] is not None:
            if token["words"] not in words:
                raise PatternError(f"there is no word list {token['words']!r}")
            expression, step = _list(tuple(words[token["words"]]))
            out.append(expression)
            outline.add(step)
        elif token["group"] is not None:
            mark = token["group"]
            depth += (mark == "(") - (mark == ")")
            if depth < 0 or (mark == "?" and text[here - 1 : here] != ")"):
                raise PatternError(f"a {mark!r} without its other half")
            out.append("(?:" if mark == "(" else mark)
            outline.group(mark, text[at : at + 1] == "?")
        else:
            slot = token["slot"]
            if slot in _FILL:
                out.append(_FILL[slot])
                outline.add(*_BETWEEN.get(slot, ()))
                if slot in ("near", "gap", "skip", "over", "office", "then") and text[at : at + 1] == " ":
                    at += 1  # these end with their own blank
                continue
            expression, steps = _slot(slot, token["types"], subject, obj)
            base = slot.rstrip("s") if slot in ("subjects", "objects", "titles") else slot
            if base in ("subject", "object", "title", "title+", "country"):
                group = base.rstrip("+")
                if group in named:
                    raise PatternError(f"{{{slot}}} is there twice")
                named.add(group)
                expression = f"(?P<{group}>{expression})"
            out.append(expression)
            outline.add(*steps)
            if slot in _NAMES and _LEAVES_ROOM.match(text, at):
                out.append(_ASIDE)
                outline.add(_ASIDE_STEPS)
                if slot != "name" and _VERB.match(text, at):
                    out.append(_APPOSED)
                    outline.add(_APPOSED_STEPS)
    if depth:
        raise PatternError("a '(' without its other half")
    if "subject" not in named:
        raise PatternError("{subject} is missing")
    return Pattern(text, "".join(out), frozenset(named), outline.done())


def match_all(pattern: Pattern, sentence: Sentence) -> list[re.Match[str]]:
    """Every match, one for each place it can begin."""
    found: list[re.Match[str]] = []
    at = 0
    while match := pattern.regex.search(sentence.text, at):
        found.append(match)
        at = match.start() + 1
    return found


def _slot(slot: str, types: str | None, subject: Sequence[str], obj: Sequence[str]) -> tuple[str, Steps]:
    """The expression of a slot and its outline."""
    if slot in ("title", "titles"):
        kind = _T if slot == "title" else _TS
        return kind, (one(kind),)
    if slot == "title+":
        more = Either(((Past(_ITEMS | frozenset(",;:")),), ()))
        return rf"{_T}(?: (?:of|for|on|in charge of)(?: [\w'’-]+){{1,6}}?)?", (one(_T), more)
    if slot == "country":
        return _A, (one(_A),)
    chosen = types.split("|") if types else {"subject": subject, "object": obj}.get(slot.rstrip("s"))
    if chosen is None or slot not in ("subject", "subjects", "object", "objects", "name"):
        raise PatternError(f"there is no slot {{{slot}}}")
    for kind in chosen:
        if kind not in ENTITY_TYPES:
            raise PatternError(f"there is no entity type {kind!r}")
    items = "".join(KINDS[k] for k in chosen)
    step = one(items)
    if slot.endswith("s"):
        # Possessive, each step atomic: a list takes all it can and is never tried again shorter.
        return rf"[{items}](?>{BETWEEN}[{items}](?!-[a-z])){{0,20}}+", (step, Either(((Past(frozenset()), step), ())))
    return f"[{items}]", (step,)


@cache
def _list(words: tuple[str, ...]) -> tuple[str, Step]:
    """The expression of a word list, the longest first, and its outline."""
    return "(?:" + "|".join(map(_literal, sorted(words, key=lambda w: (-len(w), w)))) + ")", phrases(words)


@cache
def _literal(text: str) -> str:
    text = _brackets(text)
    expression = re.escape(text).replace(r"\ ", " ").replace("'", "['’]")
    left = r"\b" if re.match(r"\w", text) else ""
    right = r"\b" if re.search(r"\w$", text) else ""
    return left + expression + right


def _brackets(text: str) -> str:
    return text.replace("[", "(").replace("]", ")")
