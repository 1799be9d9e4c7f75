"""What cables say of people by more than one pattern: sides of a meeting, successors, pronouns, titles."""

from __future__ import annotations

import pytest

from kg.extract import examples, relations

#: (cable, text with the names marked, what must be read, what must not)
CASES = [
    (
        "07OSLO12",
        "Under Secretary [person Brun] met with Minister [person Dahl] on June 3. Also present were Director"
        " [person Lie] and Ambassador [person Moe].",
        ["Brun met_with Lie", "Moe met_with Dahl"],
        ["Brun met_with Moe", "Moe met_with Brun", "Dahl met_with Lie"],
    ),
    (
        "07OSLO12",
        "[person Brun] met with [person Dahl], director of the [agency Harbour Office]. In attendance from the"
        " [agency Harbour Office] was [person Lie].",
        ["Brun met_with Lie"],
        ["Dahl met_with Lie"],
    ),
    (
        "07OSLO12",
        "[person Brun] met with [person Dahl]. [person Lie] was ill.",
        ["Brun met_with Dahl"],
        ["Brun met_with Lie"],
    ),
    (
        "07OSLO12",
        "Ambassador [person Brun] hosted lunch for Senator [person Lie] and two men, [person Dahl] and [person Moe].",
        ["Lie met_with Dahl", "Brun met_with Moe"],
        [],
    ),
    (
        "07OSLO12",
        "[person Brun] and [person Lie] met with [person Dahl].",
        ["Brun met_with Dahl", "Lie met_with Dahl"],
        ["Brun met_with Lie"],
    ),
    (
        "07OSLO12",
        "[person Brun], the new head of the [agency Harbour Office], took over from [person Dahl] in May.",
        ["Dahl holds_position Harbour Office [former head]"],
        [],
    ),
    (
        "07OSLO12",
        "[person Brun] met [person Dahl] and his wife, [person Eva Lie].",
        ["Dahl family_of Eva Lie"],
        ["Brun family_of Eva Lie"],
    ),
    (
        "07OSLO12",
        "[person Brun] told the Ambassador he was tired. Home is [place Norway], not the [place United States].",
        [],
        ["Brun holds_position United States [Ambassador]"],
    ),
    (
        "08BRASILIA12",
        "State Secretary for Fisheries [person Brun] spoke in [place Bahia]. [place Bahia] is in [place Brazil].",
        ["Brun holds_position Bahia [State Secretary for Fisheries]"],
        ["Brun holds_position Brazil [State Secretary for Fisheries]"],
    ),
    (
        "08LONDON12",
        "Fisheries Secretary [person Brun] spoke in the [place UK]. The [place United States] was silent.",
        ["Brun holds_position UK [Fisheries Secretary]"],
        [],
    ),
    (
        "07OSLO12",
        "Adviser and former Fisheries Minister [person Brun] spoke. Winters in [place Norway] are long.",
        ["Brun holds_position Norway [former Fisheries Minister]"],
        [],
    ),
    (
        "07OSLO12",
        "[person Brun], deputy [organization Herring Party] chairman, spoke.",
        ["Brun holds_position Herring Party [deputy chairman]"],
        [],
    ),
    (
        "07OSLO12",
        "[agency Harbour Office] Director for [place Lofoten] Affairs [person Brun] spoke.",
        ["Brun holds_position Harbour Office [Director for Lofoten Affairs]"],
        [],
    ),
    (
        "07OSLO12",
        "[place Norway]'s Fisheries Minister [person Brun] left the [agency Ministry of Fisheries].",
        ["Brun holds_position Ministry of Fisheries [Fisheries Minister]"],
        ["Brun holds_position Norway [Fisheries Minister]"],
    ),
    (
        "07OSLO12",
        "Senator [person Lie] led a delegation to [place Oslo] in May. The delegation met with Minister [person Dahl].",
        ["Lie met_with Dahl"],
        [],
    ),
    (
        "07OSLO12",
        "[person Lie] wrote to the delegation. The delegation met with Minister [person Dahl].",
        [],
        ["Lie met_with Dahl"],
    ),
    (
        "07OSLO12",
        "U.S. participants were Ambassador [person Brun] and DCM [person Moe]. Norwegian participants were Minister"
        " [person Dahl] and Adviser [person Lie].",
        ["Brun met_with Dahl", "Brun met_with Lie", "Moe met_with Dahl"],
        ["Brun met_with Moe", "Dahl met_with Lie"],
    ),
]


@pytest.mark.parametrize(("cable", "text", "reads", "never"), CASES, ids=[c[1][:60] for c in CASES])
def test_reads(cable: str, text: str, reads: list[str], never: list[str]) -> None:
    example = examples.parse(text, cable)
    names = {e.key: e.name for e in example.entities}
    found = {
        f"{names[r.subject]} {r.predicate} {names[r.object]}" + (f" [{r.title}]" if r.title else "")
        for r in relations.relate(example.document, example.blocks, example.entities)
    }
    turned = {" met_with ".join(f.split(" met_with ")[::-1]) for f in found if " met_with " in f}
    assert not set(reads) - found - turned
    assert not set(never) & (found | turned)
