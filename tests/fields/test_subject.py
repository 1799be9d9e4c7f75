"""The subject, in the dresses it comes in: field, fragment, expected. People and contents are invented."""

from __future__ import annotations

import pytest

from kg.cable.fields import subject

CASES = [
    ("subject", "SUBJECT: HARBOR STRIKE ENDS\n\nREF: ACCRA 12", "HARBOR STRIKE ENDS"),
    ("subject", "SUBJ: HARBOR STRIKE ENDS\n\n1. (U) Text.", "HARBOR STRIKE ENDS"),
    ("subject", "Subject: Harbor Strike Ends\n \n¶1. (U) Text.", "Harbor Strike Ends"),
    (
        "subject",
        "SUBJECT: HARBOR STRIKE ENDS AFTER \nNINE WEEKS OF TALKS\n\nREF: A",
        "HARBOR STRIKE ENDS AFTER NINE WEEKS OF TALKS",
    ),
    ("subject", "SUBJECT: HARBOR STRIKE ENDS\nREF: ACCRA 12", "HARBOR STRIKE ENDS"),
    ("subject", "SUBJECT: HARBOR STRIKE ENDS\nREFS: A. ACCRA 12 B. LOME 3", "HARBOR STRIKE ENDS"),
    ("subject", "SUBJECT: HARBOR STRIKE ENDS\nREFTEL: ACCRA 12", "HARBOR STRIKE ENDS"),
    ("subject", "SUBJECT: HARBOR STRIKE ENDS\nREF A. ACCRA 12", "HARBOR STRIKE ENDS"),
    ("subject", "SUBJECT: HARBOR STRIKE ENDS\n(REF) ACCRA 12\n", "HARBOR STRIKE ENDS"),
    ("subject", "SUBJECT: HARBOR STRIKE ENDS REF: ACCRA 12\n", "HARBOR STRIKE ENDS"),
    ("subject", "SUBJECT: HARBOR STRIKE ENDS REFS: A) ACCRA 12\n", "HARBOR STRIKE ENDS"),
    ("subject", "SUBJECT: HARBOR STRIKE ENDS\nClassified By: Jane Roe, reason 1.4 (b)", "HARBOR STRIKE ENDS"),
    ("subject", "SUBJECT: HARBOR STRIKE ENDS\nCLASSIFIED BY DCM JANE ROE", "HARBOR STRIKE ENDS"),
    ("subject", "SUBJECT: HARBOR STRIKE ENDS Classified By: Jane Roe", "HARBOR STRIKE ENDS"),
    ("subject", "SUBJECT: HARBOR STRIKE ENDS\nClass. By: Jane Roe", "HARBOR STRIKE ENDS"),
    ("subject", "SUBJECT: HARBOR STRIKE ENDS\n¶1. (U) Text.", "HARBOR STRIKE ENDS"),
    ("subject", "SUBJECT: HARBOR STRIKE ENDS\n1. (C) Text.", "HARBOR STRIKE ENDS"),
    ("subject", "SUBJECT: HARBOR STRIKE ENDS\nACCRA 00000123  001.2 OF 003\n", "HARBOR STRIKE ENDS"),
    ("subject", "SUBJECT: HARBOR STRIKE ENDS ACCRA 00000123  001.2 OF 003 \n", "HARBOR STRIKE ENDS"),
    ("subject", "SUBJECT: HARBOR STRIKE ENDS\n-----------\nSUMMARY\n", "HARBOR STRIKE ENDS"),
    ("subject", "SUBJECT: HARBOR STRIKE ENDS\nSUMMARY\n-------\n", "HARBOR STRIKE ENDS"),
    ("subject", "SUBJECT: HARBOR STRIKE ENDS\nSENSITIVE BUT UNCLASSIFIED. PROTECT.\n", "HARBOR STRIKE ENDS"),
    ("subject", "SUBJECT: HARBOR STRIKE ENDS\nTHIS IS AN ACTION REQUEST. SEE PARA 4.\n", "HARBOR STRIKE ENDS"),
    ("subject", "SUBJECT: (U) HARBOR STRIKE ENDS\n\n", "HARBOR STRIKE ENDS"),
    ("subject", "SUBJECT: (C) HARBOR STRIKE ENDS\n\n", "HARBOR STRIKE ENDS"),
    ("subject", "SUBJECT: (SBU) HARBOR STRIKE ENDS\n\n", "HARBOR STRIKE ENDS"),
    ("subject", "SUBJECT: (S/NF) HARBOR STRIKE ENDS\n\n", "HARBOR STRIKE ENDS"),
    ("subject", "SUBJECT: (C//NF) HARBOR STRIKE ENDS\n\n", "HARBOR STRIKE ENDS"),
    ("subject", "SUBJECT: U) HARBOR STRIKE ENDS\n\n", "HARBOR STRIKE ENDS"),
    ("subject", "SUBJECT: (UNCLASSIFIED) HARBOR STRIKE ENDS\n\n", "HARBOR STRIKE ENDS"),
    ("subject", "(U) SUBJECT: HARBOR STRIKE ENDS\n\n", "HARBOR STRIKE ENDS"),
    ("subject", "SUBJECT: (USAID) HARBOR PROJECT\n\n", "(USAID) HARBOR PROJECT"),
    ("subject", "SUBJECT: FISH &amp; TIMBER: A &quot;NEW&quot; LAW\n\n", 'FISH & TIMBER: A "NEW" LAW'),
    ("subject", "SUBJECT: THE MAYOR&#x2019;S LAST DAYS\n\n", "THE MAYOR’S LAST DAYS"),
    ("subject", "SUBJECT: FISH LAW&#x000A;PASSED AT LAST&#x000A;&#x000A;REF: ACCRA 1", "FISH LAW PASSED AT LAST"),
    ("subject", "SUBJECT: R&D AND AT&T IN THE TOWN\n\n", "R&D AND AT&T IN THE TOWN"),
    ("subject", "SUBJECT: MEETING WITH\n\nMINISTER ROE\n\nREF: ACCRA 1", "MEETING WITH MINISTER ROE"),
    ("subject", "SUBJECT: A LAKE, A DAM,\n\nA QUARREL\n\n1. (U) x", "A LAKE, A DAM, A QUARREL"),
    ("subject", "SUBJECT:\nHARBOR STRIKE ENDS\n\nREF: ACCRA 1", "HARBOR STRIKE ENDS"),
    ("subject", "SUBJECT HARBOR STRIKE ENDS\n\nREF: ACCRA 1", "HARBOR STRIKE ENDS"),
    ("subject", "SUBJECT - HARBOR STRIKE ENDS\n\nREF: ACCRA 1", "HARBOR STRIKE ENDS"),
    ("subject", "SUJECT: HARBOR STRIKE ENDS\n\nREF: ACCRA 1", "HARBOR STRIKE ENDS"),
    ("subject", "TAGS: PREL GH SUBJECT: HARBOR STRIKE ENDS\n\n", "HARBOR STRIKE ENDS"),
    ("subject", "TAGS: PREL GH\nSUBJECT: HARBOR STRIKE ENDS.\n\n", "HARBOR STRIKE ENDS."),
    ("subject", "SUBJECT: CLASSIFIED INFORMATION LOST ON A BUS\n\n", "CLASSIFIED INFORMATION LOST ON A BUS"),
    ("subject", "SUBJECT: REFUGEES RETURN TO THE COAST\n\n", "REFUGEES RETURN TO THE COAST"),
    ("subject", "SUBJECT: MINISTER VISITS JUNE \n4, 2006\n\nREF: ACCRA 1", "MINISTER VISITS JUNE 4, 2006"),
    ("subject", "SUBJECT: TALKS ON THE RIVER (SECOND ROUND\nIN MAY)\n\n", "TALKS ON THE RIVER (SECOND ROUND IN MAY)"),
    ("subject", "SUBJECT: SOUTH-\nEASTERN ROADS\n\n", "SOUTH-EASTERN ROADS"),
    ("subject", "SUBJECT: ROADS - \nA SURVEY\n\n", "ROADS - A SURVEY"),
    ("subject", "SUBJECT: SUBJECT: ROADS\n\n", "ROADS"),
    ("subject", "SUBJECT:   ROADS   AND    BRIDGES \r\n\r\nREF: ACCRA 1", "ROADS AND BRIDGES"),
    ("subject", "TAGS: PREL\n\nTO THE AMBASSADOR FROM ROE", ""),
    ("subject", "", ""),
]

LISTED = [
    ("subject, listed", "TAGS: PREL\n\n1. (U) Text.", "ROADS AND BRIDGES", "ROADS AND BRIDGES"),
    ("subject, listed", "TAGS: PREL\n\n1. (U) Text.", "(no title)", ""),
    ("subject, listed", "TAGS: PREL\n\n1. (U) Text.", "  ", ""),
    ("subject, listed", "TAGS: PREL\n\n1. (U) Text.", "FISH &amp; TIMBER", "FISH & TIMBER"),
    ("subject, listed", "SUBJECT: ROADS\n\n1. (U) Text.", "ANOTHER", "ROADS"),
    ("subject, listed", "SUBJECT:\n\n1. (U) Text.", "ROADS", "ROADS"),
]


@pytest.mark.parametrize(("field", "fragment", "expected"), CASES)
def test_subject(field: str, fragment: str, expected: str) -> None:
    assert subject(fragment) == expected


@pytest.mark.parametrize(("field", "fragment", "listed", "expected"), LISTED)
def test_the_listed_line_stands_in(field: str, fragment: str, listed: str, expected: str) -> None:
    assert subject(fragment, listed) == expected
