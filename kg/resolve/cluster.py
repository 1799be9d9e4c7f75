"""From links to groups: connected components, guarded where a chain of links would join what cannot be one.

In columns of numpy, a few rounds over all links: scipy's are no faster with what it takes to load it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, Self

import numpy as np

from kg.resolve.table import Numbers, stretches

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
    above = np.arange(n)
    _join(above, a, b)
    number: Numbers = (np.cumsum(above == np.arange(n)) - 1)[above]
    return number


def _join(above: Numbers, a: Numbers, b: Numbers) -> None:
    """Join what these links join. ``above`` leads each node to the smallest node of its component, before and after."""
    a, b = above[a], above[b]
    while len(apart := np.flatnonzero(a != b)):
        a, b = a[apart], b[apart]
        np.minimum.at(above, np.maximum(a, b), np.minimum(a, b))
        while not np.array_equal(higher := above[above], above):
            above[:] = higher
        a, b = above[a], above[b]


def forest(n: int, links: Links) -> Links:
    """Of the links those of a maximum spanning forest; the same whatever the order of the links."""
    if not len(links):
        return links
    lo, hi = np.minimum(links.a, links.b), np.maximum(links.a, links.b)
    order = np.lexsort((links.reason, -links.score, hi, lo))
    lo, hi, links = lo[order], hi[order], links.take(order)
    first = np.ones(len(lo), bool)
    first[1:] = (lo[1:] != lo[:-1]) | (hi[1:] != hi[:-1])
    lo, hi, links = lo[first], hi[first], links.take(np.flatnonzero(first))
    links = Links(lo, hi, links.score, links.reason)
    # From the surest to the least: no two are equally sure, so that every tree takes for itself the surest of the
    # links that lead out of it, and never a circle comes of it.
    surest = np.lexsort((hi, lo, -links.score))
    lo, hi = lo[surest], hi[surest]
    above, open_ = np.arange(n), np.arange(len(lo))
    taken = np.zeros(len(lo), bool)
    while len(open_ := open_[above[lo[open_]] != above[hi[open_]]]):
        best = np.full(n, len(lo))
        np.minimum.at(best, above[lo[open_]], open_)
        np.minimum.at(best, above[hi[open_]], open_)
        chosen = np.unique(best[best < len(lo)])
        taken[chosen] = True
        _join(above, lo[chosen], hi[chosen])
    return links.take(np.sort(surest[taken]))


def outward(n: int, links: Links, roots: Numbers) -> tuple[Numbers, Numbers]:
    """The links of a forest seen from the roots of its trees: of each of n nodes the next on the way to its root and
    the link that leads there, -1 for a root."""
    ends, others = np.concatenate([links.a, links.b]), np.concatenate([links.b, links.a])
    order = np.argsort(ends, kind="stable")
    others, link = others[order], order % len(links) if len(links) else order
    at = np.searchsorted(ends[order], np.arange(n + 1))
    above, by = np.full(n, -1), np.full(n, -1)
    outer = roots
    while len(outer):
        sizes = at[outer + 1] - at[outer]
        found = stretches(at[outer], sizes)
        inner = np.repeat(outer, sizes)
        onward = link[found] != by[inner]
        found = found[onward]
        outer = others[found]
        above[outer], by[outer] = inner[onward], link[found]
    return above, by


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
