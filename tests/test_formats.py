"""Every format a cable comes in, told by content: the same invented cable in each, and what is peculiar to one."""

from __future__ import annotations

import codecs
import gzip
import html
import io
import tarfile
import zipfile
from pathlib import Path

import pytest

from kg.model import Document, Recipient
from kg.read import Skip, read_file, read_inputs
from kg.read.formats import FORMATS
from tests.layout_checks import check_blocks, check_layout

SENT = """VZCZCXRO0001
PP RUEHC
DE RUEHKT #0012/01 0691200
ZNR UUUUU ZZH
P 101200Z MAR 09
FM AMCONSUL SHANGHAI
TO RUEHC/SECSTATE WASHDC PRIORITY 0001
INFO RUEHOO/CHINA POSTS COLLECTIVE
"""
MESSAGE = """UNCLAS SECTION 01 OF 02 SHANGHAI 000012

SIPDIS

E.O. 12958: N/A
TAGS: ETRD EWWT
SUBJECT: HARBOUR TALKS & TARIFFS RESUME

REF: SHANGHAI 9

\u00b61. (SBU) The Port Bureau met Ana Marlow. \u201cGood,\u201d she said of the caf\u00e9.

SHANGHAI 00000012  002 OF 002

\u00b62. (U) She left.
MERTON
"""
LISTING = f"""09SHANGHAI12
HARBOUR TALKS & TARIFFS RESUME
Tue Mar 10 00:00:00 +0100 2009
UNCLASSIFIED
Consulate Shanghai
{SENT}{MESSAGE}"""


def page(sent: str = SENT, message: str = MESSAGE) -> str:
    """The cable as a page of 2010, with line ends as character references and a link at each pilcrow."""

    def box(text: str) -> str:
        text = html.escape(text.strip("\n"), quote=False).replace("\n", "&#x000A;")
        return text.replace("\u00b61", "<a id='par1' href='#par1'>\u00b6</a>1")

    cells = ("09SHANGHAI12", "2009-03-10 12:00", "2011-01-13 05:05", "UNCLASSIFIED", "Consulate Shanghai")
    row = "".join(f"<td>\n<a href='/x_0.html'>{cell}</a>\n</td>\n" for cell in cells)
    names = ("Reference ID", "Created", "Released", "Classification", "Origin")
    return (
        "<?xml version='1.0' encoding='utf-8' ?>\n<!DOCTYPE html>\n<html lang='en'>\n<head><title>x</title></head>\n"
        "<body>\n<h3>Viewing cable 09SHANGHAI12, HARBOUR TALKS &amp; TARIFFS RESUME</h3>\n<table class='cable'>\n<tr>\n"
        + "".join(f"<th>{name}</th>\n" for name in names)
        + f"</tr>\n<tr>\n{row}</tr>\n</table>\n"
        + f"<code><pre>{box(sent)}</pre></code>\n<code><pre>{box(message)}</pre></code>\n"
        "</body>\n</html>\n"
    )


def record(number: int, cable: str = "09SHANGHAI12", sent: str = SENT, message: str = MESSAGE) -> str:
    """One record of the dump."""
    values = (str(number), "3/10/2009 12:00", cable, "Consulate Shanghai", "UNCLASSIFIED", "09SHANGHAI9", sent, message)
    return ",".join('"' + v.replace("\\", "\\\\").replace('"', '\\"') + '"' for v in values) + "\n"


ELECTRONIC = """Margaret P. Example Declassified/Released US Department of State EO Systematic Review 30 JUN 2005


                                                MESSAGE TEXT

LIMITED OFFICIAL USE

PAGE 01        STATE  015113

64
ORIGIN EUR-12

INFO  OCT-01  ISO-00  /013 R

DRAFTED BY EUR/WE: AMARLOW: AB
APPROVED BY EUR: BMERTON
--------------------- 073413
R 260130Z JAN 73
FM SECSTATE WASHDC
TO AMEMBASSY MADRID
INFO AMCONSUL BARCELONA

LIMITED OFFICIAL USE STATE 015113

E.O. 11652: N/A
TAGS: ETRD, SP
SUBJ: HARBOUR TALKS

REF: MADRID 361

1. THE PORT BUREAU MET ANA MARLOW ON THE
LIMITED OFFICIAL USE

LIMITED OFFICIAL USE

PAGE 02        STATE  015113

TARIFF.

2. SHE LEFT.  ROGERS

LIMITED OFFICIAL USE

NNN

                                             MESSAGE ATTRIBUTES

Capture Date: 01 JAN 1994
Current Classification: UNCLASSIFIED
Document Number: 1973STATE015113
"""


def put(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def one(path: Path) -> Document:
    found = list(read_inputs([path]))
    assert len(found) == 1, found
    assert isinstance(found[0], Document), found[0]
    check_layout(found[0])
    check_blocks(found[0])
    return found[0]


#: name (no format is told by it) | content | format
SAME = [
    ("listing", LISTING, "listing"),
    ("a.html", LISTING.replace("\n", "\r\n"), "listing"),
    ("telegram", SENT + "\n" + MESSAGE, "telegram"),
    ("glued", SENT.rstrip("\n") + MESSAGE, "telegram"),
    ("crlf", (SENT + "\n" + MESSAGE).replace("\n", "\r\n"), "telegram"),
    ("page.txt", page(), "page"),
    ("record.txt", record(1), "record"),
]


@pytest.mark.parametrize(("name", "content", "form"), SAME)
def test_the_same_cable_in_every_format(tmp_path: Path, name: str, content: str, form: str) -> None:
    document = one(put(tmp_path, name, content))
    assert document.format == form
    assert document.id == document.canonical_id == "09SHANGHAI12"
    assert document.subject == "HARBOUR TALKS & TARIFFS RESUME"
    assert document.date == "2009-03-10T12:00Z"
    assert document.classification == "UNCLASSIFIED"
    assert document.origin == ("" if form == "telegram" else "Consulate Shanghai")
    assert document.sender == "AMCONSUL SHANGHAI"
    assert document.to == (Recipient("RUEHC", "SECSTATE WASHDC", "PRIORITY", "0001"),)
    assert [r.name for r in document.info] == ["CHINA POSTS COLLECTIVE"]
    assert document.captions == ("SIPDIS",)
    assert document.tags == ("ETRD", "EWWT")
    assert [r.value for r in document.references] == ["09SHANGHAI9"]
    assert document.signed_by == ("MERTON",)
    assert [(p.number, p.marking) for p in document.paragraphs] == [("1", "SBU"), ("2", "U")]
    assert [(s.number, s.of) for s in document.sections] == [(1, 2), (2, 2)]
    first = document.paragraphs[0]
    assert document.text[first.start : first.end].startswith("\u00b61. (SBU) The Port Bureau met")
    assert "\u201cGood,\u201d she said of the caf\u00e9." in document.text[first.start : first.end]
    if form in ("listing", "telegram"):
        assert document.text == content, "the original is never changed"


@pytest.mark.parametrize(
    ("name", "encode"),
    [
        ("utf-8", lambda t: t.encode()),
        ("with mark", lambda t: codecs.BOM_UTF8 + t.encode()),
        ("utf-16 le", lambda t: codecs.BOM_UTF16_LE + t.encode("utf-16-le")),
        ("utf-16 be", lambda t: codecs.BOM_UTF16_BE + t.encode("utf-16-be")),
        ("utf-32", lambda t: codecs.BOM_UTF32_LE + t.encode("utf-32-le")),
        ("cp1252", lambda t: t.encode("cp1252")),
        ("half and half", lambda t: t[:500].encode("cp1252") + t[500:].encode()),
    ],
)
@pytest.mark.parametrize("content", [LISTING, SENT + MESSAGE, page(), record(1)], ids=["listing", "raw", "page", "csv"])
def test_every_format_in_every_encoding(tmp_path: Path, name: str, encode, content: str) -> None:  # type: ignore[no-untyped-def]
    document = one(put(tmp_path, name, encode(content)))
    assert document.id == "09SHANGHAI12"
    assert "\u201cGood,\u201d she said of the caf\u00e9." in document.text
    assert [p.number for p in document.paragraphs] == ["1", "2"]


def test_an_electronic_telegram_of_the_seventies(tmp_path: Path) -> None:
    document = one(put(tmp_path, "x", ELECTRONIC))
    assert document.format == "electronic"
    assert document.canonical_id == "73STATE15113"
    assert document.date == "1973-01-26T01:30Z"
    assert (document.subject, document.tags) == ("HARBOUR TALKS", ("ETRD", "SP"))
    assert document.classification == "LIMITED OFFICIAL USE"
    assert document.executive_order == "11652"
    assert [r.name for r in (*document.to, *document.info)] == ["AMEMBASSY MADRID", "AMCONSUL BARCELONA"]
    assert [r.value for r in document.references] == ["73MADRID361"]
    assert [p.number for p in document.paragraphs] == ["1", "2"]
    assert document.signed_by == ("ROGERS",)
    first = document.paragraphs[0]
    assert document.text[first.start : first.end].endswith("TARIFF.")
    (trailer,) = document.trailer
    assert document.text[trailer.start :].startswith("LIMITED OFFICIAL USE\n\nNNN")
    assert document.text == ELECTRONIC


@pytest.mark.parametrize(
    ("name", "content", "cable", "paragraphs"),
    [
        ("My notes.txt", "She met Ana Marlow.\n\nThey left.\n", "My notes", [None]),
        ("memo.md", "# Memo\n\n1. She met Ana Marlow.\n\n2. They left.\n", "memo", ["1", "2"]),
        ("no_ending", "She met Ana Marlow.", "no_ending", [None]),
        (".hidden.txt", "She met Ana Marlow.", ".hidden", [None]),
        ("09KARELT12.txt", "She met Ana Marlow.", "09KARELT12", [None]),
        ("note.txt", "She met Ana Marlow and they talked. " * 12 + "\n\nRef: my letter\n\nThey left.", "note", [None]),
    ],
)
def test_plain_text_has_its_id_from_its_name(
    tmp_path: Path, name: str, content: str, cable: str, paragraphs: list[str | None]
) -> None:
    document = one(put(tmp_path, name, content))
    assert (document.id, document.format, document.subject) == (cable, "plain", "")
    assert [p.number for p in document.paragraphs] == paragraphs


@pytest.mark.parametrize(
    "head", ['{"a": 1}', '[{"a": 1}]', "<?xml version='1.0'?><a/>", "<!DOCTYPE html><p>no</p>", "@prefix x:"]
)
def test_data_of_other_programs_is_no_cable(tmp_path: Path, head: str) -> None:
    found = read_file(put(tmp_path, "x.txt", head))
    assert isinstance(found, Skip)
    assert found.code == "E106"


# --- cables.csv -------------------------------------------------------------------------------------------------------


def test_each_record_of_the_dump_is_a_document(tmp_path: Path) -> None:
    said = 'He said \\ and "no", twice.\n'
    records = record(1) + record(2, "09SHANGHAI13", message=MESSAGE.replace("She left.", said)) + record(3)
    found = list(read_inputs([put(tmp_path, "cables.csv", records)]))
    assert all(isinstance(d, Document) for d in found)
    assert [(d.id, d.source) for d in found if isinstance(d, Document)] == [
        ("09SHANGHAI12", "cables.csv#1"),
        ("09SHANGHAI13", "cables.csv#2"),
        ("09SHANGHAI12", "cables.csv#3"),
    ]
    second = found[1]
    assert isinstance(second, Document)
    assert second.text == f"{SENT}\n\n{MESSAGE.replace('She left.', said)}"


def test_references_of_the_dump_stand_in_where_the_text_has_none(tmp_path: Path) -> None:
    document = one(put(tmp_path, "x", record(1, message=MESSAGE.replace("REF: SHANGHAI 9\n", ""))))
    assert [r.value for r in document.references] == ["09SHANGHAI9"]


def test_a_damaged_record_costs_no_other(tmp_path: Path) -> None:
    broken = record(2).replace('"UNCLASSIFIED"', '"UNCLASSIFIED')
    short = '"3","3/10/2009 12:00","09SHANGHAI12","too few"\n'
    found = list(read_inputs([put(tmp_path, "x", record(1) + broken + short + record(4))]))
    assert [type(f).__name__ for f in found] == ["Document", "Skip", "Skip", "Document"]
    assert [f.code for f in found if isinstance(f, Skip)] == ["E118", "E118"]
    assert [f.source for f in found] == ["x#1", "x#2", "x#3", "x#4"]


def test_the_dump_is_streamed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No more than a record and a piece of the file are in memory, and pieces may end anywhere."""
    from kg.read import records

    path = put(tmp_path, "x", "".join(record(n) for n in range(1, 8)))
    for chunk in (1, 7, 64, 700, 100_000):
        monkeypatch.setattr(records, "_CHUNK", chunk)
        assert [d.source for d in read_inputs([path])] == [f"x#{n}" for n in range(1, 8)]
    monkeypatch.setattr(records, "MAX_BYTES", 500)
    found = list(read_inputs([path]))
    assert {type(f).__name__ for f in found} == {"Skip"}
    assert len(found) == 7


# --- archives ---------------------------------------------------------------------------------------------------------


def tar(members: dict[str, str], mode: str = "w") -> bytes:
    raw = io.BytesIO()
    with tarfile.open(fileobj=raw, mode=mode) as archive:  # type: ignore[call-overload]
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(content.encode())
            archive.addfile(info, io.BytesIO(content.encode()))
    return raw.getvalue()


def zipped(members: dict[str, str | bytes]) -> bytes:
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return raw.getvalue()


MEMBERS = {"a/one.txt": LISTING, "b.html": page(), "a/cables.csv": record(1) + record(2), "notes.md": "She left."}
EXPECTED = [
    ("a/one.txt", "09SHANGHAI12"),
    ("b.html", "09SHANGHAI12"),
    ("a/cables.csv#1", "09SHANGHAI12"),
    ("a/cables.csv#2", "09SHANGHAI12"),
    ("notes.md", "notes"),
]
ARCHIVES = [
    ("x.zip", zipped(dict(MEMBERS)), "x.zip/"),
    ("x.tar", tar(MEMBERS), "x.tar/"),
    ("x.tar.gz", gzip.compress(tar(MEMBERS)), "x.tar/"),
    ("x.tgz", gzip.compress(tar(MEMBERS)), "x.tar/"),
    ("x.zip.gz", gzip.compress(zipped(dict(MEMBERS))), "x.zip/"),
    ("told by content", zipped(dict(MEMBERS)), "told by content/"),
]


@pytest.mark.parametrize(("name", "content", "prefix"), ARCHIVES, ids=[name for name, _, _ in ARCHIVES])
def test_archives_of_any_mix(tmp_path: Path, name: str, content: bytes, prefix: str) -> None:
    found = list(read_inputs([put(tmp_path, name, content)]))
    assert [(d.source, d.id) for d in found if isinstance(d, Document)] == [
        (prefix + s, cable) for s, cable in EXPECTED
    ]
    assert len(found) == len(EXPECTED)


def test_a_gzipped_cable_has_the_name_of_what_is_in_it(tmp_path: Path) -> None:
    assert one(put(tmp_path, "note.txt.gz", gzip.compress(b"She left."))).source == "note.txt"
    assert one(put(tmp_path, "x.gz", gzip.compress(LISTING.encode()))).text == LISTING


def test_what_macos_and_hidden_files_add_to_archives_is_left_out(tmp_path: Path) -> None:
    content = zipped({"__MACOSX/._one.txt": b"\0\1", ".DS_Store": b"\0", "a/.x/y.txt": "hidden", "one.txt": LISTING})
    assert one(put(tmp_path, "x.zip", content)).source == "x.zip/one.txt"


def test_the_list_of_formats_is_the_only_place_to_add_one() -> None:
    assert len({form.name for form in FORMATS}) == len(FORMATS)
    assert FORMATS[-1].sniff("anything")
