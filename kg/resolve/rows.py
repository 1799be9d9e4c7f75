"""The rows of a table with their forms read and their countries known."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kg.extract.world import cities, post_country
from kg.resolve.forms import Form, place, read, world
from kg.resolve.places import in_gazetteer
from kg.resolve.table import KINDS, Numbers, Table, distinct

_BODIES = frozenset(KINDS.index(kind) for kind in ("agency", "company", "organization"))
_PLACE = KINDS.index("place")
#: A word in so many names, in cables of so many countries, is nobody's own.
_SEVERAL = 4
#: A city is meant wherever it stands if no other of its name has a tenth of its people.
_DOMINANT = 10


@dataclass(frozen=True)
class Rows:
    """``forms``: every different form with its type; of row ``entry_row[i]`` the form ``entry_form[i]``, its fullest
    form first. Countries are numbers into ``countries`` (ISO codes; 0 is none)."""

    table: Table
    forms: list[Form]
    shared: Numbers  # of each form: whether many bodies have that name, by the rules or as the cables show
    surface: list[str]  # of each form
    kind: Numbers  # of each form
    word: Numbers  # of each form: equal for forms with the same type and words
    entry_row: Numbers
    entry_form: Numbers
    main: Numbers  # the fullest form of each row
    countries: list[str]
    own: Numbers  # of each row: the country that its name or a relation tells
    context: Numbers  # of each row: the country of the post that sent the cable
    where: Numbers  # own, else context

    def flag(self, name: str) -> Numbers:
        """A field of each form as an array of truth values."""
        return np.array([bool(getattr(f, name)) for f in self.forms], bool)


def rows(table: Table) -> Rows:
    """Read every different form once."""
    n, width = len(table), max(1, len(table.strings))
    sizes = np.diff(table.forms.at)
    entry_row = np.repeat(np.arange(n), sizes)
    code = table.kind[entry_row].astype(np.int64) * width + table.forms.values
    unique, entry_form = np.unique(code, return_inverse=True)
    kind = (unique // width).astype(np.int8)
    surface = [table.strings[c % width] for c in unique.tolist()]
    forms = [read(KINDS[k], s) for k, s in zip(kind.tolist(), surface, strict=True)]
    numbers: dict[tuple[int, tuple[str, ...]], int] = {}
    word = np.array(
        [numbers.setdefault((k, f.words), len(numbers)) for k, f in zip(kind.tolist(), forms, strict=True)], np.int64
    )
    main = entry_form[table.forms.at[:-1]] if n else np.empty(0, np.int64)

    names: dict[str, int] = {"": 0}
    of_form = np.array([names.setdefault(f.country, len(names)) for f in forms] or [0], np.int32)
    posts = np.array([names.setdefault(post_country(c), len(names)) for c in table.cables] or [0], np.int32)
    context = posts[table.cable] if n else np.empty(0, np.int32)
    own = np.zeros(n, np.int32)
    # Later entries are overwritten by earlier ones: what the fullest form says counts most.
    told = of_form[entry_form] > 0
    own[entry_row[told][::-1]] = of_form[entry_form[told]][::-1]
    place_at = np.repeat(np.arange(n), np.diff(table.places.at))
    lies: dict[int, int] = {}
    for string in set(table.places.values.tolist()):
        lies[string] = names.setdefault(country_of(table.strings[string]), len(names))
    there = np.array([lies[s] for s in table.places.values.tolist()], np.int32)
    # A place that has a country's name and lies in another is not that country: Georgia in the United States.
    elsewhere = (table.kind[place_at] == _PLACE) & (there != own[place_at])
    open_ = ((own[place_at] == 0) | elsewhere) & (there > 0)
    own[place_at[open_][::-1]] = there[open_][::-1]
    where = np.where(own > 0, own, context)
    shared = _shared(forms, kind, entry_form, context[entry_row])
    return Rows(
        table, forms, shared, surface, kind, word, entry_row, entry_form, main, list(names), own, context, where
    )


def _shared(forms: list[Form], kind: Numbers, entry_form: Numbers, context: Numbers) -> Numbers:
    """Which forms are made of words that nobody owns: those the rules call common, and those that the cables of several
    countries use in several names."""
    shared = np.array([f.shared for f in forms], bool)
    posts: dict[int, set[int]] = {}
    width = int(context.max(initial=0)) + 1
    for code in distinct(entry_form.astype(np.int64) * width + context).tolist():
        posts.setdefault(code // width, set()).add(code % width)
    names: dict[str, set[tuple[str, ...]]] = {}
    countries: dict[str, set[int]] = {}
    bodies = [
        n for n, k in enumerate(kind.tolist()) if k in _BODIES and not forms[n].acronym and len(forms[n].words) > 1
    ]
    for n in bodies:
        for word in forms[n].words:
            names.setdefault(word, set()).add(forms[n].words)
            countries.setdefault(word, set()).update(posts.get(n, ()))
    common = {
        word
        for word, found in names.items()
        if len(found) >= _SEVERAL and len(countries[word]) >= _SEVERAL and not in_gazetteer(word)
    } | world().common
    told: dict[tuple[str, ...], set[str]] = {}
    for n in bodies:
        if forms[n].country:
            told.setdefault(forms[n].words, set()).add(forms[n].country)
    for n in bodies:
        form = forms[n]
        if not form.known and len(told.get(form.words, ())) > 1:
            shared[n] = True  # "Tajik Drug Control Agency", "Kyrgyz Drug Control Agency"
        if not form.known and common.issuperset(form.words) and world().worldwide.isdisjoint(form.words):
            shared[n] = True
    return shared


def country_of(name: str) -> str:
    """The country a place is or lies in, as ISO code; "" where the name alone does not tell."""
    form = place(name)
    if form.country:
        return form.country
    found = cities(name)
    if found and (len(found) == 1 or found[0].population >= _DOMINANT * found[1].population):
        return found[0].country
    regions = world().countries.region(name)
    return regions[0] if len(regions) == 1 and not found else ""
