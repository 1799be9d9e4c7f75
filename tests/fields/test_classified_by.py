"""Who classified, in which office, for which reasons: field, fragment, expected. All persons are invented."""

from __future__ import annotations

import pytest

from kg.cable.fields import classified_by, classifier

NAMES = [
    (
        "title before",
        "Classified By: Acting Deputy Chief of Mission Mark Hall for Reasons 1.4\n (b) and (d)",
        "Mark Hall",
    ),
    ("title before", "¶1. CLASSIFIED BY DCM THEODORE KANTOR - 1.5 B,D.", "THEODORE KANTOR"),
    ("title before", "CLASSIFIED BY: POL/ECONOFF. S.K. ABEDA, REASONS 1.4 (B) AND (D)", "S.K. ABEDA"),
    ("title before", "Classified By: Ambassador Jane Roe for reasons 1.4 (b) and (d)", "Jane Roe"),
    ("title before", "Classified By: Amb. W. Robert Doe, reason 1.4 (d).", "W. Robert Doe"),
    ("title before", "Classified By: Charge d'Affaires James F. Doe. Reasons: 1.5 (b) and (d).", "James F. Doe"),
    ("title before", "CLASSIFIED BY: CHARGE D'AFFAIRES, A.I., JANE ROE. REASON: 1.4 (B)", "JANE ROE"),
    ("title before", "Classified By: CDA Todd Doe, reasons 1.4 b and d", "Todd Doe"),
    ("title before", "Classified By: A/DCM Jane Roe", "Jane Roe"),
    ("title before", "Classified By: POLCOUNS M. GAYLE ROE", "M. GAYLE ROE"),
    ("title before", "Classified By: PolOff J. Doe", "J. Doe"),
    ("title before", "Classified By: EUR/RPM Director John Doe", "John Doe"),
    ("title before", "Classified By: ISN Acting Assistant Secretary C.S. Eliot Doe", "C.S. Eliot Doe"),
    ("title before", "CLASSIFIED BY: ECON M/C JOHN DOE", "JOHN DOE"),
    ("title before", "Classified By: Consul General Peter G. Foe, 1.4 b and d", "Peter G. Foe"),
    ("title before", "CLASSIFIED BY: CG JANE ROE, REASON 1.4 (B)", "JANE ROE"),
    ("title before", "Classified By: USNATO PolAd Jane Roe", "Jane Roe"),
    ("title before", "Classified By: US Mission Geneva Charge Jane Roe", "Jane Roe"),
    ("title before", "Classified By: Ambassador to Burundi Patricia Roe for reasons 1.4(b)", "Patricia Roe"),
    ("title before", "Classified By: Senior Advisor for Northern Iraq Jane Roe", "Jane Roe"),
    (
        "title before",
        "Classified By: Counselor for Political and Economic Affairs Mark Doe, reasons 1.4(b)",
        "Mark Doe",
    ),
    ("title before", "Classified By: Minister-Counselor for Economic Affairs Jane Roe", "Jane Roe"),
    ("title before", "Classified By: Political/Economic Section Chief Jane Roe for reasons 1.4(b)/(d)", "Jane Roe"),
    ("title before", "CLASSIFIED BY: ACTING POL/C JOHN DOE", "JOHN DOE"),
    ("title before", "CLASSIFIED BY DEPUTY CHIEF OF MISSION E. CANDACE ROE, REASONS 1.5 (B)", "E. CANDACE ROE"),
    ("title before", "Classified By: Vice Consul Luis Del Roe", "Luis Del Roe"),
    ("title before", "CLASSIFIED BY: DIRECTOR OF THE IRAN REGIONAL PRESENCE OFFICE, ALAN FOE. REASON 1.4", "ALAN FOE"),
    ("title before", "CLASSIFIED BY ECON COUNSELOR ROBERT VAN DER BERG FOR REASONS 1.5 (B)", "ROBERT VAN DER BERG"),
    ("title before", "Classified By: Political Section Chief Carl von Doe IV for reasons 1.4", "Carl von Doe IV"),
    ("title before", "Classified By: Dr. Jane Roe, ESTH Officer", "Jane Roe"),
    ("title before", "Classified By: Col. John Doe, DATT", "John Doe"),
    ("title before", "Classified By: L - HAROLD H. DOE", "HAROLD H. DOE"),
    ("title before", "Classified By: Economic Counselor John Doe per 1.4 (b)", "John Doe"),
    ("title before", "Classified By: Principal Officer, Consulate General Chiang Mai, Mike Doe", "Mike Doe"),
    (
        "title behind",
        "Classified By: Jane Roe, Political Counselor, Embassy Phnom Penh, State.\nReason: 1.4 (b)",
        "Jane Roe",
    ),
    (
        "title behind",
        "Classified By: R. Nicholas Doe, Under Secretary of State for Political Affairs",
        "R. Nicholas Doe",
    ),
    ("title behind", "Classified By: Kevin Doe, Econ/Com Counselor", "Kevin Doe"),
    ("title behind", "Classified By: Eunice S. Roe, Director, EAP/CM, Reasons 1.4 (B&D)", "Eunice S. Roe"),
    ("title behind", "Classified By: Marie-Claire O'Roe, Acting P/E Chief", "Marie-Claire O'Roe"),
    ("title behind", "Classified By: Mike Doe, Principal Officer, Consulate Chiang Mai", "Mike Doe"),
    ("title behind", "Classified By: Mark J. Doe, U.S. Mission Geneva", "Mark J. Doe"),
    ("title behind", 'Classified By: Robert "Bob" Doe, PolCouns', 'Robert "Bob" Doe'),
    ("title behind", "Classified By: William (Bill) Doe, DCM", "William (Bill) Doe"),
    ("title behind", "Classified By: John Doe (DCM) for reasons 1.4 (b)", "John Doe"),
    ("name alone", "Classified By: Mary Roe, for reasons 1.4 (b)", "Mary Roe"),
    ("name alone", "CLASSIFIED BY: SMITH", "SMITH"),
    ("name alone", "Classified By: Ambassador Burnes, reasons 1.4 (b)", "Burnes"),
    ("name alone", "Classified by: Ambassador Dole under Section 1.5 b/d", "Dole"),
    ("order kept", "Classified By: ROE, JANE M., DCM. REASON 1.4(D)", "ROE, JANE M."),
    ("suffix", "Classified By: DCM John Q. Doe, Jr. Reasons: 1.4 (b/d)", "John Q. Doe, Jr."),
    ("suffix", "Classified By: DCM John Q. Doe Jr., Reasons: 1.4 (b/d)", "John Q. Doe Jr."),
    ("suffix", "CLASSIFIED BY AMBASSADOR JOHN DOE III FOR REASONS 1.4 (B, D).", "JOHN DOE III"),
    ("several", "Classified By: John Doe and Jane Roe. Reasons 1.4 (b)", "John Doe|Jane Roe"),
    ("several", "Classified By: DCM John Doe and Pol Chief Jane Roe for reasons 1.4 (b)", "John Doe|Jane Roe"),
    ("wrapped", "CLASSIFIED BY:\nAMBASSADOR JANE ROE", "JANE ROE"),
    ("wrapped", "Classified By: Acting Deputy Chief of Mission John\n Doe for reasons 1.4 (b)", "John Doe"),
    ("wrapped", "Classified By: Deputy Principal Officer Jane Roe-\nSmith", "Jane Roe-Smith"),
    ("wrapped", "Classified By: Hoyt Y oo, DCM, Reasons 1.4 (b) and (d)", "Hoyt Yoo"),
    ("wrapped", "Classified By: Ambassador Richa rd Doe for reasons 1.4(b,d)", "Richard Doe"),
    ("wrapped", "Classified By: Political Counse lor Jane Roe for reasons 1.4(b,d)", "Jane Roe"),
    ("wrapped", "CLASSIFIED BY: DCM THEODO RE DOE, REASON 1.4(B)", "THEODORE DOE"),
    ("wrapped", "Classified By: Ambassador Chris- \ntopher Doe", "Christopher Doe"),
    ("title before", "Classified By: AF DAS Jane Roe for reasons 1.4 (b)", "Jane Roe"),
    ("particle", "CLASSIFIED BY: MARIA DAS NEVES, DCM", "MARIA DAS NEVES"),
    ("nobody", "Classified by: Charge d'Affaires for reasons 1.4 (b)", ""),
    ("nobody", "Classified By: Ambassador. Reasons 1.4 (b)", ""),
    ("nobody", "Classified By: Multiple sources", ""),
    ("nobody", "Classified By: Embassy Bangui, Reason 1.4", ""),
    ("nobody", "Classified By: Political Counselor, Embassy Ouagadougou", ""),
    ("nobody", "TAGS: PREL\nSUBJECT: A BOOK\n\n1. (U) It was classified by the museum Roe founded.", ""),
    ("nobody", "", ""),
    ("label", "Class. By: DCM Jane Roe", "Jane Roe"),
    ("label", "Classified: DCM John Doe, reason 1.4 (b)", "John Doe"),
    ("label", "CLASSFIED BY: DCM JANE ROE", "JANE ROE"),
    ("label", "Clasified by DCM Jane Roe for reasons 1.4 (b)", "Jane Roe"),
    ("label", "(U) Classified by DCM Jane Roe for reasons 1.4 (b)", "Jane Roe"),
    ("label", "(C) CLASSIFIED BY DCM JANE ROE; REASON 1.4 (B)", "JANE ROE"),
    ("label", "REF: STATE 1 CLASSIFIED BY: DCM JANE ROE", "JANE ROE"),
    ("label", "¶1. (U) Classified by DCM Jane Roe for reasons 1.4 (b).\n\n¶2. (C) Summary: x", "Jane Roe"),
    ("end", "Classified By: DCM Jane Roe\n\nSummary\n-------\n", "Jane Roe"),
    ("end", "Classified By: DCM Jane Roe. E.O. 12958", "Jane Roe"),
    ("end", "Classified By: DCM Jane Roe (reasons 1.4 b and d)", "Jane Roe"),
    ("end", "Classified By: DCM Jane Roe DECL: 1/1/2019", "Jane Roe"),
]

TITLES = [
    (
        "title",
        "Classified By: Acting Deputy Chief of Mission Mark Hall for Reasons 1.4 (b)",
        "Acting Deputy Chief of Mission",
    ),
    (
        "title",
        "Classified By: Jane Roe, Political Counselor, Embassy Accra, State.\nReason: 1.4 (b)",
        "Political Counselor, Embassy Accra, State",
    ),
    ("title", "CLASSIFIED BY: EUR/RPM DIRECTOR JOHN DOE", "EUR/RPM DIRECTOR"),
    ("title", "Classified by: Charge d'Affaires for reasons 1.4 (b)", "Charge d'Affaires"),
    ("title", "Classified By: Jane Roe", ""),
]

REASONS = [
    ("reasons", "Classified By: Jane Roe, reasons 1.4 (b) and (d)", "1.4(b) 1.4(d)"),
    ("reasons", "Classified By: Jane Roe, reasons 1.4\n (b) and (d)", "1.4(b) 1.4(d)"),
    ("reasons", "Classified By: Jane Roe, REASONS 1.4 (B) AND (D)", "1.4(b) 1.4(d)"),
    ("reasons", "Classified By: Jane Roe, reasons 1.4 (b, d)", "1.4(b) 1.4(d)"),
    ("reasons", "Classified By: Jane Roe, reasons 1.4(b/d)", "1.4(b) 1.4(d)"),
    ("reasons", "Classified By: Jane Roe, reasons 1.4 b and d.", "1.4(b) 1.4(d)"),
    ("reasons", "Classified By: Jane Roe, reasons 1.4 (b) and 1.4 (d).", "1.4(b) 1.4(d)"),
    ("reasons", "CLASSIFIED BY JANE ROE - 1.5 B,D.", "1.5(b) 1.5(d)"),
    ("reasons", "Classified By: Jane Roe, reasons 1.4 (a)-(d).", "1.4(a) 1.4(b) 1.4(c) 1.4(d)"),
    ("reasons", "Classified By: Jane Roe, reasons 1.4 (bd).", "1.4(b) 1.4(d)"),
    ("reasons", "Classified By: Jane Roe\nReasons: 1.4 (b), (c) and (d).", "1.4(b) 1.4(c) 1.4(d)"),
    ("reasons", "Classified By: Jane Roe, reason 1.4.", "1.4"),
    ("reasons", "Classified By: Jane Roe", ""),
]


@pytest.mark.parametrize(("field", "fragment", "expected"), NAMES)
def test_names(field: str, fragment: str, expected: str) -> None:
    assert "|".join(classified_by(fragment)) == expected


@pytest.mark.parametrize(("field", "fragment", "expected"), TITLES)
def test_title(field: str, fragment: str, expected: str) -> None:
    assert classifier(fragment).title == expected


@pytest.mark.parametrize(("field", "fragment", "expected"), REASONS)
def test_reasons(field: str, fragment: str, expected: str) -> None:
    assert " ".join(classifier(fragment).reasons) == expected
