"""Signers: the names that close a telegram."""

from __future__ import annotations

import re

from kg.cable.fields.text import RULE, one_line, plain, without_page_marks

#: A signer stands on the last page.
_TAIL = 12_000

_WORD = r"(?:S[Tt]\.|[A-ZÀ-Þ][a-zA-ZÀ-ÿ]{0,3}['’]?[A-ZÀ-Þ]?[A-Za-zÀ-ÿ]{1,18}(?:-[A-ZÀ-Þ][A-Za-zÀ-ÿ]{1,18})?|[A-Z]\.)"
_NAME = re.compile(
    rf"{_WORD}(?:[ ]{{1,2}}(?:{_WORD}|de|la|van|von|der|del|di|da|al|el)){{0,4}}(?:,?[ ](?:Jr|JR|Sr|SR|II|III|IV)\.?)?"
)

#: What stands behind the signer: end signs, stamps, classification once more, notes of the code clerks.
_DEBRIS = re.compile(
    r"^(?:N{3,}|BT|#?\d{1,6}|[.\s]*|\.{2,}|ZNNN|SIPDIS|NOFORN|SENSITIVE|> .{0,60}|END (?:TEXT|NOTE|QUOTE)\.?"
    r"|MINIMIZE CONSIDERED\.?|MINIMIZE [A-Z ]{1,40}"
    r"|(?:UNCLAS(?:SIFIED)?|CONFIDENTIAL|SECRET|LIMITED OFFICIAL USE|C O N F I D E N T I A L|S E C R E T)"
    r"(?:[ /]{1,4}(?:NOFORN|SENSITIVE|FOR OFFICIAL USE ONLY|FOUO|EXDIS|NODIS|SIPDIS|PAGE \d{1,3}))*"
    r"|\(?\*?(?:NOTE BY OC|NOTE: |OC/T NOTE|NOTE BY ).{0,160}|<{0,2} ?END OF (?:DOCUMENT|CABLE|MESSAGE|TEXT) ?>{0,2}\.?"
    r"|[-=*_ ]{0,60}(?:END (?:OF )?CABLE(?: TEXT)?|CABLE ENDS?|END MESSAGE)[-=*_ .]{0,60}"
    r"|\d{1,2} [A-Z]{3,9} \d{4}|ID:?\s{1,4}\d{1,9}|Track impresi.{0,200}|[A-Z]{2,8} @ .{0,40}"
    r"|(?:visit|please visit|for more|this site|also available|http|www\.|more information|the full text).{0,200}"
    r"|X{6,}"
    r"|[-+]{1,3}\d{0,4}|[<>|\\^%]{1,4})",
    re.IGNORECASE,
)
#: The same in the midst of a line, and words of which every such line has one.
_DEBRIS_AMID = re.compile(
    r"^(?:.{0,60}\b(?:Declassified/Released|Systematic Review|US Department of State)\b.{0,90}"
    r"|.{0,100}\b(?:https?://|sgov\.gov|intelink|classified web ?site)\b.{0,200}|.{1,60}\.\.\.)",
    re.IGNORECASE,
)
_AMID = ("...", "declassified/", "systematic", "department", "http", "sgov.", "intelink", "classified web")
#: The same where it stands on the signer's own line.
_BEHIND = re.compile(
    r"(?:[ ]{1,4}(?:N{4,}|BT|UNCLASSIFIED|CONFIDENTIAL|SECRET|NOFORN|SIPDIS|#\d{1,6}"
    r"|\d{4}-\d\d-\d\d|(?<=[A-Z]{4} )\d{3,6})"
    r"|[ ]{0,4}[=*_-]{3,}.{0,80})$"
)
_BEHIND_ENDS = frozenset("NTDLMS0123456789")
_NOT_NAMES = frozenset(
    """
    COMMENT SUMMARY TEXT END NOTE PARTICIPANTS ACTION REQUEST BACKGROUND INTRODUCTION CONCLUSION BIO CONTINUED BEGIN
    SECTION SENSITIVE PARAGRAPH ENDS REGARDS SINCERELY BEST ATTACHMENT ANNEX NONPAPER THANKS TABLE PART CLASSIFIED
    REASONS OVERVIEW CONTACT ENCLOSURE DISTRIBUTION CORRECTION ADDENDUM CABLE MESSAGE QUOTE UNQUOTE TRANSLATION NONE
    DECLASSIFIED SOURCE CLEARED DRAFTED APPROVED WASHINGTON DEPARTMENT STATE EMBASSY POST MINIMIZE TELEGRAM PERSONNEL
    """.split()
)
_TITLES = frozenset(
    "ambassador amb charge chargé d'affaires daffaires a.i ai acting dcm adcm consul general cg minister".split()
)
_SMALL = re.compile(r"[a-z]{3}")
_SENTENCE_END = re.compile(r"[.!?:;)\"”*'’]$")
_CAPITALS = r"(?:[A-Z][A-Z'’-]{2,20}(?:[ ][A-Z][A-Z'’-]{1,20}){0,2}|[A-Z][A-Z'’][ ][A-Z][A-Z'’-]{2,20})"
#: Words of signing around a name, and what stands between two names.
_SIGNED = re.compile(r"^(?:/S/|S/|SIGNED:?|\(SIGNED\))[ ]{0,3}|[ ]{0,2}(?:\(ACTING\)|/S/)$", re.IGNORECASE)
_BETWEEN = re.compile(r"[ ]{0,2}/[ ]{0,2}|[ ](?:AND|and|&)[ ]|,[ ]{1,3}(?!J[Rr]\b|S[Rr]\b|I{2,3}\b)")
_ENDS_IN_CAPITALS = re.compile(r"[A-Z'’-]")
_GLUED = re.compile(
    # U.S. ends no sentence.
    rf"(?:(?<!\b[A-Z])[.!?)\"”:]|--)[ ]{{1,6}}(?P<name>{_CAPITALS})$"
    rf"|^[( ]{{0,3}}END[ ](?:OF[ ])?(?:COMMENT|SUMMARY|TEXT|NOTE|MESSAGE|CABLE|TRANSLATION|PART \w{{1,5}})[.)]{{0,2}}"
    rf"[ ]{{1,6}}(?P<after>{_CAPITALS})$"
    rf"|(?<=[a-z]{{2}}[.!?])(?P<tight>{_CAPITALS})$"
    rf"|\bUNQUOTE\.?[ ](?P<quoted>{_CAPITALS})$"
    rf"|^End[ ].{{1,60}}?[a-z.)][ ]{{1,4}}(?P<mixed>{_CAPITALS})$"
    rf"|(?:https?:|www\.|sgov|[Ww]iki)[^\s]{{0,200}}(?:[ ][^\s]{{1,60}}){{0,2}}[ ]{{1,4}}(?P<web>{_CAPITALS})$"
)


def _lines(body: str) -> list[str]:
    """The last lines of ``body`` without page marks, and without the margin fields of the National Archives."""
    text = plain(body[-_TAIL:] if len(body) > _TAIL else body)
    margin = "Message Attributes" in text and re.search(r"^[-=* ]{0,40}Message Attributes", text, re.MULTILINE)
    return without_page_marks(text[: margin.start()] if margin else text).split("\n")


def _is_debris(line: str) -> bool:
    if _DEBRIS.fullmatch(line):
        return True
    small = line.lower()
    return any(word in small for word in _AMID) and bool(_DEBRIS_AMID.fullmatch(line))


def _title(word: str) -> bool:
    """Whether ``word`` is a title of those who sign, no name."""
    return word.lower().strip(".") in _TITLES


def _split(text: str) -> list[str]:
    """The names of one line: several behind slashes and ANDs, the same name said twice once."""
    if text[:1] in "Ssſ" or "/" in text or "(" in text:
        text = _SIGNED.sub("", text)
    names: list[str] = []
    for part in _BETWEEN.split(text):
        junior = part.endswith(("r.", "R.")) and part[-3:-2] in {"J", "S", "j", "s"}
        part = one_line(part) if junior else one_line(part).strip(" .,;*-_()[]'\"#")
        words = part.split(" ")
        half = len(words) // 2
        if half and len(words) % 2 == 0 and [w.lower() for w in words[:half]] == [w.lower() for w in words[half:]]:
            part = " ".join(words[:half])
        while len(words) > 1 and _title(words[0]):
            words.pop(0)
            part = " ".join(words)
        if part and not all(map(_title, part.split(" "))):
            names.append(part)
    return names


def _is_name(text: str) -> bool:
    words = text.upper().split()
    return bool(_NAME.fullmatch(text)) and len(words) <= 4 and not any(word.strip(".,") in _NOT_NAMES for word in words)


def _signers_in(line: str, sentence_before: bool, shouting: bool) -> list[str]:
    """The signers a whole line consists of, [] if it is no such line."""
    text = line.strip(" *_-\t")
    if len(text) > 60 or text.endswith((",", ":", ";", "-")):
        return []
    capitals = text.upper() == text
    if text.endswith(".") and not (capitals and len(text.split()) == 1) and not re.search(r"\b[JS][Rr]\.$", text):
        return []
    if not (names := _split(text)):
        return []
    if len(names) == 1 and text.islower() and re.fullmatch(r"[a-z]{4,16}", text) and sentence_before:
        return names
    if not all(map(_is_name, names)):
        return []
    # In a cable all in capitals, and for a name in small letters, the sentence before must be over.
    return names if sentence_before or (capitals and not shouting and not text.endswith(".")) else []


def _glued(line: str, *ways: str) -> str:
    """The name that ends ``line`` after something else, in one of these ways; "" if none does."""
    glued = _GLUED.search(line) if _ENDS_IN_CAPITALS.match(line[-1:]) else None
    return next(filter(None, glued.group(*ways, 0)[:-1]), "") if glued else ""


def signed_by(body: str) -> tuple[str, ...]:
    """The names that close the telegram, as written, in order, without repeats; () where nobody signed."""
    lines = [line.rstrip() for line in _lines(body)]
    while len(lines) > 1 and not lines[-1]:
        lines.pop()
    # A cable all in capitals has no small letters in the lines before the last.
    shouting = not _SMALL.search("\n".join(lines[-30:-1]))
    at = len(lines) - 1
    stamped = False
    found: list[str] = []
    while at >= 0 and len(found) < 8:
        line = lines[at].strip()
        if not found and _is_debris(line):
            stamped = line.startswith(("Declassified/Released", "Declassified/ Released"))
        elif stamped and line and line.upper() != line and lines[at + 1].strip():
            stamped, line = False, ""  # the officer whose stamp it is
        if line[-1:] in _BEHIND_ENDS or "---" in line or "===" in line or "***" in line or "___" in line:
            line = line[:-140] + _BEHIND.sub("", line[-140:])
        if not line or RULE.fullmatch(line) or (not found and _is_debris(line) and not _glued(line, "web")):
            # A rule above a name makes the name a heading's neighbour, no second signer.
            if found and line:
                break
            at -= 1
            continue
        above = next((one.strip() for one in reversed(lines[:at]) if one.strip()), "")
        blank_above = at == 0 or not lines[at - 1].strip()
        over = (
            blank_above
            or not above
            or bool(_SENTENCE_END.search(above) and not above.endswith(":"))
            or bool(RULE.fullmatch(above))
            or _is_debris(above)
        )
        names = _signers_in(line, over or bool(_signers_in(above, True, False)), shouting)
        if names and not found:
            found = names
        elif names and line.upper() == line and len(line.split()) <= 2:
            found = names + found
        else:
            name = "" if found else _glued(line, "name", "tight", "after", "mixed", "web", "quoted")
            if name and not any(word in _NOT_NAMES for word in name.split()):
                found = _split(name)
            break
        at -= 1
    unique: dict[str, str] = {}
    for name in found:
        unique.setdefault(name.lower(), name)
    return tuple(unique.values())
