"""The electronic telegrams of 1973-79 as the National Archives give them out.

All in capital letters; ``MESSAGE TEXT`` over the telegram, ``MESSAGE ATTRIBUTES`` and a list of ``Name: value`` fields
after it (or before it, in some copies); at the top of each page the classification and ``PAGE 02  STATE 015113``; over
the header who was sent copies (ORIGIN, ACTION, INFO), who drafted and who approved it.
"""

from __future__ import annotations

import re

from kg.cable.document import Listed, telegram
from kg.cable.header import DTG
from kg.model import Document

_PAGE_ONE = re.compile(r"^[ \t]{0,40}PAGE[ ]{1,4}01[ ]{1,12}[A-Z][A-Z ]{1,24}[ ]\d{4,6}", re.MULTILINE)
_TEXT = re.compile(r"^[ \t]{0,100}message text[ \t\r]{0,40}$", re.MULTILINE | re.IGNORECASE)
_ATTRIBUTES = re.compile(r"^[ \t]{0,100}message attributes[ \t\r]{0,40}$", re.MULTILINE | re.IGNORECASE)
_ATTRIBUTE = re.compile(
    r"^[ \t]{0,40}(Document Number|Original Classification|Draft Date|Subject)[ \t]{0,20}:[ \t]{0,20}([^\r\n]{1,300})$",
    re.MULTILINE | re.IGNORECASE,
)


def is_electronic(head: str) -> bool:
    """Whether a text that begins so is such a telegram."""
    return bool(_PAGE_ONE.search(head)) or (bool(_TEXT.search(head)) and bool(DTG.search(head)))


def read_electronic(text: str, source: str, sha256: str) -> Document:
    """A Document from such a telegram."""
    begin = _TEXT.search(text)
    at = begin.end() if begin else 0
    after = _ATTRIBUTES.search(text, at)
    margin = (text[after.start() :] if after else "") + "\n" + text[:at][-20_000:]
    stated = {name.lower(): value.strip() for name, value in _ATTRIBUTE.findall(margin)}
    number = re.match(r"(?:19)?(\d\d)([A-Z .]{2,30}?)(\d{1,6})\b", stated.get("document number", ""))
    listed = Listed(
        id=f"{number[1]}{number[2].replace(' ', '')}{int(number[3])}" if number else "",
        subject=stated.get("subject", ""),
        date=stated.get("draft date", ""),
        classification=stated.get("original classification", ""),
    )
    # What stands over the header, the list of copies, is no part of the telegram.
    sent = DTG.search(text, at)
    return telegram(text, listed, source, sha256, at=sent.start() if sent else at, form="electronic")
