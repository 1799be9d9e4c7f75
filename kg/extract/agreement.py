"""What the relations of one cable say together: readings that another one makes superfluous or contradicts."""

from __future__ import annotations

from kg.extract.scene import Scene
from kg.model import Evidence

#: (subject, predicate, object, title) -> where it is said.
Said = dict[tuple[str, str, str, str], set[Evidence]]


def settle(view: Scene, evidence: Said, confidence: dict[tuple[str, str, str, str], float]) -> None:
    """Bring everything said in a cable into agreement, in place; ``confidence``: of all that is said."""
    _one_spelling(evidence)
    _over(evidence)
    _of_no_other_body(evidence)
    _at_home(view, evidence)
    for subject, predicate, obj, title in sorted(evidence):
        # A party's officer is its member: said once, as the office.
        if predicate == "holds_position" and title:
            evidence.pop((subject, "member_of", obj, ""), None)
        # Who works in a country has no agreement with it: "operates with X in Y".
        if predicate == "cooperates_with" and {(subject, "located_in", obj, ""), (obj, "located_in", subject, "")} & (
            evidence.keys()
        ):
            del evidence[subject, predicate, obj, title]
    _of_parties(evidence, confidence)
    _own_bodies(evidence)
    _bare_ministers(view, evidence)
    _default_titles(evidence)


#: The rule that gives an office without a body to the country spoken of.
_COUNTRY = "office-of-country"


def _of_no_other_body(evidence: Said) -> None:
    """An office that a sentence gives to a body ("Salt Region President Ana Brun") is not the country's, too; an
    ambassador is that, whatever embassy is named."""
    bodies: dict[tuple[str, str, int, int], set[str]] = {}
    for (subject, predicate, obj, title), places in evidence.items():
        if predicate == "holds_position" and title:
            for e in places:
                if e.rule != _COUNTRY:
                    bodies.setdefault((subject, title, e.start, e.end), set()).add(obj)
    for subject, predicate, obj, title in sorted(evidence):
        key = subject, predicate, obj, title
        if predicate != "holds_position" or title.endswith("Ambassador"):
            continue
        evidence[key] = {
            e
            for e in evidence[key]
            if e.rule != _COUNTRY or not bodies.get((subject, title, e.start, e.end), set()) - {obj}
        }
        if not evidence[key]:
            del evidence[key]


def _of_parties(evidence: Said, confidence: dict[tuple[str, str, str, str], float]) -> None:
    """ "Brun of the Herrings" is no representative but a member, where the cable gives the Herrings members."""
    parties = {obj for _, predicate, obj, _ in evidence if predicate == "member_of"}
    for key in sorted(evidence):
        subject, predicate, obj, title = key
        if predicate == "holds_position" and title == "representative" and obj in parties:
            member = (subject, "member_of", obj, "")
            evidence.setdefault(member, set()).update(evidence.pop(key))
            confidence[member] = max(confidence.get(member, 0.0), confidence[key])


def _own_bodies(evidence: Said) -> None:
    """Nobody is an ally of the party or office that is theirs."""
    theirs = {frozenset((s, o)) for s, predicate, o, _ in evidence if predicate in ("member_of", "holds_position")}
    for key in sorted(evidence):
        if key[1] == "cooperates_with" and frozenset((key[0], key[2])) in theirs:
            del evidence[key]


#: The rules that know a party's country.
_HOME = frozenset({"known-home", "party-at-home"})


def _at_home(view: Scene, evidence: Said) -> None:
    """A national party "in Rogaland" is at home in the country; the region is where it stood."""
    located = {key: {e.rule for e in evidence[key]} for key in sorted(evidence) if key[1] == "located_in"}
    homes = {key[0] for key, rules in located.items() if key[2] in view.country and _HOME & rules}
    for key, rules in located.items():
        if key[0] in homes and key[2] not in view.country and rules == {"body-of-place"}:
            del evidence[key]


#: What rules call people of whom they know nothing better.
_DEFAULTS = frozenset({"official", "representative", "staff member"})


def _default_titles(evidence: Said) -> None:
    """ "Official" of a body is not said of one of whom the cable says what office it is."""
    held: dict[tuple[str, str], set[str]] = {}
    for subject, predicate, obj, title in evidence:
        if predicate == "holds_position":
            held.setdefault((subject, obj), set()).add(title.removeprefix("former "))
    for subject, predicate, obj, title in sorted(evidence):
        if title.removeprefix("former ") in _DEFAULTS and held[subject, obj] - _DEFAULTS:
            del evidence[subject, predicate, obj, title]


def _bare_ministers(view: Scene, evidence: Said) -> None:
    """ "Minister Brun" of the country is not said of one whom the cable elsewhere calls the minister of something."""
    held: dict[str, set[tuple[str, str]]] = {}
    for subject, predicate, obj, title in evidence:
        if predicate == "holds_position":
            held.setdefault(subject, set()).add((obj, title))
    for subject, predicate, obj, title in sorted(evidence):
        bare = predicate == "holds_position" and title in ("Minister", "former Minister") and obj in view.country
        if bare and any("inister" in t and o != obj and view.entities[o].type != "place" for o, t in held[subject]):
            del evidence[subject, predicate, obj, title]


def _one_spelling(evidence: Said) -> None:
    """One position said in capitals and in small letters is one position, under the first spelling by the alphabet."""
    spelt: dict[tuple[str, str, str, str], tuple[str, str, str, str]] = {}
    for key in sorted(evidence):
        folded = (*key[:3], key[3].lower().replace("-", " "))
        if folded in spelt:
            evidence[spelt[folded]] |= evidence.pop(key)
        else:
            spelt[folded] = key


def _over(evidence: Said) -> None:
    """What a sentence says of a post that is over ("was director of X") is not said of one that is held."""
    for key in sorted(evidence):
        past = evidence.get((*key[:3], f"former {key[3]}"))
        if past:
            places = {(e.start, e.end) for e in past}
            evidence[key] = {e for e in evidence[key] if (e.start, e.end) not in places}
            if not evidence[key]:
                del evidence[key]
