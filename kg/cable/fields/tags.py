"""TAGS: subject, programme, country, organisation and person tags."""

from __future__ import annotations

import re

from kg.cable.fields.tag_codes import COMMON, GIVEN, KNOWN, NOT_TAGS, ORGANISATIONS, PLACES, PROGRAMMES, SUBJECTS, WORDS
from kg.cable.fields.text import first_page_mark, header_zone, labels
from kg.cable.finds import LineStart

#: At the start of a line the label may be misspelt and lack its colon.
_LABEL = LineStart.of(
    r"(?=[ ¶>*.\d(TA])[ ¶>*.]{0,6}(?:\d{1,2}\.[ ]?)?(?:\([A-Z/]{1,6}\)[ ]{0,3})?(?:"
    r"(?:TAGS|TAG|TGS|TAS|TABS|AGS|TAGA|TGAS|ATGS|TASG|TAGSS|TAGTS|TAGES|TAGD|TAGZ|TAHS|TAFS|TSGS|TAGE|TA GS|T AGS|"
    r"TAG S|TAGS/TERMS)(?:[ ]{0,3}[:;.=-][:;.= -]{0,4}|[ ]{1,6}(?=[A-Z]|$)|$)"
    r")",
    re.IGNORECASE,
)
#: In the midst of a line it is whole: ``E.O. 12958: N/A TAGS: ASEC``.
_INLINE = re.compile(
    r"[Tt](?i:AG)(?:(?:(?<![A-Za-z]...)|(?<=N/A...))(?i:S)?[ ]{0,2}:[ ]{0,4}"
    r"|(?<=[ ]...)(?i:S)[ ]{1,4}(?=[A-Za-z]{4}\b))"
)

#: Where the list is over.
_END = re.compile(
    r"(?<![A-Z])(?:SUBJECTS?[ ]{0,3}(?:[:;.\-]|\n|$)|SUBJ\b|SUBJET\b|SUBEJCT\b|SUJECT\b|UBJECT\b|SUBJ?ECT\b|"
    r"REFS?(?:\([Ss]\))?[ ]{0,2}[:.]|REFTELS?\b|REF[ ]|CLASS?IFIED\b|SUMMARY\b|E\.?[ ]?O\.?[ ]{0,2}1\d{4}|REASONS?\b|"
    r"DECL\b|(?:TAGS|TAGS)[ ]?:)|¶|\n[ ]{0,6}[-=_*]{3}|\n[ ]{0,4}1[.)]|\bC O N F I D|\bS E C R E T|\bUNCLAS\b",
    re.IGNORECASE,
)

_CODE_LINE = re.compile(r"[ ]{0,8}(?:\(?[A-Za-z0-9]{2,8}\)?[,;./ ]{1,6})*\(?[A-Za-z0-9]{2,8}\)?[ ,;./]{0,8}")
#: Codes of more than two letters.
_LONG = SUBJECTS | PROGRAMMES | ORGANISATIONS
_HEADER_WORDS = ("SENSITIVE", "SIPDIS", "NOFORN")
#: One of them run on to a tag.
_RUN_ON = re.compile(rf"(?<=[A-Z]{{4}})(?:{'|'.join(_HEADER_WORDS)})$")
_JOINERS = frozenset({"OF", "AND", "THE", "ON", "IN", "FOR", "TO", "DE", "&"})
_VISITS = frozenset({"OVIP", "OREP", "OFDP", "VIP", "PINR", "PBIO", "KVIP", "OVP"})

#: Neighbours on the keyboard, for misprints such as ``PREK``.
_KEYS = dict(
    pair.split("=")
    for pair in (
        "Q=WA W=QES E=WRD R=ETF T=RYG Y=TUH U=YIJ I=UOK O=IPL P=OL A=QSZ S=ADWX D=SFEC F=DGRV G=FHTB H=GJYN J=HKUM "
        "K=JLI L=KOP Z=ASX X=SDZC C=DFXV V=FGCB B=GHVN N=HJBM M=JKN"
    ).split()
)


def _split(token: str) -> list[str] | None:
    """The codes of which ``token`` is run together, fewest first; None if it is not."""
    if not 5 <= len(token) <= 60 or token in WORDS:
        return None
    best: list[list[str] | None] = [[]] + [None] * len(token)
    for end in range(2, len(token) + 1):
        for size in (5, 4, 6, 3, 2):
            head = best[end - size] if size <= end else None
            piece = token[end - size : end] if size <= end else ""
            known = piece in (PLACES if size == 2 else _LONG)
            if head is not None and known and (best[end] is None or len(head) + 1 < len(best[end] or [])):
                best[end] = [*head, piece]
    pieces = best[-1]
    if not pieces or len(pieces) < 2:
        return None
    subjects = [piece for piece in pieces if piece in SUBJECTS or piece in PROGRAMMES]
    # Countries alone spell too many words, and a word of five letters is more often a name than a tag and a half.
    return pieces if subjects and len(subjects) * 2 >= len(pieces) else None


def _mend(token: str) -> str:
    """``token`` or, where it is a plain misprint of one common tag, that tag."""
    if token in KNOWN or token in WORDS or not 3 <= len(token) <= 6:
        return token
    letters = token.replace("0", "O").replace("1", "I").replace("5", "S")
    if letters in KNOWN:
        return letters
    if re.fullmatch(r"K[A-Z]{3}", letters):
        return letters  # programme tags are made and dropped too often to call one wrong
    near: set[str] = set()
    for i in range(len(letters)):
        near.add(letters[:i] + letters[i + 1 :])
        if i + 1 < len(letters):
            near.add(letters[:i] + letters[i + 1] + letters[i] + letters[i + 2 :])
        if len(letters) == 3:
            continue
        if len(letters) == 4:
            near.update(letters[:i] + key + letters[i + 1 :] for key in _KEYS.get(letters[i], ""))
    if len(letters) == 3:  # a letter lost
        near = {
            tag for tag in COMMON if tag[0] == letters[0] and any(tag[:i] + tag[i + 1 :] == letters for i in (1, 2, 3))
        }
    doubled = {tag for tag in near if len(letters) == 5 and set(letters) == set(tag) and tag in SUBJECTS | PROGRAMMES}
    found = doubled or near & COMMON
    return found.pop() if len(found) == 1 else token


def _codes(item: str, after: str) -> list[str]:
    """The tags of one stretch without commas; ``after`` is the tag before it."""
    words = item.split()
    found: list[str] = []
    name: list[str] = []  # words of no code, one after the other: one tag of several words

    def close() -> None:
        while name and name[-1] in _JOINERS:
            name.pop()
        if not name:
            return
        before = found[-1] if found else after
        person = len(name) > 1 and (before in _VISITS or (len(name) == 2 and not GIVEN.isdisjoint(name)))
        if person and len(name) == 2 and name[0] in GIVEN and name[1] not in GIVEN:
            name.reverse()
        found.append(f"{name[0]}, {' '.join(name[1:])}" if person else " ".join(name))
        name.clear()

    skip = False
    for i, word in enumerate(words):
        if skip:
            skip = False
            continue
        following = words[i + 1] if i + 1 < len(words) else ""
        if name and word in _JOINERS:
            name.append(word)
            continue
        if word.endswith(_HEADER_WORDS):
            word = _RUN_ON.sub("", word)
        parts = word.split("-")
        if len(parts) > 1 and all(part in KNOWN for part in parts):
            close()
            found.extend(parts)
            continue
        pieces = [word] if word in KNOWN else None
        if pieces is None and word + following in SUBJECTS and len(word) < 4 and following not in SUBJECTS:
            pieces, skip = [word + following], True  # a code broken by the line's wrap
        if pieces is None:
            pieces = _split(word)
        if pieces is None and (mended := _mend(word)) in KNOWN:
            pieces = [mended]
        starts = following in _JOINERS or following in GIVEN or (len(following) > 4 and following not in KNOWN)
        if pieces is None and ((len(word) <= 4 and not name and not starts) or re.fullmatch(r"K[A-Z]{3}", word)):
            pieces = [word]
        if pieces is None:
            name.append(word)
        else:
            close()
            found.extend(pieces)
    close()
    return found


def _listed(text: str) -> list[str]:
    """The tags of a list, as written but mended."""
    found: list[str] = []
    text = re.sub(r"\b(U)\.[ ]?([SN])\b\.?", r"\1\2", text, flags=re.IGNORECASE)
    text = re.sub(r"[\[{]", "(", re.sub(r"[\]}]", ")", text.upper().replace("N/A", " ")))
    at = 0
    for bracket in re.finditer(r"\(([^()]{1,80})\)", text):
        found += _flat(text[at : bracket.start()], found)
        inner = [" ".join(re.findall(r"[A-Z0-9'&-]+", part)) for part in bracket[1].split(",")]
        inner = [part for part in inner if part]
        if inner and not all(word in KNOWN for part in inner for word in part.split()):
            words = inner[0].split()
            if len(inner) == 1 and len(words) > 1 and (not found or found[-1] in _VISITS):
                if len(words) == 2 and words[0] in GIVEN and words[1] not in GIVEN:
                    words.reverse()
                inner = [words[0], " ".join(words[1:])]
            found.append(", ".join(inner))
        else:
            found += _flat(bracket[1], found)
        at = bracket.end()
    return found + _flat(text[at:], found)


def _flat(text: str, before: list[str]) -> list[str]:
    """The tags of a list without parentheses."""
    found: list[str] = []
    loose: list[int] = []  # where in ``found`` a single word of no code stands
    for item in re.split(r"[,;:/|()]|(?<=[A-Z0-9])\.(?=[ \n]|$)|\.{2,}", text):
        item = " ".join(re.findall(r"[A-Z0-9'&-]*[A-Z][A-Z0-9'&-]*", item))
        words = item.split()
        if loose and loose[-1] == len(found) - 1 and words and words[0] in GIVEN and KNOWN.isdisjoint(words):
            found[-1] = f"{found[-1]}, {item}"  # ROE, JANE Q.
            loose.pop()
            continue
        tags = _codes(item, (before + found)[-1] if before or found else "")
        visited = bool(_VISITS & {*before[-2:], *found[-2:]})
        if len(tags) == 1 and tags[0] not in KNOWN and (len(tags[0]) >= 4 or tags[0] in GIVEN or visited):
            family = len(found) - 1
            visit = (before + found)[-2] if len(before) + len(found) > 1 else ""
            if loose and loose[-1] == family and (tags[0].split()[0] in GIVEN or visit in _VISITS):
                found[family] = f"{found[family]}, {tags[0]}"
                loose.pop()
                continue
            loose.append(len(found))
        found += tags
    return found


def _span(zone: str, start: int) -> str:
    """The text of the list that begins at ``start``: its line and the lines that continue it."""
    end = _END.search(zone, start, start + 3000)
    lines = zone[start : end.start() if end else start + 3000].split("\n")
    taken = [lines[0]]
    blank = not lines[0].strip()
    for line in lines[1:20]:
        if not line.strip():
            blank = True
            continue
        mark = first_page_mark(line)
        open_end = "".join(taken).rstrip().endswith((",", "/", ";", "("))
        # A list goes on after a comma, or on a line of nothing but codes that follows at once.
        if not "".join(taken).strip():
            taken.append(line)
        elif mark >= 0 and not line[:mark].strip():
            continue
        elif (
            open_end
            or (blank and _all_codes(line))
            or (not blank and _CODE_LINE.fullmatch(line) and _mostly_codes(line))
        ):
            taken.append(line)
        else:
            break
        blank = False
    return "\n".join(taken)


def _all_codes(line: str) -> bool:
    words = re.findall(r"[^\s,;/]+", line)
    return len(words) > 0 and all(word in KNOWN for word in words) and not PLACES.issuperset(words)


def _mostly_codes(line: str) -> bool:
    words = re.findall(r"[A-Za-z]+", line)
    known = sum(word.upper() in KNOWN or (len(word) == 4 and word.upper().startswith("K")) for word in words)
    return bool(words) and line.upper() == line and known * 2 >= len(words)


def tags(body: str) -> tuple[str, ...]:
    """The TAGS in upper case, in order, without repeats.

    ``body`` is everything from the message opening on, or any part of it. Codes run together are split, plain
    misprints mended, tags of several words kept whole, persons given as ``RICE, CONDOLEEZZA``.
    """
    zone = header_zone(body)
    found: list[str] = []
    for label in labels(zone, _LABEL, _INLINE):
        # A misspelt label is one only where no other was, and where codes follow: TAS and AGS begin sentences too.
        proper = "TAG" in label[0].upper() and ":" in label[0]
        span = _span(zone, label.end())
        if (found and not proper) or not (proper or _mostly_codes(span.upper())):
            continue
        found += _listed(span)
    return tuple(dict.fromkeys(tag for tag in found if len(tag) > 1 and tag not in NOT_TAGS))
