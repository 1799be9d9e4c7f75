"""Our own cable NER as spaCy loads it, by path from data/models/; kg/extract/recogniser.py runs it."""

from __future__ import annotations

import hashlib
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg import errors
from kg.data import data_dir
from kg.extract.found import Found

if TYPE_CHECKING:
    from spacy.language import Language

#: The folder in data/models/ that holds the model in use.
MODEL = "cable_ner"
#: What spaCy works out of every new word, and the model reads. The rest (whether a word looks like a number, an
#: address, a currency ...) is left out: it is a fifth of the work of taking a text apart.
READ = ("LANG", "LOWER", "NORM", "PREFIX", "SUFFIX", "SHAPE", "IS_SPACE")


def model_path() -> Path:
    return data_dir() / "models" / MODEL


def load_model(path: Path | None = None, *, whole: bool = False) -> Language:
    """The trained pipeline. ``whole``: with all that spaCy works out of a word (see READ).

    Raises KgError where it is missing or broken.
    """
    from spacy import util
    from spacy.attrs import IDS  # type: ignore[import-not-found]  # compiled, without a stub

    where = path or model_path()
    if not (where / "meta.json").is_file():
        raise errors.no_model(where)
    try:
        with warnings.catch_warnings():
            # The model was trained with one patch release of spaCy and runs under the next ones as well.
            warnings.simplefilter("ignore", UserWarning)
            config = util.load_config(where / "config.cfg")
            config["nlp"]["tokenizer"] = {"@tokenizers": _tokenizer()}
            nlp = util.load_model_from_config(config)
            nlp.from_disk(where)
    except (OSError, ValueError, KeyError) as error:
        raise errors.bad_model(where, errors.reason(error)) from error
    # Kept in half precision on disk; matrix products need single precision.
    nlp.vocab.vectors.data = nlp.vocab.vectors.data.astype("float32")
    if not whole:
        vocabulary: Any = nlp.vocab
        getters = vocabulary.lex_attr_getters
        vocabulary.lex_attr_getters = {IDS[name]: getters[IDS[name]] for name in READ}
    return nlp


def _tokenizer() -> str:
    """The name under which spaCy finds a tokenizer without rules: those it has the model brings along, and English ones
    worked out before would only be thrown away."""
    from spacy.tokenizer import Tokenizer  # type: ignore[import-not-found]  # compiled, without a stub
    from spacy.util import registry

    name = "kg.Tokenizer.v1"
    registry.tokenizers.register(name, func=lambda: lambda nlp: Tokenizer(nlp.vocab))
    return name


def model_version(path: Path | None = None) -> str:
    """Twelve hexadecimal digits over the model's files: what it is, not what it is called."""
    where = path or model_path()
    digest = hashlib.sha256()
    for file in sorted(p for p in where.rglob("*") if p.is_file()):
        digest.update(file.relative_to(where).as_posix().encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()[:12]


def predict(nlp: Language, texts: Sequence[str]) -> list[list[Found]]:
    """For each text the names the model sees in it, as spaCy runs it: what the recogniser is held against."""
    with nlp.memory_zone():
        # Batches of this size are fastest for paragraph-sized texts.
        return [
            [Found(ent.start_char, ent.end_char, ent.label_, "model") for ent in doc.ents]
            for doc in nlp.pipe(texts, batch_size=64)
        ]
