"""Python values to literals and back, spelt so that both rdflib and pyoxigraph leave them as they are."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal

from pyoxigraph import Literal, NamedNode

from kg.rdf.vocab import XSD

INTEGER = NamedNode(XSD + "integer")
DECIMAL = NamedNode(XSD + "decimal")
BOOLEAN = NamedNode(XSD + "boolean")
DATE = NamedNode(XSD + "date")
DATE_TIME = NamedNode(XSD + "dateTime")
STRING = NamedNode(XSD + "string")

_SURROGATE = re.compile("[\ud800-\udfff]")
# What is left of ISO 8601 in xsd:dateTime: Python reads and writes zones with seconds, for example.
_DATE_TIME_FORM = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d([+-](0\d|1[0-3]):[0-5]\d)?")


def text(value: str) -> Literal:
    """A plain string. What is not text in Unicode's sense (a lone surrogate) becomes U+FFFD."""
    return Literal(_SURROGATE.sub("\ufffd", value))


def decimal(value: float) -> Literal:
    """``0.9``: at most six decimals, at least one. The one spelling that rdflib, too, leaves as it is."""
    digits = format(Decimal(str(value)).quantize(Decimal("0.000001")), "f").rstrip("0")
    return Literal(digits + "0" if digits.endswith(".") else digits, datatype=DECIMAL)


def when(value: str) -> Literal:
    """A date or a time with zone as typed literal, anything else as it is written.

    Spelt ``+00:00`` and with seconds, because rdflib respells times so when it reads them.
    """
    try:
        if len(value) == 10:
            return Literal(date.fromisoformat(value).isoformat(), datatype=DATE)
        spelt = datetime.fromisoformat(value).isoformat()
        return Literal(spelt, datatype=DATE_TIME) if _DATE_TIME_FORM.fullmatch(spelt) else text(value)
    except ValueError:
        return text(value)


def written(literal: Literal) -> str:
    """A date as the reader of cables writes it, ``2009-02-02T05:34Z``; other literals as they stand."""
    value = literal.value
    if literal.datatype == DATE_TIME:
        value = value.replace("+00:00", "Z")
        value = re.sub(r"(T\d\d:\d\d):00", r"\1", value)
    return value
