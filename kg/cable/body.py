"""The body of a telegram: paragraphs, headings, page marks, signer."""

from __future__ import annotations

import re

from kg.model import Paragraph, Problem, Span

#: ``SHANGHAI 00000059  002.2 OF 005``: what the printer put at the top of each page.
PAGE_MARK = re.compile(r"\b[A-Z][A-Z ]{2,25} 0\d{7}  ?\d{3}(?:\.\d)? OF \d{3}\b")

#: A paragraph mark at the start of a line. ``¶`` was added to every line that begins with a number, so a
#: number alone proves nothing: ``¶2007.`` is the end of a sentence.
_MARK = re.compile(
    r"^[ \t]*(?P<pilcrow>¶)?(?P<number>\d{1,4})\.(?P<blank>[ \t]*)(?:\((?P<marking>[A-Z][A-Z/ ]{0,12})\))?",
    re.MULTILINE,
)
_RULE = re.compile(r"^[ \t]*[-=_*](?:[-=_* \t]*[-=_*]){2,}[ \t]*$")
_SIGNER = re.compile(r"^[ \t]*(?!END |End )[A-Z][A-Za-z'\-]+(?: [A-Z][A-Za-z'\-]*\.?){0,2}(?<!\.)[ \t]*$")
_GLUED_SIGNER = re.compile(
    r"(?<=[.)\"”?!0-9]) +((?!END |COMMENT|SUMMARY|TEXT|NOTE)[A-Z][A-Z'\-]+(?: [A-Z][A-Z'\-]{2,}){0,2})[ \t]*$"
)
_SENTENCE_END = re.compile(r"[.!?:;)\"”][ \t]*$")


def page_marks(text: str, start: int) -> tuple[Span, ...]:
    """Every page mark from ``start`` on."""
    return tuple(Span(m.start(), m.end()) for m in PAGE_MARK.finditer(text, start))


def paragraph_marks(text: str, start: int, end: int) -> tuple[list[re.Match[str]], list[Problem]]:
    """The marks that open a paragraph, told from line-initial numbers by their sequence."""
    candidates = list(_MARK.finditer(text, start, end))
    with_pilcrow = any(m["pilcrow"] and m["number"] == "1" for m in candidates)
    marks: list[re.Match[str]] = []
    problems: list[Problem] = []
    last = 0
    for mark in candidates:
        number = int(mark["number"])
        in_sequence = number == last + 1
        if with_pilcrow and not mark["pilcrow"]:
            in_sequence = False
        near = bool(mark["pilcrow"]) and last < number <= last + 3
        marked = bool(mark["marking"]) and 0 < number <= last + 3
        if not (in_sequence or near or marked) or (last == 0 and number > 3):
            continue
        if not in_sequence:
            problems.append(Problem("W201", f"paragraph {number} follows paragraph {last}", mark.start()))
        marks.append(mark)
        last = number
    return marks, problems


def signer(text: str, start: int, end: int) -> Span | None:
    """The name that closes the cable: on a line of its own, or after the last sentence."""
    stop = end
    while stop > start and text[stop - 1].isspace():
        stop -= 1
    line_start = text.rfind("\n", start, stop) + 1 or start
    line = text[line_start:stop]
    if line_start > start and _SIGNER.match(line) and not _RULE.match(line):
        begin = line_start + len(line) - len(line.lstrip())
        before = text[start:line_start].rstrip()
        # A name in capitals needs no full stop before it; one in mixed case does, or it is the last word of a sentence.
        upper = line.strip() == line.strip().upper()
        blank_before = text[start:line_start].rstrip(" \t").endswith("\n\n")
        if upper or blank_before or _SENTENCE_END.search(before):
            return Span(begin, stop)
        return None
    glued = _GLUED_SIGNER.search(line)
    return Span(line_start + glued.start(1), stop) if glued else None


def _blocks(text: str, start: int, end: int) -> list[Span]:
    """Stretches without a blank line in [start, end)."""
    found: list[Span] = []
    at = start
    for gap in re.finditer(r"\n[ \t]*(?=\n)|\Z", text[start:end]):
        stop = start + gap.start()
        piece = text[at:stop]
        if piece.strip():
            lead = len(piece) - len(piece.lstrip())
            found.append(Span(at + lead, at + len(piece.rstrip())))
        at = stop
    return found


def is_heading(block: str) -> bool:
    """Whether a stretch between blank lines is a heading: short lines over a rule of hyphens, or one short line
    in capitals or title case that ends no sentence."""
    lines = [line.strip() for line in block.split("\n") if line.strip()]
    words = [line for line in lines if not _RULE.match(line)]
    if not words:
        return True
    if len(words) > 3 or any(len(line) > 100 for line in words):
        return False
    if len(words) < len(lines) and _RULE.match(lines[-1]):
        return True
    text = " ".join(words)
    if len(words) > 2 or text[-1] in ".;,:" or text.startswith(("-", "(", "¶", '"')):
        return False
    letters = re.findall(r"[^\W\d_]{4,}", text)
    return bool(letters) and len(text) <= 90 and all(word[0].isupper() for word in letters)


def paragraphs(text: str, start: int, end: int) -> tuple[list[Paragraph], list[Span], list[Problem]]:
    """Paragraphs and headings of the body [start, end), in order."""
    marks, problems = paragraph_marks(text, start, end)
    found: list[Paragraph] = []
    headings: list[Span] = []
    if marks:
        for span in _blocks(text, start, marks[0].start()):
            if is_heading(text[span.start : span.end]):
                headings.append(span)
            else:
                found.append(Paragraph(None, None, span.start, span.end))
        bounds = [m.start() for m in marks] + [end]
        for mark, stop in zip(marks, bounds[1:], strict=True):
            begin = mark.start() + len(mark[0]) - len(mark[0].lstrip())
            blocks = _blocks(text, begin, stop)
            # Headings stand after a paragraph's last block, before the next mark.
            keep = len(blocks)
            while keep > 1 and is_heading(text[blocks[keep - 1].start : blocks[keep - 1].end]) and stop != end:
                keep -= 1
            if keep < len(blocks) and PAGE_MARK.fullmatch(text[blocks[keep].start : blocks[keep].end].strip()):
                keep += 1
            headings.extend(blocks[keep:])
            found.append(Paragraph(mark["number"], mark["marking"], begin, blocks[keep - 1].end))
    else:
        for span in _blocks(text, start, end):
            if is_heading(text[span.start : span.end]):
                headings.append(span)
        spans = _blocks(text, start, end)
        if spans:
            found.append(Paragraph(None, None, spans[0].start, spans[-1].end))
            headings = []
    return found, sorted(headings), problems
