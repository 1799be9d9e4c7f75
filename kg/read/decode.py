"""From the bytes of a file to its text: which encoding, and what is no text at all.

The text is what offsets count code points of. Nothing in it is cleaned: a byte-order mark is dropped, for it is no
character of the text; carriage returns, control characters and misread letters stay.
"""

from __future__ import annotations

import codecs
import re

#: How much of a file is looked at to tell text from other data, in bytes.
SAMPLE = 65_536

#: More than one control character in this many characters, and it is no text. A cable garbled in transmission has a
#: few; programs, pictures and compressed data have one in ten.
_CONTROLS_ONE_IN = 50

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16: its mark begins with that of UTF-16
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

#: What begins files that are not text although they may have few control characters near their start.
_OTHER = (b"%PDF-", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"{\\rtf", b"\xd0\xcf\x11\xe0", b"\x7fELF", b"SQLite format")

#: How every character beyond ASCII begins in UTF-8.
_UTF8 = re.compile(rb"[\xc2-\xf4][\x80-\xbf]")

#: The stray bytes of a damaged UTF-8 file, as Python keeps them, and what Windows-1252 (else Latin-1) says they are.
_STRAY = {0xDC00 + byte: bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in range(0x80, 0x100)}


def decode(data: bytes) -> str | None:
    """The text of a file; None if it is not text.

    UTF-8, UTF-16 and UTF-32 with a byte-order mark; UTF-8 without; else byte by byte: what is valid UTF-8 is read as
    UTF-8 and every other byte as Windows-1252, or Latin-1 where that has no character. So a file of either, and one
    in which both were pasted together, is read as it was meant. Never a lone surrogate.
    """
    if is_other(data):
        return None
    return to_text(data)


def to_text(data: bytes) -> str:
    """The text of these bytes, whatever they are; the rule of ``decode``."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            text = data.decode("utf-8-sig" if encoding == "utf-8" else encoding, _errors(encoding))
            return _mend(text) if encoding == "utf-8" else text
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    if not _UTF8.search(data):
        try:
            return data.decode("cp1252")  # the same as below, many times faster
        except UnicodeDecodeError:
            pass
    return _mend(data.decode("utf-8", "surrogateescape"))


def _errors(encoding: str) -> str:
    return "surrogateescape" if encoding == "utf-8" else "replace"


def _mend(text: str) -> str:
    return text.translate(_STRAY)


def is_wide(data: bytes) -> bool:
    """Whether these are the first bytes of UTF-16 or UTF-32 text, in which an ASCII letter is not one byte."""
    return any(data.startswith(mark) for mark, encoding in _MARKS if encoding != "utf-8")


def is_other(data: bytes) -> bool:
    """Whether these, the first bytes of a file or all of them, are not text: too many control characters."""
    if data.startswith(_OTHER):
        return True
    sample = data[:SAMPLE]
    if is_wide(data):
        # The sample may end within a character, which counts as one control character at most.
        sample = to_text(sample).encode("utf-8", "replace")
    controls = len(sample) - len(sample.translate(None, _CONTROLS))
    return controls * _CONTROLS_ONE_IN > len(sample)


#: Control characters that text does not need. Tab, line feed, form feed, carriage return and the end-of-file mark of
#: old systems (0x1A) are not among them.
_CONTROLS = bytes(code for code in range(0x20) if code not in b"\t\n\x0b\x0c\r\x1a") + b"\x7f"
