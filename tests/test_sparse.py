"""Matrices and forests in columns, held against plain loops over all that there is."""

from __future__ import annotations

import itertools

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.resolve import sparse
from kg.resolve.cluster import Links, components, forest, outward
from kg.resolve.sparse import Matrix, matrix

WIDTH = 7
CELLS = st.lists(st.tuples(st.integers(0, 4), st.integers(0, WIDTH - 1), st.integers(1, 9)), max_size=25)
EDGES = st.lists(st.tuples(st.integers(0, 11), st.integers(0, 11), st.integers(0, 3)), max_size=30)


def made(cells: list[tuple[int, int, int]]) -> Matrix:
    row, column, value = (np.array(one, np.int64) for one in (zip(*cells, strict=True) if cells else ((), (), ())))
    return matrix(5, WIDTH, row, column, value.astype(np.float32))


def full(found: Matrix) -> np.ndarray:  # type: ignore[type-arg]
    dense = np.zeros((len(found), found.width))
    dense[found.row, found.column] = found.value
    return dense


@given(CELLS, CELLS, st.sampled_from([1, WIDTH, 1 << 10]))
@settings(deadline=None)
def test_a_matrix_is_what_its_values_add_up_to(one, other, table):  # type: ignore[no-untyped-def]
    a, b = made(one), made(other)
    dense = np.zeros((5, WIDTH))
    for row, column, value in one:
        dense[row, column] += value
    assert np.array_equal(full(a), dense)
    assert a.some.tolist() == dense.any(axis=1).tolist()
    assert np.array_equal(full(a.take(np.array([3, 0, 3]))), dense[[3, 0, 3]])
    assert np.array_equal(full(a.beside(b)), np.hstack([dense, full(b)]))
    assert np.array_equal(full(a.without(b)), np.where(full(b) > 0, 0, dense))
    sums = full(a.gathered(2, np.array([4, 1, 2]), np.array([1, 0, 1])))
    assert np.array_equal(sums, [dense[1], dense[4] + dense[2]])
    assert np.allclose(full(a.unit()) * np.linalg.norm(dense, axis=1)[:, None], dense)
    i, j = np.array([*itertools.product(range(5), range(5))]).T
    before, sparse._TABLE = sparse._TABLE, table  # however few rows lie open at a time
    try:
        assert np.array_equal(a.dot(i, j, b), (dense[i] * full(b)[j]).sum(axis=1))
    finally:
        sparse._TABLE = before


def reached(edges: list[tuple[int, int, int]], start: int) -> set[int]:
    found, new = {start}, {start}
    while new := {b for x, y, _ in edges for a, b in ((x, y), (y, x)) if a in new} - found:
        found |= new
    return found


@given(EDGES)
@settings(deadline=None)
def test_components_forests_and_their_roots(edges: list[tuple[int, int, int]]) -> None:
    a, b, score = (np.array(one, np.int64) for one in (zip(*edges, strict=True) if edges else ((), (), ())))
    label = components(12, a, b)
    groups = [reached(edges, node) for node in range(12)]
    firsts = sorted({min(group) for group in groups})
    assert label.tolist() == [firsts.index(min(group)) for group in groups]
    apart = a != b
    links = Links(a[apart], b[apart], score[apart].astype(np.float32), np.zeros(apart.sum(), np.int32))
    tree = forest(12, links)
    # No circle, nothing cut off, and none as large that is surer.
    assert len(tree) == 12 - len(firsts)
    assert components(12, tree.a, tree.b).tolist() == label.tolist()
    surest, group = 0.0, list(range(12))
    for x, y, sure in sorted(edges, key=lambda e: -e[2]):
        if group[x] != group[y]:
            surest += sure
            old, new = group[y], group[x]
            group = [new if g == old else g for g in group]
    assert tree.score.sum() == surest
    # Outwards from the smallest of each: every other node has one link, and all lead home.
    above, by = outward(12, tree, np.array(firsts))
    assert [node for node in range(12) if above[node] < 0] == firsts
    for node in set(range(12)) - set(firsts):
        assert {node, int(above[node])} == {int(tree.a[by[node]]), int(tree.b[by[node]])}
        steps = 0
        while above[node] >= 0:
            node, steps = int(above[node]), steps + 1
            assert steps < 12
