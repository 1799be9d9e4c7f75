"""The page of a cable as WikiLeaks published it in 2010: HTML, a table of id, created, released, classification and
origin, then two ``<pre>`` boxes, transmission header and message.

Offsets count code points of the two boxes' text, tags taken out and character references decoded, with a blank line
between them: that, not the page around it, is what was sent.
"""

from __future__ import annotations

import html
import re

from kg.cable.document import Listed, telegram
from kg.model import Document

_TAG = re.compile(r"<[^<>]*>")
_CELL = re.compile(r"<t[dh]\b[^<>]*>", re.IGNORECASE)
_TABLE = re.compile(r"<table[^<>]{0,200}\bclass=['\"]?cable\b", re.IGNORECASE)
_ID_HEADING = re.compile(r"<th\b[^<>]{0,80}>\s{0,20}Reference ID", re.IGNORECASE)


def is_page(head: str) -> bool:
    """Whether a text that begins so is such a page. What leads to other cables may fill most of its first 64 kB."""
    if "<" not in head:
        return False
    start = head[:2000].lower()
    return "<html" in start or "<!doctype html" in start or bool(_TABLE.search(head) or _ID_HEADING.search(head))


def read_page(text: str, source: str, sha256: str) -> Document:
    """A Document from such a page; one without paragraphs from any other HTML page."""
    table = _TABLE.search(text) or _ID_HEADING.search(text)
    if table is None:
        return Document("", "", source, sha256, "page")
    stop = text.find("<pre", table.start())
    values = [_plain(cell).strip() for cell in _cells(text[table.start() : stop if stop >= 0 else len(text)])]
    # Headings and values alike are cells: five of each.
    names = [name for name in values if name in _COLUMNS]
    given = dict(zip(names, values[len(names) :], strict=False))
    listed = Listed(
        id=given.get("Reference ID", ""),
        subject=_title(text[: table.start()], given.get("Reference ID", "")),
        date=given.get("Created", ""),
        classification=given.get("Classification", ""),
        origin=given.get("Origin", ""),
    )
    message = "\n\n".join(_plain(box) for box in _boxes(text, stop))
    return telegram(message, listed, source, sha256, form="page")


_COLUMNS = ("Reference ID", "Created", "Released", "Classification", "Origin")


def _cells(table: str) -> list[str]:
    return [piece.split("</t", 1)[0] for piece in _CELL.split(table)[1:]][:20]


def _title(before: str, cable: str) -> str:
    """The page's title, ``Viewing cable 09KARELT12, HARBOUR TALKS RESUME``: the listed subject."""
    at = before.rfind("Viewing cable")
    title = _plain(before[at : at + 600].split("</h", 1)[0]) if at >= 0 else ""
    _, _, subject = title.partition(f"{cable},")
    return subject.strip()


def _boxes(text: str, at: int) -> list[str]:
    """What is in the first two ``<pre>`` boxes."""
    found: list[str] = []
    while at >= 0 and len(found) < 2:
        begin = text.find(">", at)
        end = text.find("</pre", begin)
        if begin < 0:
            break
        found.append(text[begin + 1 : end if end >= 0 else len(text)])
        at = text.find("<pre", end) if end >= 0 else -1
    return found


def _plain(markup: str) -> str:
    text = _TAG.sub("", markup) if "<" in markup else markup
    if "&" not in text:
        return text
    try:
        return html.unescape(text)
    except ValueError:  # a reference of thousands of digits, which Python will not turn into a number
        return text
