"""Who signed: field, the end of a cable, expected. All persons are invented."""

from __future__ import annotations

import pytest

from kg.cable.fields import signed_by

_TEXT = "¶4. (C) The minister said that the road would be open by the end of the year.\n"

CASES = [
    ("capitals", _TEXT + "MARLOWE", "MARLOWE"),
    ("capitals", _TEXT + "MARLOWE \n \n", "MARLOWE"),
    ("capitals", _TEXT + "\n\nMARLOWE\n", "MARLOWE"),
    ("capitals", "The road leads to the\nUnited States \nMARLOWE\n", "MARLOWE"),
    ("capitals", _TEXT + "O'MALLEY", "O'MALLEY"),
    ("capitals", _TEXT + "MCMASON", "MCMASON"),
    ("capitals", _TEXT + "ROE-DOE", "ROE-DOE"),
    ("capitals", _TEXT + "LA ROCHE", "LA ROCHE"),
    ("capitals", _TEXT + "DE LA RUE", "DE LA RUE"),
    ("capitals", _TEXT + "R. MARLOWE", "R. MARLOWE"),
    ("capitals", _TEXT + "MARLOWE.", "MARLOWE"),
    ("mixed case", _TEXT + "Marlowe", "Marlowe"),
    ("mixed case", _TEXT + "McMason\n", "McMason"),
    ("mixed case", _TEXT + "Jane Roe\n", "Jane Roe"),
    ("small letters", _TEXT + "marlowe", "marlowe"),
    ("glued", "¶4. (C) The road is open. MARLOWE", "MARLOWE"),
    ("glued", "END COMMENT. MARLOWE", "MARLOWE"),
    ("glued", "End Text. MARLOWE\n", "MARLOWE"),
    ("glued", "END COMMENT MARLOWE\n", "MARLOWE"),
    ("glued", "End of Part One LA ROCHE\n", "LA ROCHE"),
    ("twice", _TEXT + "MARLOWE MARLOWE\n", "MARLOWE"),
    ("twice", _TEXT + "MARLOWE Marlowe\n", "MARLOWE"),
    ("twice", _TEXT + "MARLOWE\nMARLOWE\n", "MARLOWE"),
    ("several", _TEXT + "MARLOWE/KYD\n", "MARLOWE|KYD"),
    ("several", _TEXT + "MARLOWE AND KYD\n", "MARLOWE|KYD"),
    ("several", _TEXT + "MARLOWE\nKYD\n", "MARLOWE|KYD"),
    ("several", _TEXT + "MARLOWE\n\nKYD\n", "MARLOWE|KYD"),
    ("debris", _TEXT + "MARLOWE\n\n\nNNNN\n", "MARLOWE"),
    ("debris", _TEXT + "MARLOWE\nBT\n#0123\nNNNN\n", "MARLOWE"),
    ("debris", _TEXT + "MARLOWE\n\nUNCLASSIFIED\n", "MARLOWE"),
    ("debris", _TEXT + "MARLOWE\n\nCONFIDENTIAL//NOFORN\n", "MARLOWE"),
    ("debris", _TEXT + "MARLOWE\nSECRET\nNNNN\n", "MARLOWE"),
    ("debris", _TEXT + "MARLOWE\n=======================CABLE ENDS============================\n", "MARLOWE"),
    ("debris", _TEXT + "MARLOWE\n\nEND CABLE TEXT\n", "MARLOWE"),
    ("debris", _TEXT + "MARLOWE\n\n<< END OF DOCUMENT >>\n", "MARLOWE"),
    (
        "release stamp",
        _TEXT + "MARLOWE\n\nDeclassified/Released US Department of State EO Systematic Review 04 MAY 2006\n",
        "MARLOWE",
    ),
    (
        "release stamp",
        _TEXT + "MARLOWE\n\nDeclassified/Released\nUS Department of State\nEO Systematic Review\n30 JUN 2005\n",
        "MARLOWE",
    ),
    ("debris", _TEXT + "MARLOWE NNNN\n", "MARLOWE"),
    ("debris", _TEXT + "MARLOWE\nACCRA 00000123  003 OF 003\n", "MARLOWE"),
    ("debris", _TEXT + "MARLOWE\n\nNOTE BY OC/T: NOT PASSED LOME.\n", "MARLOWE"),
    ("debris", _TEXT + "MARLOWE\nROADS AND BRID...\n", "MARLOWE"),
    ("web site", "Visit the embassy's classified website:\nhttp://example.sgov.gov/p/af/accra\nMARLOWE\n", "MARLOWE"),
    ("margin", _TEXT + "MARLOWE\n\n\n---------------- * Message Attributes\n\nCapture Date: 01 JAN 1994\n", "MARLOWE"),
    ("debris", _TEXT + "MARLOWE 1234\n", "MARLOWE"),
    ("debris", _TEXT + "MARLOWE\n\nEND TEXT\n", "MARLOWE"),
    ("debris", _TEXT + "MARLOWE\n\nSENSITIVE\n", "MARLOWE"),
    ("title", _TEXT + "AMBASSADOR MARLOWE\n", "MARLOWE"),
    ("title", _TEXT + "Jane Q. Roe, Charge d'Affaires\n", "Jane Q. Roe"),
    (
        "release stamp",
        _TEXT + "MARLOWE\n\nJane Q. Roe\nDeclassified/Released\nUS Department of State\n22 May 2009\n",
        "MARLOWE",
    ),
    ("web site", "http://example/wiki/Portal:Unit ed_Kingdom MARLOWE\n", "MARLOWE"),
    ("glued", "The road is open. LA ROCHE\n", "LA ROCHE"),
    ("glued", "The road is open. MARLOWE 2009-12-31\n", "MARLOWE"),
    ("nobody", "The road was built by the U.S. NAVY\n", ""),
    ("nobody", _TEXT, ""),
    ("nobody", "¶3. PLEASE CABLE CONCURRENCE. POST APPRECIATES LOME'S \nASSISTANCE.\n", ""),
    ("nobody", "The road is open.\nEND COMMENT.\n", ""),
    ("nobody", "The road is open.\nEND SUMMARY\n", ""),
    ("nobody", "The road is open.\n\nCOMMENT\n-------\n", ""),
    ("nobody", "He met the Minister of Public Works in\nAccra\n", ""),
    ("nobody", "XXXXXXXXXXXX\n", ""),
    ("nobody", "", ""),
]


@pytest.mark.parametrize(("field", "fragment", "expected"), CASES)
def test_signed_by(field: str, fragment: str, expected: str) -> None:
    assert "|".join(signed_by(fragment)) == expected
