"""Taking corrections back: whatever was said before and after, the graph is as if the line had never been."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import networkx as nx
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import assembled
from test_corrected import A_BROOK, ADA_1, ADA_2, BOARD, CARL_1, CARL_2, LAKESIDE, ONE, TWO, cable_of, ref

from kg.corrected import corrected
from kg.resolve.corrections import Judgement
from kg.serve import undo

BASE = assembled(ONE.extraction, TWO.extraction)
SENTENCE = ref(TWO, "Ada Brook of the Fisheries Board")

_PEOPLE = st.sampled_from([ADA_1, ADA_2, A_BROOK, CARL_1, CARL_2, LAKESIDE])
_VALUES = st.sampled_from(["holds_position/Head", "met_with", "member_of"])
_IDENTITY = st.builds(
    lambda op, refs: Judgement(op, tuple(refs)),
    st.sampled_from(["same", "different", "same", "unsure"]),
    st.lists(_PEOPLE, min_size=2, max_size=3, unique=True),
)
_OTHERS = st.one_of(
    st.builds(lambda ref, value: Judgement("rename", (ref,), value), _PEOPLE, st.sampled_from(["", "X", "Y"])),
    st.builds(lambda ref, value: Judgement("retype", (ref,), value), _PEOPLE, st.sampled_from(["", "company"])),
    st.builds(lambda one, value: Judgement("reject", (one, BOARD), value), _PEOPLE, _VALUES),
    st.builds(lambda value: Judgement("reject", (ADA_2, CARL_1), value), _VALUES),
    st.builds(lambda one, value: Judgement("add", (one, BOARD, SENTENCE), value), _PEOPLE, _VALUES),
    st.builds(lambda one, value: Judgement("add", (one, BOARD), value), _PEOPLE, _VALUES),
)


def plain(judgements: Sequence[Judgement]) -> tuple[Any, ...]:
    graph: nx.MultiDiGraph = corrected(BASE, list(judgements), cable_of)[0]
    return dict(graph.nodes(data=True)), {edge[:3]: edge[3] for edge in graph.edges(keys=True, data=True)}


def _steps(judgements: st.SearchStrategy[Judgement]) -> st.SearchStrategy[list[Judgement | int]]:
    """Lines, and numbers of lines to be taken back."""
    return st.lists(st.one_of(judgements, st.integers(0, 9)), max_size=7)


@given(_steps(_IDENTITY), _steps(_OTHERS))
@settings(max_examples=150)
def test_the_graph_is_as_if_the_line_had_never_been(who: list[Judgement | int], what: list[Judgement | int]) -> None:
    # First who is who: kg/serve/undo.py says what a later merger can do to a rejection that was taken back.
    file: list[Judgement] = []
    for step in [*who, *what]:
        if isinstance(step, Judgement):
            file.append(step)
        elif found := undo.active(file):
            number = sorted(found)[step % len(found)]
            file += undo.lines(BASE, file, number, "E. Marlow", cable_of)
            assert number not in undo.active(file)
            assert set(found) - {number} == set(undo.active(file))
    assert plain(file) == plain(list(undo.active(file).values()))


def test_lines_that_take_back_say_so_and_are_few() -> None:
    file = [Judgement("rename", (ADA_1,), "X"), Judgement("same", (ADA_1, A_BROOK)), Judgement("rename", (ADA_1,), "Y")]
    (back,) = undo.lines(BASE, file, 2, "E. Marlow", cable_of)
    assert back == Judgement("rename", (ADA_1,), "X", "takes back line 3", "E. Marlow")
    assert undo.takes_back(back) == 2
    assert undo.lines(BASE, file, 1, "", cable_of) == [Judgement("unsure", (ADA_1, A_BROOK), "", "takes back line 2")]
    file.append(back)
    assert list(undo.active(file)) == [0, 1]
    assert undo.takes_back(file[0]) is None
    reject = Judgement("reject", (ADA_1, BOARD), "holds_position/Head")
    assert [j.op for j in undo.lines(BASE, [reject], 0, "", cable_of)] == ["add"]
