"""Content negotiation: which of our formats a client would like best (RFC 9110, 12.5.1)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

_RANGE = re.compile(r"\s*([\w!#$&^.+*-]+)/([\w!#$&^.+*-]+)\s*((?:;[^,]*)?)")
_QUALITY = re.compile(r";\s*q\s*=\s*([01](?:\.[0-9]{0,3})?)\s*(?:;|$)", re.IGNORECASE)

#: Media type and the name of the format that kg.query.results writes, in our own order of preference.
ROWS = (
    ("application/sparql-results+json", "json"),
    ("application/json", "json"),
    ("application/sparql-results+xml", "xml"),
    ("application/xml", "xml"),
    ("text/csv", "csv"),
    ("text/tab-separated-values", "tsv"),
    ("text/xml", "xml"),
)
TRUTH = tuple((media, fmt) for media, fmt in ROWS if fmt in ("json", "xml"))
TRIPLES = (
    ("text/turtle", "ttl"),
    ("application/n-triples", "nt"),
    ("application/ld+json", "jsonld"),
    ("application/rdf+xml", "rdfxml"),
    ("application/json", "jsonld"),
    ("application/xml", "rdfxml"),
    ("text/plain", "nt"),
)
PAGE = (("text/html", "html"),)

Offer = tuple[str, str]


def best(accept: str | None, offers: Sequence[Offer]) -> Offer | None:
    """The offer that fits an Accept header best; the first of several that fit alike, None where none is wanted."""
    if accept is None or not accept.strip():
        return offers[0]
    ranges = list(_ranges(accept))
    rated = [(_quality(media, ranges), -place) for place, (media, _) in enumerate(offers)]
    quality, place = max(rated)
    return offers[-place] if quality > 0 else None


def _ranges(accept: str) -> Iterable[tuple[str, str, float]]:
    for part in accept.split(","):
        if match := _RANGE.match(part):
            quality = _QUALITY.search(match[3])
            yield match[1].lower(), match[2].lower(), min(float(quality[1]), 1.0) if quality else 1.0


def _quality(media: str, ranges: Iterable[tuple[str, str, float]]) -> float:
    """What the narrowest range that fits says of this media type."""
    kind, _, form = media.partition("/")
    fitting = [
        ((wanted != "*") + (of != "*"), quality)
        for wanted, of, quality in ranges
        if wanted in (kind, "*") and of in (form, "*")
    ]
    return max(fitting)[1] if fitting else 0.0
