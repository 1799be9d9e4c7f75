"""Names of the people of an invented world, made after those of data/training, and slips of the pen."""

from __future__ import annotations

import random
from collections import defaultdict
from functools import cache
from typing import Any

import yaml

from kg.data import data_dir


@cache
def inventory() -> Any:
    """data/training/names.yaml."""
    return yaml.safe_load((data_dir() / "training" / "names.yaml").read_text("utf-8"))


class Names:
    """Given and family names of one style: those of the inventory, and more made after them, letter by letter."""

    def __init__(self, rng: random.Random, style: str) -> None:
        entry = inventory()["people"][style]
        self.family_first = entry["order"] == "family_first"
        self.given = self._more(rng, entry["given"], 160)
        self.family = self._more(rng, entry["family"], 900)
        # Some surnames are much commoner than others.
        self._weights = [1 / (rank + 4) for rank in range(len(self.family))]

    @staticmethod
    def _more(rng: random.Random, names: list[str], number: int) -> list[str]:
        follow: dict[str, list[str]] = defaultdict(list)
        after: dict[str, list[str]] = defaultdict(list)  # letter -> two letters that end in it
        simple = [n for n in names if n.isalpha()] or names
        for name in simple:
            padded = "^^" + name.lower() + "$"
            for i in range(2, len(padded)):
                follow[padded[i - 2 : i]].append(padded[i])
                after[padded[i]].append(padded[i - 1 : i + 1])
        found = list(dict.fromkeys(names))
        seen = {n.lower() for n in found}
        for _ in range(number * 5):
            if len(found) >= number:
                break
            name, state = "", "^^"
            while (letter := rng.choice(follow[state] or ["$"])) != "$" and len(name) < 12:
                name += letter
                # Now and then the sound goes on as in another name.
                state = state[1] + letter if rng.random() < 0.7 else rng.choice(after[letter])
            if len(name) > 3 and name not in seen:
                seen.add(name)
                found.append(name.capitalize())
        return found

    def person(self, rng: random.Random, family: str = "") -> tuple[str, str]:
        """A given and a family name."""
        return rng.choice(self.given), family or rng.choices(self.family, self._weights)[0]


def slip(rng: random.Random, name: str) -> str:
    """The name with one slip of the pen in one of its longer words."""
    words = name.split(" ")
    long = [i for i, w in enumerate(words) if len(w) > 4 and w.isalpha()]
    if not long:
        return name
    i = rng.choice(long)
    word = words[i]
    at = rng.randrange(1, len(word) - 1)
    draw = rng.random()
    if draw < 0.3:
        word = word[:at] + word[at + 1 :]
    elif draw < 0.6:
        word = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    elif draw < 0.8:
        word = word[:at] + word[at] + word[at:]
    else:
        word = word[:at] + rng.choice("aeioulnrst") + word[at + 1 :]
    return " ".join([*words[:i], word, *words[i + 1 :]])
