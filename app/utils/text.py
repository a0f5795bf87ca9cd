"""Folding of text for comparison: accents, case and typographic variants away, offsets kept."""

import unicodedata

_VARIANTS = str.maketrans(
    {"’": "'", "‘": "'", "ʼ": "'", "–": "-", "—": "-", "‑": "-", "‐": "-", "\u00a0": " ", "\u202f": " ", "œ": "o", "Œ": "o", "æ": "a", "Æ": "a", "ß": "s"}
)
# what alphabets take; the table may fill with these, not with every sign that a hostile text holds
_REMEMBERED = 0x3000


class _Folds(dict[int, str]):
    """Code point -> its folded form, worked out when it is first met: half of reading a CV was spent in a loop over characters."""

    def __missing__(self, code: int) -> str:
        char = chr(code).translate(_VARIANTS)
        base = unicodedata.normalize("NFD", char)[0].lower()
        folded = base if len(base) == 1 else char
        if code < _REMEMBERED:
            self[code] = folded
        return folded


_FOLDS = _Folds()


def fold(text: str) -> str:
    """Lower case without accents, *same length* as `text`: `fold(text)[a:b]` is what stands at `text[a:b]`.

    Ligatures (œ, æ, ß) become their first letter so that offsets hold; fold both sides before comparing.
    """
    return text.lower() if text.isascii() else text.translate(_FOLDS)
