"""Transmission header, captions, classification, executive order: field, fragment, expected."""

from __future__ import annotations

import pytest

from kg.cable.fields import (
    captions,
    classification,
    declassify_on,
    dtg,
    executive_order,
    precedence,
    transmission_id,
)

HEADER = [
    ("transmission id", "VZCZCXRO0382\nRR RUEHCN RUEHVC\n", "VZCZCXRO0382"),
    ("transmission id", "VZCZCXYZ0000\nRR RUEHWEB\n", "VZCZCXYZ0000"),
    ("transmission id", "VZCZC XRO0382\n", "VZCZCXRO0382"),
    ("transmission id", "FM AMEMBASSY ACCRA\n", ""),
    ("precedence", "R 020534Z FEB 09\n", "R"),
    ("precedence", "O R 261612Z FEB 10\n", "O"),
    ("precedence", "P 301417Z MAR 06 ZDK\n", "P"),
    ("precedence", "Z 301417Z MAR 06\n", "Z"),
    ("precedence", "OO RUEHLN RUEHPOD\n", "O"),
    ("precedence", "TO SECSTATE", ""),
    ("dtg", "R 020534Z FEB 09\n", "2009-02-02T05:34Z"),
    ("dtg", "O R 261612Z FEB 10\n", "2010-02-26T16:12Z"),
    ("dtg", "R 250930Z FEB 72 \n", "1972-02-25T09:30Z"),
    ("dtg", "P 301417Z MAR 2006\n", "2006-03-30T14:17Z"),
    ("dtg", "R 320534Z FEB 09\n", ""),
    ("dtg", "", ""),
]

CAPTIONS = [
    ("captions", "UNCLAS ACCRA 000001 \n \nSENSITIVE \nSIPDIS \n \nE.O. 12958: N/A", "SENSITIVE SIPDIS"),
    ("captions", "UNCLAS ACCRA 000001\nSIPDIS\nSIPDIS\nSENSITIVE\n", "SIPDIS SENSITIVE"),
    ("captions", "C O N F I D E N T I A L ACCRA 000001 NOFORN\nSIPDIS\n", "NOFORN SIPDIS"),
    ("captions", "S E C R E T SECTION 01 OF 02 ACCRA 000001\nNOFORN\nEXDIS\n", "NOFORN EXDIS"),
    ("captions", "UNCLAS ACCRA 000001\nSIPDIS E.O. 12958: N/A\n", "SIPDIS"),
    ("captions", "UNCLAS ACCRA 000001\nSENSITIVE BUT UNCLASSIFIED\nSIPDIS\n", "SENSITIVE SIPDIS"),
    ("captions", "UNCLAS ACCRA 000001\nSIPDIS\nAIDAC\n", "SIPDIS AIDAC"),
    ("captions", "UNCLAS ACCRA 000001\nSTATE FOR SENSITIVE ISSUES DESK\nE.O. 12958: N/A", ""),
    ("captions", "UNCLAS ACCRA 000001\n\nE.O. 12958: N/A\nTAGS: PREL\n\nSIPDIS", ""),
]

CLASSIFICATION = [
    ("classification", "UNCLAS ACCRA 000001\n", "UNCLASSIFIED"),
    ("classification", "UNCLASSIFIED SECTION 01 OF 01 TEHRAN 1164\n", "UNCLASSIFIED"),
    ("classification", "UNCLAS ACCRA 000001\n\nSENSITIVE\n", "UNCLASSIFIED//FOR OFFICIAL USE ONLY"),
    ("classification", "C O N F I D E N T I A L ACCRA 000001\n", "CONFIDENTIAL"),
    ("classification", "C O N F I D E N T I A L ACCRA 000001\nNOFORN\n", "CONFIDENTIAL//NOFORN"),
    ("classification", "S E C R E T SECTION 01 OF 02 ACCRA 000001\n", "SECRET"),
    ("classification", "S E C R E T ACCRA 000001 NOFORN\n", "SECRET//NOFORN"),
    ("classification", "CONFIDENTIAL ACCRA 000001\n", "CONFIDENTIAL"),
    ("classification", "LIMITED OFFICIAL USE ACCRA 1234\n", "LIMITED OFFICIAL USE"),
    ("classification", "E.O. 12958: N/A\n", ""),
]

ORDER = [
    ("order", "E.O. 12958: N/A\n", "12958", None),
    ("order", "EO 12958 N/A\n", "12958", None),
    ("order", "E.O. 13526: DECL: 2020/02/25\n", "13526", "2020-02-25"),
    ("order", "E.O. 12958: DECL: 02/25/2019\n", "12958", "2019-02-25"),
    ("order", "E.O. 12958: DECL: 2/5/19\n", "12958", "2019-02-05"),
    ("order", "E.O. 12958: DECL:  02-25-2019\n", "12958", "2019-02-25"),
    ("order", "E.O. 12958: DECL: 25/02/2019\n", "12958", "2019-02-25"),
    ("order", "E.O. 12958: DECL: FEBRUARY 25, 2019\n", "12958", "2019-02-25"),
    ("order", "E.O. 12958: DECL: 25 FEB 2019\n", "12958", "2019-02-25"),
    ("order", "E.O. 12958: DECL: 20190225\n", "12958", "2019-02-25"),
    ("order", "E.O. 12958: DECL:\n02/25/2019\n", "12958", "2019-02-25"),
    ("order", "E.O. 12958: 02/25/2019\n", "12958", "2019-02-25"),
    ("order", "E.O. 12958: DECLASSIFY ON: 02/25/2019\n", "12958", "2019-02-25"),
    ("order", "E.O. 12958: AS AMENDED; DECLASSIFIED JUNE 21, 2006\n", "12958", "2006-06-21"),
    ("order", "E.O. 12356: DECL: OADR\n", "12356", None),
    ("order", "E.O. 12958: DECL: 02/30/2019\n", "12958", None),
    ("order", "E.O. 12958: DECL: WHEN THE ROAD IS OPEN\nTAGS: PREL\n", "12958", None),
    ("order", "E.0. 12958: N/A\n", "12958", None),
    ("order", "E.O. 12958: N/A\nTAGS: PREL\n\n1. (U) On DEC 8, 2008 the road opened.", "12958", None),
    ("order", "1. (U) The road opened on 02/25/2009.", "", None),
]

_FUNCTIONS = {"transmission id": transmission_id, "precedence": precedence, "dtg": dtg}


@pytest.mark.parametrize(("field", "fragment", "expected"), HEADER)
def test_header(field: str, fragment: str, expected: str) -> None:
    assert _FUNCTIONS[field](fragment) == expected


@pytest.mark.parametrize(("field", "fragment", "expected"), CAPTIONS)
def test_captions(field: str, fragment: str, expected: str) -> None:
    assert " ".join(captions(fragment)) == expected


@pytest.mark.parametrize(("field", "fragment", "expected"), CLASSIFICATION)
def test_classification(field: str, fragment: str, expected: str) -> None:
    assert classification(fragment) == expected


@pytest.mark.parametrize(("field", "fragment", "order", "date"), ORDER)
def test_order(field: str, fragment: str, order: str, date: str | None) -> None:
    assert (executive_order(fragment), declassify_on(fragment)) == (order, date)
