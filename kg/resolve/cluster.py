"""From links to groups: connected components, guarded where a chain of links would join what cannot be one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, Self

import numpy as np

from kg.resolve.table import Numbers

#: Groups of at most so many rows without a conflict need no guard.
SMALL = 8
#: How much surer a link must be with each doubling of the smaller of the two groups it joins.
_BRIDGE = 0.15


@dataclass(frozen=True, slots=True)
class Links:
    """Links between rows: ``a`` and ``b``, how sure (``score``), and why (``reason``, see kg.resolve.reasons)."""

    a: Numbers
    b: Numbers
    score: Numbers
    reason: Numbers

    def __len__(self) -> int:
        return len(self.a)

    def take(self, which: Numbers) -> Links:
        return Links(self.a[which], self.b[which], self.score[which], self.reason[which])


def no_links() -> Links:
    return Links(np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0, np.float32), np.empty(0, np.int32))


def together(*parts: Links) -> Links:
    """All links of several."""
    if not parts:
        return no_links()
    return Links(*(np.concatenate([getattr(p, f) for p in parts]) for f in ("a", "b", "score", "reason")))


def components(n: int, a: Numbers, b: Numbers) -> Numbers:
    """The component of each of n nodes, numbered by their smallest members' order."""
    if not len(a):
        return np.arange(n)
    from scipy.sparse import coo_array  # not before it is needed: it takes as long to load as a cable's work
    from scipy.sparse.csgraph import connected_components

    graph = coo_array((np.ones(len(a), np.int8), (a, b)), shape=(n, n))
    _, label = connected_components(graph.tocsr(), directed=False)
    first = np.full(int(label.max(initial=-1)) + 1, n, np.int64)
    np.minimum.at(first, label, np.arange(n))
    rank: Numbers = np.empty(len(first), np.int64)
    rank[np.argsort(first, kind="stable")] = np.arange(len(first))
    numbered: Numbers = rank[label]
    return numbered


def forest(n: int, links: Links) -> Links:
    """Of the links those of a maximum spanning forest; the same whatever the order of the links."""
    if not len(links):
        return links
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import minimum_spanning_tree

    lo, hi = np.minimum(links.a, links.b), np.maximum(links.a, links.b)
    order = np.lexsort((links.reason, -links.score, hi, lo))
    lo, hi, links = lo[order], hi[order], links.take(order)
    links = Links(lo, hi, links.score, links.reason)
    first = np.ones(len(lo), bool)
    first[1:] = (lo[1:] != lo[:-1]) | (hi[1:] != hi[:-1])
    lo, hi, links = lo[first], hi[first], links.take(np.flatnonzero(first))
    # scipy breaks ties by place; a weight of its own for each link leaves nothing to break.
    rank = np.empty(len(lo), np.float64)
    rank[np.lexsort((hi, lo, -links.score))] = np.arange(1, len(lo) + 1)
    tree = minimum_spanning_tree(csr_array((rank, (lo, hi)), shape=(n, n))).tocoo()
    position = np.empty(len(lo) + 1, np.int64)
    position[rank.astype(np.int64)] = np.arange(len(lo))
    return links.take(np.sort(position[tree.data.astype(np.int64)]))


class Facts(Protocol):
    """What a group of rows holds that may forbid it to join another."""

    size: int

    def clash(self, other: Self) -> bool:
        """Whether the two cannot be one."""

    def absorb(self, other: Self) -> None:
        """Take over what the other holds."""


def guarded(n: int, links: Links, suspicious: Callable[[Numbers], Numbers], facts: Callable[[int], Facts]) -> Links:
    """The links of a forest whose trees are the groups.

    ``suspicious`` gets the component of each row and says of each component whether it may hold rows that cannot be
    one. Those, and large ones with a link that may be a weak bridge, are put together again link by link, the surest
    first: a link is passed over where the ``facts`` of its two groups clash, or where it alone would be a weak bridge
    between two large groups.
    """
    if not len(links):
        return links
    label = components(n, links.a, links.b)
    size = np.bincount(label)
    weakest = np.full(len(size), np.inf)
    np.minimum.at(weakest, label[links.a], links.score)
    # Of two groups the smaller has at most half of the rows.
    bridges = (size > SMALL) & (weakest < 1 + _BRIDGE * np.frexp(size // 2)[1])  # whose exponent is the bit length
    careful = (suspicious(label) | bridges)[label[links.a]]
    clean = forest(n, links.take(np.flatnonzero(~careful)))
    doubtful = links.take(np.flatnonzero(careful))
    lo, hi = np.minimum(doubtful.a, doubtful.b), np.maximum(doubtful.a, doubtful.b)
    order = np.lexsort((doubtful.reason, hi, lo, -doubtful.score))
    parent: dict[int, int] = {}
    groups: dict[int, Facts] = {}
    kept = []
    for position, a, b, score in zip(
        order.tolist(), lo[order].tolist(), hi[order].tolist(), doubtful.score[order].tolist(), strict=True
    ):
        a, b = _find(parent, a), _find(parent, b)
        if a == b:
            continue
        one = groups.get(a) or facts(a)
        two = groups.get(b) or facts(b)
        smaller = min(one.size, two.size)
        if (smaller > 1 and score < 1 + _BRIDGE * smaller.bit_length()) or one.clash(two):
            groups[a], groups[b] = one, two
            continue
        if one.size < two.size:
            one, two = two, one
        one.absorb(two)
        parent[max(a, b)] = min(a, b)
        groups.pop(max(a, b), None)
        groups[min(a, b)] = one
        kept.append(position)
    return together(clean, doubtful.take(np.array(kept, np.int64)))


def _find(parent: dict[int, int], item: int) -> int:
    root = item
    while (above := parent.get(root, root)) != root:
        root = above
    while (above := parent.get(item, root)) != root:
        parent[item], item = root, above
    return root
