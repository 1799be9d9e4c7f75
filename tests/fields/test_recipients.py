"""Addressees, sender and attention lines: field, fragment, expected. People are invented, the posts are real.

An addressee is written ``route | name | precedence | serial | excluded``, a dash for what is not there.
"""

from __future__ import annotations

import pytest

from kg.cable.fields import attention, recipients, sender
from kg.model import Recipient

TO = [
    ("to", "TO RUEHC/SECSTATE WASHDC 0872\n", ["RUEHC | SECSTATE WASHDC | - | 0872 | -"]),
    ("to", "TO RUEHC/SECSTATE WASHDC PRIORITY 0872\n", ["RUEHC | SECSTATE WASHDC | PRIORITY | 0872 | -"]),
    ("to", "TO RUEHC/SECSTATE WASHDC IMMEDIATE 7\n", ["RUEHC | SECSTATE WASHDC | IMMEDIATE | 7 | -"]),
    ("to", "TO RUEHC/SECSTATE WASHDC NIACT IMMEDIATE 0872\n", ["RUEHC | SECSTATE WASHDC | NIACT IMMEDIATE | 0872 | -"]),
    ("to", "TO SECSTATE WASHDC 5015\n", ["- | SECSTATE WASHDC | - | 5015 | -"]),
    ("to", "TO RUEHC/SECSTATE WASHDC\n", ["RUEHC | SECSTATE WASHDC | - | - | -"]),
    ("to", "TO RUEHC/SECSTATE WASHDC 0872UNCLAS ACCRA 000123\n", ["RUEHC | SECSTATE WASHDC | - | 0872 | -"]),
    ("to", "TO RUEHC/SECSTATE WASHDCUNCLAS ACCRA 000123\n", ["RUEHC | SECSTATE WASHDC | - | - | -"]),
    ("to", "TO RUEHC/SECSTATE WASHDC 0872S E C R E T ACCRA 000123\n", ["RUEHC | SECSTATE WASHDC | - | 0872 | -"]),
    (
        "to",
        "TO RUEHC/SECSTATE WASHDC 0872C O N F I D E N T I A L SECTION 01 OF 02 ACCRA 000123\n",
        ["RUEHC | SECSTATE WASHDC | - | 0872 | -"],
    ),
    ("to", "TO RUEHC/SECSTATE WASHDC 0872Friday, 08 May 2009, 15:04\n", ["RUEHC | SECSTATE WASHDC | - | 0872 | -"]),
    ("to", "TO RUEHC/SECSTATE WASHDC 0872\nBT\nUNCLAS", ["RUEHC | SECSTATE WASHDC | - | 0872 | -"]),
    ("to", "TO RUEHC/ SECSTATE WASHDC 0872\n", ["RUEHC | SECSTATE WASHDC | - | 0872 | -"]),
    ("to", "TO RUEKJCS/JOINT STAFF WASHDC//J5//\n", ["RUEKJCS | JOINT STAFF WASHDC//J5// | - | - | -"]),
    (
        "to",
        "TO RUEADWD/DA WASHINGTON DC\nRUCNAAA/CJTF 82\n",
        ["RUEADWD | DA WASHINGTON DC | - | - | -", "RUCNAAA | CJTF 82 | - | - | -"],
    ),
    ("to", "TO RHEFUSS/US SECRET SERVICE WASHDC\n", ["RHEFUSS | US SECRET SERVICE WASHDC | - | - | -"]),
    ("to", "TO RUEHC/SECSTATE WASHDC\nPRIORITY 0872\n", ["RUEHC | SECSTATE WASHDC | PRIORITY | 0872 | -"]),
    (
        "to",
        "TO RUEAHLC/HOMELAND SECURITY CENTER\nWASHDC 0068\n",
        ["RUEAHLC | HOMELAND SECURITY CENTER WASHDC | - | 0068 | -"],
    ),
    (
        "to",
        "TO PAGE 02 STATE 015113 181545Z\nRUEHAR/AMEMBASSY ACCRA 0001\n",
        ["RUEHAR | AMEMBASSY ACCRA | - | 0001 | -"],
    ),
    ("to", "TO PAGE 02 STATE 015113 TO AMEMBASSY ACCRA 0001\n", ["- | AMEMBASSY ACCRA | - | 0001 | -"]),
    (
        "to",
        "TO AMEMBASSY ACCRA\nPAGE 02 STATE 015113 181545Z\nAMEMBASSY LOME\n",
        ["- | AMEMBASSY ACCRA | - | - | -", "- | AMEMBASSY LOME | - | - | -"],
    ),
    ("to", "TO PAGE 02 RUEHAR 0123 RUEHAR/AMEMBASSY ACCRA\n", ["RUEHAR | AMEMBASSY ACCRA | - | - | -"]),
    (
        "to, collective",
        "TO ALL DIPLOMATIC AND CONSULAR POSTS COLLECTIVE IMMEDIATE\n",
        ["- | ALL DIPLOMATIC AND CONSULAR POSTS COLLECTIVE | IMMEDIATE | - | -"],
    ),
    (
        "to, collective",
        "TO RUCNMEM/EU MEMBER STATES COLLECTIVE PRIORITY\n",
        ["RUCNMEM | EU MEMBER STATES COLLECTIVE | PRIORITY | - | -"],
    ),
    ("to, collective", "TO RUEHOO/CHINA POSTS COLLECTIVE 0012\n", ["RUEHOO | CHINA POSTS COLLECTIVE | - | 0012 | -"]),
    (
        "to, excluded",
        "TO RUCNMEM/EU MEMBER STATES COLLECTIVE XMT AMEMBASSY PARIS\n",
        ["RUCNMEM | EU MEMBER STATES COLLECTIVE | - | - | AMEMBASSY PARIS"],
    ),
    (
        "to, excluded",
        "TO RUCNMEM/EU MEMBER STATES COLLECTIVE PRIORITY XMT AMEMBASSY PARIS, AMEMBASSY ROME\n",
        ["RUCNMEM | EU MEMBER STATES COLLECTIVE | PRIORITY | - | AMEMBASSY PARIS, AMEMBASSY ROME"],
    ),
    (
        "to, excluded",
        "TO RUCNMEM/EU MEMBER STATES COLLECTIVE\nXMT AMEMBASSY PARIS\nAMEMBASSY ROME\nRUEHC/SECSTATE WASHDC 0872\n",
        [
            "RUCNMEM | EU MEMBER STATES COLLECTIVE | - | - | AMEMBASSY PARIS, AMEMBASSY ROME",
            "RUEHC | SECSTATE WASHDC | - | 0872 | -",
        ],
    ),
    (
        "to, excluded",
        "TO ALL AFRICAN DIPLOMATIC POSTS XMT AMCONSUL LAGOS AMEMBASSY ACCRA\n",
        ["- | ALL AFRICAN DIPLOMATIC POSTS | - | - | AMCONSUL LAGOS, AMEMBASSY ACCRA"],
    ),
    ("to", "TO ZEN/AMEMBASSY ACCRA 0001\n", ["- | AMEMBASSY ACCRA | - | 0001 | -"]),
    ("to", "TO RUEHC /SECSTATE WASHDC 0872\n", ["RUEHC | SECSTATE WASHDC | - | 0872 | -"]),
    (
        "to",
        "TO RUEHC/SECSTATE WASHDC 0872 INFO RUEHAR/AMEMBASSY ACCRA 0001\n",
        ["RUEHC | SECSTATE WASHDC | - | 0872 | -"],
    ),
    ("no addressee", "VZCZCXRO0382\nFM AMEMBASSY ACCRA\n", []),
    ("no addressee", "", []),
]

INFO = [
    (
        "info",
        "TO RUEHC/SECSTATE WASHDC 1\nINFO RUEHAR/AMEMBASSY ACCRA 3162\n",
        ["RUEHAR | AMEMBASSY ACCRA | - | 3162 | -"],
    ),
    ("info", "INFO RUEHAR/AMEMBASSY ACCRA 3162\n", ["RUEHAR | AMEMBASSY ACCRA | - | 3162 | -"]),
    (
        "info",
        "TO RUEHC/SECSTATE WASHDC 1\r\nINFO RUEHZK/ECOWAS COLLECTIVE\r\n"
        "RHEHNSC/NSC WASHDC PRIORITYUNCLAS ACCRA 000001\r\n",
        ["RUEHZK | ECOWAS COLLECTIVE | - | - | -", "RHEHNSC | NSC WASHDC | PRIORITY | - | -"],
    ),
    (
        "info",
        "TO SECSTATE WASHDC 7561\nINFO SECDEF\nEUCOM\nCSAF\n",
        ["- | SECDEF | - | - | -", "- | EUCOM | - | - | -", "- | CSAF | - | - | -"],
    ),
    (
        "info",
        "INFO ENVIRONMENT SCIENCE AND TECHNOLOGY COLLECTIVE\nRUEHRG/AMCONSUL RECIFE\n",
        ["- | ENVIRONMENT SCIENCE AND TECHNOLOGY COLLECTIVE | - | - | -", "RUEHRG | AMCONSUL RECIFE | - | - | -"],
    ),
    ("info", "INFO: RUEHAR/AMEMBASSY ACCRA 3162\n", ["RUEHAR | AMEMBASSY ACCRA | - | 3162 | -"]),
    (
        "info",
        "INFO RUEHAR/AMEMBASSY ACCRA 3162\n\nE.O. 12958: N/A\nTAGS: PREL",
        ["RUEHAR | AMEMBASSY ACCRA | - | 3162 | -"],
    ),
    ("info", "TO RUEHC/SECSTATE WASHDC 1\n", []),
]

SENDERS = [
    ("from", "FM AMEMBASSY ACCRA\nTO RUEHC/SECSTATE WASHDC 1\n", "AMEMBASSY ACCRA"),
    ("from", "FM RUEHAR/AMEMBASSY ACCRA\n", "AMEMBASSY ACCRA"),
    ("from", "FROM AMEMBASSY ACCRA\n", "AMEMBASSY ACCRA"),
    ("from", "TO RUEHC/SECSTATE WASHDC 1\n", ""),
]

ATTENTION = [
    ("attention", "DOC FOR ITA/MAC: SZYMANSKI", [("DOC FOR ITA/MAC", ["SZYMANSKI"])]),
    ("attention", "USTR FOR CHINA OFFICE - AROE, BDOE, CFOE", [("USTR FOR CHINA OFFICE", ["AROE", "BDOE", "CFOE"])]),
    (
        "attention",
        "USTR FOR CHINA OFFICE - AROE, BDOE; IPR OFFICE - \nCFOE; AND OCG - DROE",
        [("USTR FOR CHINA OFFICE", ["AROE", "BDOE"]), ("USTR FOR IPR OFFICE", ["CFOE"]), ("USTR FOR OCG", ["DROE"])],
    ),
    ("attention", "TREASURY FOR OASIA - ROE/DOE", [("TREASURY FOR OASIA", ["ROE", "DOE"])]),
    ("attention", "NSC FOR JIM ROE", [("NSC", ["JIM ROE"])]),
    ("attention", "FBI FOR LROE", [("FBI", ["LROE"])]),
    (
        "attention",
        "STATE FOR EUR/WE, L, AND OES",
        [("STATE FOR EUR/WE", []), ("STATE FOR L", []), ("STATE FOR OES", [])],
    ),
    (
        "attention",
        "STATE FOR EEB/IFD (ROE, DOE), SCA/A (FOE)",
        [("STATE FOR EEB/IFD", ["ROE", "DOE"]), ("STATE FOR SCA/A", ["FOE"])],
    ),
    ("attention", "STATE PASS USTR FOR D.ROE AND J.DOE", [("STATE PASS USTR", ["D.ROE", "J.DOE"])]),
    ("attention", "LOC/ COPYRIGHT OFFICE - ROE", [("LOC/ COPYRIGHT OFFICE", ["ROE"])]),
    ("attention", "EUR/WE FOR ROE, DAWES AND FOE", [("EUR/WE", ["ROE", "DAWES", "FOE"])]),
    (
        "attention",
        "UNCLAS ACCRA 000001\n\nSENSITIVE\nSIPDIS\n\nNSC FOR ROE\n\nE.O. 12958: N/A\nTAGS: PREL",
        [("NSC", ["ROE"])],
    ),
    ("attention", "UNCLAS ACCRA 000001\n\nSIPDIS\n\nE.O. 12958: N/A\n", []),
]


def _said(one: Recipient) -> str:
    return " | ".join(
        (one.route or "-", one.name, one.precedence or "-", one.serial or "-", ", ".join(one.excluded) or "-")
    )


@pytest.mark.parametrize(("field", "fragment", "expected"), TO)
def test_to(field: str, fragment: str, expected: list[str]) -> None:
    assert [_said(one) for one in recipients(fragment)[0]] == expected


@pytest.mark.parametrize(("field", "fragment", "expected"), INFO)
def test_info(field: str, fragment: str, expected: list[str]) -> None:
    assert [_said(one) for one in recipients(fragment)[1]] == expected


@pytest.mark.parametrize(("field", "fragment", "expected"), SENDERS)
def test_sender(field: str, fragment: str, expected: str) -> None:
    assert sender(fragment) == expected


@pytest.mark.parametrize(("field", "fragment", "expected"), ATTENTION)
def test_attention(field: str, fragment: str, expected: list[tuple[str, list[str]]]) -> None:
    assert [(one.office, list(one.people)) for one in attention(fragment)] == expected
