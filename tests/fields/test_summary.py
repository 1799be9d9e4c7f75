"""The summary: field, fragment, expected. All contents are invented."""

from __future__ import annotations

import pytest

from kg.cable.fields import summary

CASES = [
    ("inline", "¶1. (C) SUMMARY: The road is open. END SUMMARY.\n\n¶2. (C) More.", "The road is open."),
    ("inline", "¶1.  (SBU) Summary:  The road\nis open.    End Summary. \n\n¶2. More", "The road is open."),
    ("inline", "1. (C) SUMMARY. The road is open. End summary.\n2. (C) More", "The road is open."),
    ("inline", "¶1. Summary: The road is open. End summary\n", "The road is open."),
    ("inline", "¶1. (C) SUMMARY - The road is open. END SUMMARY.", "The road is open."),
    ("inline", "¶1. (C) SUMMARY -- The road is open. END SUMMARY.", "The road is open."),
    ("inline", "¶1. SUMMARY. (C) The road is open. END SUMMARY.", "The road is open."),
    ("inline", "SUMMARY: The road is open. END SUMMARY.", "The road is open."),
    ("inline", "¶1. (C) BEGIN SUMMARY: The road is open. END SUMMARY.", "The road is open."),
    ("inline", "¶1. (C) (Summary: The road is open. End summary.)", "The road is open."),
    ("inline", "¶1. (C) Summary: The road is open. (End Summary.)", "The road is open."),
    ("inline", "¶2. (C) Summary: The road is open. End Summary.", "The road is open."),
    ("inline", "¶1. (C) SUMMARY AND COMMENT: The road is open. END SUMMARY AND COMMENT.", "The road is open."),
    ("inline", "¶1. (C) SUMMARY AND ACTION REQUEST. The road is open. END SUMMARY.", "The road is open."),
    ("inline", "¶1. (C) EXECUTIVE SUMMARY: The road is open. END SUMMARY.", "The road is open."),
    ("inline", "¶1. (C) SUMMARY: The road is open. END \nSUMMARY.", "The road is open."),
    ("inline", "¶1. (C) SUMMARY: The road is open. SUMMARY ENDS.", "The road is open."),
    ("inline", "¶1. (C) SUMMARY: The road is open. END SUM.", "The road is open."),
    (
        "page mark",
        "¶1. (C) SUMMARY: The road\n\nACCRA 00000123  001.2 OF 003\n\nis open. END SUMMARY.",
        "The road is open.",
    ),
    (
        "page mark",
        "¶1. (C) SUMMARY: The road is open. END\n\nACCRA 00000123  001.2 OF 003\n\nSUMMARY.",
        "The road is open.",
    ),
    ("heading", "SUMMARY\n-------\n\n¶1. (C) The road is open. END SUMMARY.\n", "The road is open."),
    ("heading", "------- \nSUMMARY \n------- \n \n¶1. (C) The road is open. End summary.\n", "The road is open."),
    ("heading", "Summary -------\n\n¶1. (C) The road is open. End summary.\n", "The road is open."),
    ("heading", "Summary\n\n¶1. (C) The road is open. End summary.\n", "The road is open."),
    ("heading", "¶1. (C) SUMMARY\n-------\nThe road is open. End summary.\n", "The road is open."),
    (
        "heading",
        "SUMMARY AND COMMENT\n-------------------\n¶1. (C) The road is open. END SUMMARY.",
        "The road is open.",
    ),
    (
        "several paragraphs",
        "SUMMARY\n-------\n¶1. (C) The road is open.\n\n¶2. (SBU) The bridge is not. END SUMMARY.\n\n¶3. (C) More",
        "The road is open. The bridge is not.",
    ),
    (
        "several paragraphs",
        "¶1. (C) Summary: The road is open.\n\n¶2. (C) The bridge is not.\n\n¶3. (C) Nor is the port. End summary.\n",
        "The road is open. The bridge is not. Nor is the port.",
    ),
    (
        "false mark",
        "¶1. (C) Summary: The road is open since May\n¶2007. The bridge is not. End summary.\n",
        "The road is open since May 2007. The bridge is not.",
    ),
    (
        "false mark",
        "¶1. (C) Summary: The road is open since June\n¶6. The bridge is not. End summary.\n",
        "The road is open since June 6. The bridge is not.",
    ),
    ("no end mark", "¶1. (C) SUMMARY: The road is open.\n\n¶2. (C) The bridge is not.\n", "The road is open."),
    (
        "no end mark",
        "SUMMARY\n-------\n¶1. (C) The road is open.\n\nBRIDGES\n-------\n¶2. (C) More",
        "The road is open.",
    ),
    ("no end mark", "¶1. (C) SUMMARY: The road is open.\n\nBridges\n-------\n\n¶2. (C) More", "The road is open."),
    ("inline", "¶1. (C) SUMMARY The road is open. END SUMMARY.", "The road is open."),
    ("inline", "A. (C) SUMMARY: The road is open. END SUMMARY.", "The road is open."),
    ("inline", "¶1. (S//NF) Summary: (S//NF) The road is open. (S//NF) End Summary.", "The road is open."),
    ("none", "¶1. (C) The road is open.\n\n¶2. (C) In sum, the bridge is not.", ""),
    ("none", "", ""),
]


@pytest.mark.parametrize(("field", "fragment", "expected"), CASES)
def test_summary(field: str, fragment: str, expected: str) -> None:
    assert summary(fragment) == expected
