"""What a name alone can tell: how it folds for comparison, and whether it is safe to join cables by it."""

from __future__ import annotations

import re
import unicodedata

_COMMON = """
a administration administrative affairs agency agriculture and armed army assembly association attorney authority
aviation bank board budget bureau business cabinet center central centre chamber chief city civil command commerce
commission committee communication communications community company congress constitutional consulate copyright
corporation council country court crime criminal culture customs defence defense delegation department deputy
development directorate district division economic economics economy education election electoral electric
electricity embassy energy enforcement environment environmental exchange executive external federal federation
finance financial fisheries food for force forces foreign forest forestry foundation fund gas general government
group head health high home house human immigration in independent industrial industry information inspectorate
institute intellectual intelligence interior international internal investigation investment judicial judiciary
justice labor labour land law legal legislative local lower market marine media medical military mines ministry
mission municipal nation national natural navy no of office officer official oil on operations order organization
parliament party patent peace people peoples petroleum planning police policy political port ports post power
president presidential press prime prison production program project promotion property prosecution prosecutor
protection provincial public red regional registry research resources revenue rights rural s safety science second
secretariat section security senate service services social society special staff standards state statistics stock
superior supreme sub task tax technical technology telecom telecommunications the third to tourism trade trademark
trading transport transportation treasury tribunal union university upper urban veterans water welfare women works
workers world youth
"""

#: Words that make a name of a kind of body, not of one body. A name of nothing else is shared by many countries,
#: provinces or posts ("Ministry of Foreign Affairs", "Public Security Bureau", "Supreme Court").
COMMON_WORDS = frozenset(_COMMON.split())

# Redactors write XXXXXXXXXXXX; some transcripts have shorter runs. Initials such as "XX" are left alone.
_REDACTED = re.compile(r"X{3,}", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+")


def fold(name: str) -> str:
    """A name as it is compared: case, accents, punctuation and blanks aside."""
    if not name.isascii():
        name = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    return " ".join(_WORD.findall(name.casefold()))


def is_redaction(text: str) -> bool:
    """Whether nothing of the name is left but the redactor's X's."""
    return bool(_REDACTED.search(text)) and not _WORD.findall(_REDACTED.sub(" ", text))


def stands_alone(kind: str, name: str) -> bool:
    """Whether a name of this entity type names the same thing in every cable."""
    words = fold(name).split()
    if not words or _REDACTED.search(name):
        return False
    if kind == "place":
        return True
    # Initials and honorifics tell nobody apart: "J. Smith" is a bare surname in disguise.
    telling = [w for w in words if len(w) > 1]
    if len(telling) < 2:
        return False
    return kind == "person" or not COMMON_WORDS.issuperset(words)
