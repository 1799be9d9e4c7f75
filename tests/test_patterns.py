"""No regular expression of the reader takes more time than grows with the text, whatever the text is."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator

import pytest
from effort import Pattern, check_pattern

import kg.cable
import kg.read


def _patterns() -> Iterator[tuple[str, Pattern]]:
    """Every compiled pattern of the modules of kg.cable and kg.read, by name; one that several import, once."""
    seen: set[int] = set()
    for package in (kg.cable, kg.read):
        for info in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
            if info.name.startswith("kg.cable.fields"):
                continue  # tests/fields/test_linear.py looks at those, and at the functions around them
            module = importlib.import_module(info.name)
            for name, value in sorted(vars(module).items()):
                for at, each in enumerate(_compiled(value)):
                    if id(each) not in seen:
                        seen.add(id(each))
                        yield f"{info.name}.{name}" + (f".{at}" if at else ""), each


def _compiled(value: object) -> Iterator[Pattern]:
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from _compiled(each)
    elif isinstance(value, list | tuple | set | frozenset):
        for each in value:
            yield from _compiled(each)


PATTERNS = dict(_patterns())

#: What patterns of cables begin well on and then cannot end.
NEAR_MISSES = {
    "blanks": " ",
    "line ends": "\n",
    "blank lines": " \n",
    "A": "A",
    "digits": "1",
    "words": "AB CD. ",
    "lower case": "abc de ",
    "full stops": ".",
    "rules": "-",
    "ruled blanks": "- ",
    "pilcrows": "\u00b6",
    "paragraph marks": "\u00b61. (",
    "portion marks": "(S//NF",
    "page marks": "PORT ANSEL 00000059  002.2 OF ",
    "printed pages": "PAGE 02  PORT ANSEL 0000",
    "sections": "UNCLAS SECTION 02 OF 05 PORT ",
    "openings": "C O N F I D E N T I A L ",
    "references": "REF: A. PORT ANSEL ",
    "lists": "A) B) ",
    "tags": "TAGS: ETRD, ",
    "persons": "TAGS: MARLOW, ANA (",
    "subjects": "SUBJECT: ",
    "classified": "CLASSIFIED BY: DCM ANA MARLOW FOR REASONS 1.4 (",
    "names": "Ana Marlow, ",
    "initials": "A. B. C. ",
    "addressees": "RUEHC/SECSTATE WASHDC ",
    "exclusions": "XMT AMEMBASSY ",
    "dates": "R 101200Z MAR ",
    "attention": "DEPT FOR EUR/WE - ",
    "open tags": "<",
    "tags without end": "<td a",
    "entities": "&#",
    "quotation marks": '"',
    "escapes": "\\",
    "records": '"1","3/10/2009',
    "summary": "SUMMARY. END ",
    "mails": "MARLOW E-MAIL 12/01/",
    "stars": "* ",
    "commas": ", ",
    "hyphens": "a-\n",
}


def _own(pattern: Pattern) -> dict[str, str]:
    """A pattern's own letters, as far as they are plain: what its literal parts are made of."""
    source = pattern.pattern if isinstance(pattern.pattern, str) else pattern.pattern.decode("latin-1")
    words = sorted(set(re.findall(r"(?<![\\\[(?])[A-Za-z][A-Za-z ]{2,}", source)), key=lambda w: (len(w), w))
    return {f"own {word}": word + " " for word in words[-3:]}


def test_all_patterns_are_looked_at() -> None:
    assert len(PATTERNS) > 35
    assert any(name.startswith("kg.read.") for name in PATTERNS)


@pytest.mark.parametrize("name", PATTERNS)
def test_time_grows_with_the_text_and_no_faster(name: str) -> None:
    check_pattern(name, PATTERNS[name], NEAR_MISSES | _own(PATTERNS[name]))
