"""What holds of every document's layout, whatever was read; used by several tests."""

from __future__ import annotations

from kg.cable.flat import blocks
from kg.model import Document


def check_layout(document: Document) -> None:
    """The partition of the body: every character that is not blank lies in exactly one part; all offsets in order."""
    text, body = document.text, document.body
    parts = [*document.paragraphs, *document.headings, *document.signers, *document.trailer]
    owners = [0] * len(text)
    for part in parts:
        assert body.start <= part.start < part.end <= body.end, part
        assert not text[part.start].isspace()
        assert not text[part.end - 1].isspace()
        for at in range(part.start, part.end):
            owners[at] += 1
    assert max(owners, default=0) <= 1, "two parts overlap"
    left = [at for at in range(body.start, body.end) if not owners[at] and not text[at].isspace()]
    assert not left, f"in no part: {text[left[0] : left[0] + 60]!r}" if left else ""
    if parts:
        assert not text[body.end :].strip(), "the body does not go to the end"
    for group in (document.paragraphs, document.headings, document.signers, document.trailer, document.page_marks):
        assert list(group) == sorted(group, key=lambda part: part.start)
    for section in document.sections:
        assert 0 <= section.start < section.end <= len(text)
        assert 0 < section.number <= section.of
    for problem in document.problems:
        assert 0 <= problem.start <= len(text)


def check_blocks(document: Document) -> None:
    """Blocks show the text's own characters, in order, and nothing outside paragraphs and headings."""
    before = -1
    for block in blocks(document):
        assert len(block.offsets) == len(block.text) + 1
        for char, offset in zip(block.text, block.offsets, strict=False):
            assert offset > before
            before = offset
            assert char == document.text[offset] or char in " \n"
