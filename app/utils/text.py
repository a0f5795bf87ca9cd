"""Folding of text for comparison: accents, case and typographic variants away, offsets kept."""

import unicodedata

_VARIANTS = str.maketrans(
    {"’": "'", "‘": "'", "ʼ": "'", "–": "-", "—": "-", "‑": "-", "‐": "-", "\u00a0": " ", "\u202f": " ", "œ": "o", "Œ": "o", "æ": "a", "Æ": "a", "ß": "s"}
)


def fold(text: str) -> str:
    """Lower case without accents, *same length* as `text`: `fold(text)[a:b]` is what stands at `text[a:b]`.

    Ligatures (œ, æ, ß) become their first letter so that offsets hold; fold both sides before comparing.
    """
    folded = []
    for char in text.translate(_VARIANTS):
        base = unicodedata.normalize("NFD", char)[0].lower()
        folded.append(base if len(base) == 1 else char)
    return "".join(folded)
