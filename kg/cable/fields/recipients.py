"""TO and INFO: the addressees of the transmission header."""

from __future__ import annotations

import re

from kg.cable.fields.opening import end_of_header
from kg.cable.fields.text import one_line, plain
from kg.cable.finds import LineStart
from kg.model import Recipient

#: Headers with hundreds of addressees exist; ten thousand lines of them do not.
_LONGEST = 400_000

_FIRST = LineStart.of(r"[ ]{0,4}(?:TO|INFO)\b")
_FROM = LineStart.of(r"[ ]{0,4}(?:FM|FROM)[ ]{0,2}:?[ ]{1,4}([^\n]{1,200})")
#: Where an addressee begins in the midst of a line.
_LOST_LINE = re.compile(
    r" (?<!XMT.)(?<=[A-Z0-9/].)(?=(?:INFO )?R[UH][A-Z]{3,6}/[A-Z]"
    r"|INFO (?:AM[EC]|US[A-Z]|SECSTATE|DEPT|[A-Z ]{2,30} COLL))"
)
#: A line with a route: where one has, all have.
_ROUTED = LineStart.of(r"(?:[ ]{0,4}(?:TO|INFO)[ ])?[ ]{0,4}R[A-Z]{4,7}/")
#: Addressees whose messages are numbered.
_NUMBERING = re.compile(r"AM(?:EMB|CON)|SECSTATE|US(?:MISSION|INT|LO|UN|EU|NATO)|DEPT|DEPARTMENT|WHITE|NSC")
_LABEL = re.compile(r"[ ]{0,8}(TO|INFO)(?:[ ]{0,2}:|[ ]|$)[ ]{0,4}")
_CAPITALS = re.compile(r"[A-Z]{2}")
_ROUTE = re.compile(r"(?:ZEN[ ]?/[ ]?)?(?P<route>R[A-Z]{4,7})[ ]{0,2}/{1,2}[ ]{0,2}(?=\S)|ZEN[ ]?/[ ]{0,2}")
_ROUTE_ONLY = re.compile(
    r"(?P<route>R[UH][A-Z]{3,5})[ ]{1,2}(?=(?:AM(?:EMBASSY|CONSUL)|SECSTATE|US|DEPT|NSC|CIA|DIA)\b)"
)
_PRECEDENCE = re.compile(r"[ ](NIACT IMMEDIATE|IMMEDIATE NIACT|IMMEDIATE|PRIORITY|ROUTINE|FLASH|NIACT|IMMED)$")
_PRECEDENCE_ENDS = ("E", "T", "Y", "H", "D")
_SERIAL = re.compile(r"[ ](\d{1,6})$")

#: What the printer left where a page broke in the midst of the addressees.
_PAGE = re.compile(
    r"\bPAGE[ ]{1,4}\d{1,3}(?:[ ]{1,4}OF[ ]{1,4}\d{1,3})?(?:[ ]{1,6}R[UH][A-Z]{3,5}[ ]{1,3}\d{3,6}"
    r"|[ ]{1,12}(?!TO\b|AM|SEC)[A-Z]{3,16}(?:[ ][A-Z]{2,12}){0,2}[ ]{1,3}\d{4,6})?"
    r"(?:[ ]{1,4}(?:\d\d[ ]OF[ ]\d\d|\d{6}Z))*[ ]?"
    r"|(?<![A-Z])[A-Z][A-Z ]{2,25}[ ]0\d{5,7}[ ]{1,3}\d{3}(?:\.\d)?[ ]OF[ ]\d{3}"
)
_NOISE = re.compile(r"(?:ZNR|ZNY|ZOC|ZUI|ZDK|ZDS|ZFR|DE R|BT$|[ZOPR]{1,2} \d{6}Z|VZCZC|[-=_*]{3,}|XXXX|UUUU|CCCC|NNNN)")

#: Offices and missions by whose name an address begins; after XMT such a line is one more exclusion.
_MISSION = re.compile(
    r"(?:AMEMB|AMCON|USMISSION|USINT|USLO|USUN|USEU|USNATO|UNVIE|USOFFICE|SECSTATE|AIT |BRANCH OFFICE)"
)
#: An office whose city the line's wrap put on the next line.
_OFFICE_ALONE = re.compile(r"(?:R[A-Z]{4,7}/)?(?:AMEMBASSY|AMCONSUL|AMCONGEN|USMISSION|USINT|USLO|USOFFICE)")
_NEXT_NAME = re.compile(r"[,;]|[ ](?=(?:AMEMBASSY|AMCONSUL|USMISSION|USINT|USLO|AMCONGEN)[ ])|\bAND\b|\n")

#: The end of a name that a line's wrap cut off: it is no addressee.
_TAIL = re.compile(
    r"(?:(?:WASHDC|WASHINGTON DC|WASHINGTON|DC|COLLECTIVE|IMMEDIATE|PRIORITY|ROUTINE|FLASH|NIACT|\d{1,6})(?: |$)){1,4}"
)


def _split(line: str) -> Recipient:
    """One addressee from its line."""
    line = one_line(line).strip(" ,;")
    found = _ROUTE.match(line) or _ROUTE_ONLY.match(line)
    route = found["route"] if found else None
    name = line[found.end() :] if found else line
    name, _, excluded = name.partition("XMT ") if "XMT " in name + " " else (name, "", "")
    name = name.strip(" (-,")
    precedence = serial = None
    while precedence is None or serial is None:
        if precedence is None and name.endswith(_PRECEDENCE_ENDS) and (match := _PRECEDENCE.search(name)):
            precedence, name = match[1], name[: match.start()]
        elif (
            serial is None
            and name[-1:].isdigit()
            and (match := _SERIAL.search(name))
            and _is_serial(name[: match.start()], match[1])
        ):
            serial, name = match[1], name[: match.start()]
        else:
            break
    return Recipient(route, name.strip(" ,;"), precedence, serial, _excluded(excluded) if excluded else ())


def _is_serial(name: str, number: str) -> bool:
    """Whether the number behind ``name`` counts messages; units have numbers of their own (``CJTF 82``)."""
    if _PRECEDENCE.search(name) or len(number) >= 4:
        return True
    return bool(_NUMBERING.match(name))


def _excluded(text: str) -> tuple[str, ...]:
    """The names after XMT, without routes, precedence and numbers."""
    names: list[str] = []
    for part in _NEXT_NAME.split(text):
        part = one_line(part or "").strip(" ,;.()")
        if part:
            name = _split(part).name if "XMT" not in part else part.replace("XMT", "").strip()
            if name and name not in names:
                names.append(name)
    return tuple(names)


def recipients(header: str) -> tuple[tuple[Recipient, ...], tuple[Recipient, ...]]:
    """Action and information addressees (TO, INFO) of a transmission header, in order.

    ``header`` may have the message opening glued to its end and may go on into the body: reading stops there.
    """
    text = plain(header[:_LONGEST])
    start = _FIRST.search(text)
    if not start:
        return (), ()
    # Where lines were lost, a route or INFO in the midst of one begins the next addressee.
    text = _LOST_LINE.sub("\n", text[start.start() : start.start() + end_of_header(text[start.start() :])])
    lines: dict[str, list[str]] = {"TO": [], "INFO": []}
    target = "TO"
    routed = bool(_ROUTED.search(text))
    for raw in text.split("\n"):
        line = _PAGE.sub(" ", raw) if "PAGE" in raw or " OF " in raw else raw
        for _ in range(3):
            label = _LABEL.match(line)
            if not label:
                break
            target, line = label[1], line[label.end() :]
        line = one_line(line)
        if line in {"TO", "INFO", "TO:", "INFO:"} or (not _CAPITALS.search(line) and not _TAIL.fullmatch(line)):
            continue
        if _NOISE.match(line):
            continue
        before = lines[target]
        has_route = bool(_ROUTE.match(line))
        if before and not has_route and _continues(line, before[-1], routed):
            before[-1] = f"{before[-1]} {line}" if "XMT" not in before[-1] else f"{before[-1]}, {line}"
        else:
            before.append(line)
    to, info = (tuple(one for one in map(_split, lines[key]) if one.name) for key in ("TO", "INFO"))
    return to, info


def _continues(line: str, before: str, routed: bool) -> bool:
    """Whether ``line`` (without a route) belongs to the addressee ``before``."""
    if line.startswith("XMT") or _TAIL.fullmatch(line):
        return True
    if "XMT" in before:
        return before.rstrip().endswith((",", "XMT", "AND")) or (
            (routed or before.startswith("ALL ")) and bool(_MISSION.match(line))
        )
    if _OFFICE_ALONE.fullmatch(before):
        return True
    return before.rstrip().endswith(("-", "/", "(", " AND", " OF", " FOR"))


def sender(header: str) -> str:
    """The FM line: ``AMCONSUL SHANGHAI``; "" if there is none. A route indicator before it is dropped."""
    text = plain(header[:_LONGEST])
    found = _FROM.search(text)
    if not found:
        return ""
    line = found[1][: end_of_header(found[1])]
    return _split(_PAGE.sub(" ", line)).name
