"""Ids in canonical form: field, id as written, expected."""

from __future__ import annotations

import pytest

from kg.cable.fields import canonical_id

CASES = [
    ("id", "08RIODEJANEIRO138", "08RIODEJANEIRO138"),
    ("id", "2008 RIO DE JANEIRO 00138", "08RIODEJANEIRO138"),
    ("id", "08 RIO DE JAN 138", "08RIODEJANEIRO138"),
    ("id", "08RIODEJAN138", "08RIODEJANEIRO138"),
    ("id", "09CAIRO0561", "09CAIRO561"),
    ("id", "10-OTTAWA-57", "10OTTAWA57"),
    ("id", "100TTAWA57", "10OTTAWA57"),
    ("id", "O4 CHENNAI 12", "04CHENNAI12"),
    ("id", "08SANTIAG0 00123", "08SANTIAGO123"),
    ("id", "06HCMC1001", "06HOCHIMINHCITY1001"),
    ("id", "06HOCHIMINH1001", "06HOCHIMINHCITY1001"),
    ("id", "06USUN12", "06USUNNEWYORK12"),
    ("id", "06USUN NEW YORK 12", "06USUNNEWYORK12"),
    ("id", "06UNVIE12", "06UNVIEVIENNA12"),
    ("id", "06HAGUE12", "06THEHAGUE12"),
    ("id", "06THE HAGUE12", "06THEHAGUE12"),
    ("id", "06MEXICOCITY12", "06MEXICO12"),
    ("id", "06VAT12", "06VATICAN12"),
    ("id", "06BA12", "06BUENOSAIRES12"),
    ("id", "06HK12", "06HONGKONG12"),
    ("id", "06SECSTATE0001", "06STATE1"),
    ("id", "06USEU12", "06USEUBRUSSELS12"),
    ("id", "06KL12", "06KUALALUMPUR12"),
    ("id", "06ST. PETERSBURG 12", "06STPETERSBURG12"),
    ("id", "07PORT-AU-PRINCE12", "07PORTAUPRINCE12"),
    ("id", "07N'DJAMENA12", "07NDJAMENA12"),
    ("id", "02BEIJIN12", "02BEIJING12"),
    ("id", "72TEHRAN1164", "72TEHRAN1164"),
    ("id", "1972 TEHRAN 1164", "72TEHRAN1164"),
    ("id", "08STATE1O2", "08STATE102"),
    ("id", "05EMBASSYPARIS12", "05PARIS12"),
    ("id", "05XANADU12", "05XANADU12"),
    ("id, none", "my notes", "MYNOTES"),
    ("id, none", "", ""),
]


@pytest.mark.parametrize(("field", "written", "expected"), CASES)
def test_canonical_id(field: str, written: str, expected: str) -> None:
    assert canonical_id(written) == expected
