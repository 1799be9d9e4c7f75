"""The seed cable with every name changed: what is right only because a name is known shows up here."""

from __future__ import annotations

import copy
import re
from typing import Any

Annotation = dict[str, Any]

#: Other names of the same kind and region.
CHINESE = {
    "Zhejiang": "Hunan", "China": "Vietnam", "Guangdong": "Sichuan", "Yiwu": "Liling", "Cixi": "Loudi",
    "Wenzhou": "Yiyang", "Cangnan": "Xupu", "Ningbo": "Hengyang", "Jiangsu": "Hubei", "Shanghai": "Chengdu",
    "Wu": "Deng", "Chen": "Tang", "Zhijun": "Weimin", "Zhou": "Lin", "Liguo": "Haoran", "Gencai": "Baoshan",
    "Wang": "Peng", "Shaojie": "Yulong", "He": "An", "Xiaogang": "Dawei", "Guan": "Qiu", "Youjun": "Zhenhai",
    "Tie": "Mo", "Jianshe": "Guofeng", "Nike": "Reebok", "Starwood": "Hyatt", "GM": "Chrysler", "HP": "Lexmark",
    "Singer": "Brother", "Johnson": "Harrison", "Microsoft": "Oracle", "Alibaba": "Tengwang", "Chint": "Delixi",
    "Schneider": "Legrand", "Shneider": "Lgrand", "Electric": "Electric", "California": "Oregon", "Germany": "Austria",
    "British": "Dutch", "Europe": "Africa", "Macao": "Singapore", "Taiwan": "Malaysia",
}  # fmt: skip

#: Another part of the world, towns and firms that do not exist, agencies with other names.
INVENTED = {
    "Zhejiang": "Ostvale", "China": "Brazil", "Guangdong": "Westmark", "Yiwu": "Karelt", "Cixi": "Anselm",
    "Wenzhou": "Portella", "Cangnan": "Vimsk", "Ningbo": "Saltern", "Jiangsu": "Norrland", "Shanghai": "Bellmar",
    "Wu": "Marlow", "Chen": "Orme", "Zhijun": "Adela", "Zhou": "Halden", "Liguo": "Tomas", "Gencai": "Edvin",
    "Wang": "Sorley", "Shaojie": "Petra", "He": "Will", "Xiaogang": "Anders", "Guan": "Tarn", "Youjun": "Bruno",
    "Tie": "Rasp", "Jianshe": "Leona", "Nike": "Sunder", "Starwood": "Belwick", "GM": "KV", "HP": "QL",
    "Singer": "Mortimer", "Johnson": "Hale", "Microsoft": "Quorent", "Alibaba": "Tradely", "Chint": "Drommel",
    "Schneider": "Vantreux", "Shneider": "Vantrux", "California": "Texas", "Germany": "Norway", "British": "Swiss",
    "Europe": "Asia", "Macao": "Cyprus", "Taiwan": "Malta", "AIC": "GTC", "AICs": "GTCs", "PSB": "CGB", "ECID": "FCSD",
    "CCPIT": "BCAFC", "SIPO": "NPRO", "USPTO": "USGRO", "Microsofts": "Quorents",
}  # fmt: skip
PHRASES = {
    "Administration of Industry and Commerce": "Guild of Trade and Crafts Administration",
    "Public Security Bureau": "Civic Guard Bureau",
    "Economic Crime Investigation Division": "Fiscal Crime Surveillance Division",
    "Council for the Promotion of International Trade": "Council for the Advancement of Foreign Commerce",
    "State IP Office": "National Patent Registration Office",
    "Patent and Trademark Office": "Grain Registration Office",
    "Association of American Publishers": "League of American Mapmakers",
    "Quality Brands Protection Committee": "Honest Labels Vigilance Committee",
    "Public Order Management": "Street Order Supervision",
}


def rename(
    text: str, annotation: Annotation, words: dict[str, str], phrases: dict[str, str] | None = None
) -> tuple[str, Annotation]:
    """The text with names changed inside every annotated mention, and names of places everywhere; the annotation
    with its offsets moved along."""
    places = {
        w
        for m in annotation["mentions"]
        if m["type"] == "place"
        for w in text[m["start"] : m["end"]].split()
        if w in words
    }
    spans = [(m["start"], m["end"]) for m in annotation["mentions"]]
    for place in sorted(places):
        for match in re.finditer(rf"\b{place}\b", text):
            if not any(a <= match.start() < b for a, b in spans):
                spans.append((match.start(), match.end()))
    moves: list[tuple[int, int]] = []  # where the old text ends, how much longer the new one is by then
    parts: list[str] = []
    at = shift = 0
    for start, end in sorted(spans):
        surface = text[start:end]
        new = surface
        for old, other in (phrases or {}).items():
            new = re.sub(r"\s+".join(map(re.escape, old.split())), lambda m, o=other: o, new)  # type: ignore[misc]
        new = (
            re.sub(r"[^\W\d_]+", lambda m: words.get(m[0], m[0]), new)
            if new == surface
            else _rest(new, words, phrases or {})
        )
        parts += [text[at:start], new]
        shift += len(new) - len(surface)
        moves.append((end, shift))
        at = end
    parts.append(text[at:])
    changed = copy.deepcopy(annotation)

    def moved(offset: int) -> int:
        return offset + next((s for e, s in reversed(moves) if e <= offset), 0)

    changed["region"] = [moved(x) for x in annotation["region"]]
    for mention in changed["mentions"]:
        mention["start"], mention["end"] = moved(mention["start"]), moved(mention["end"])
    return "".join(parts), changed


def _rest(new: str, words: dict[str, str], phrases: dict[str, str]) -> str:
    """Words before and after a phrase that was changed already."""
    pattern = "|".join(re.escape(p) for p in phrases.values())
    pieces = re.split(f"({pattern})", new)
    return "".join(
        p if p in phrases.values() else re.sub(r"[^\W\d_]+", lambda m: words.get(m[0], m[0]), p) for p in pieces
    )
