"""Folding of text for comparison (accents, case and typographic variants away, offsets kept), and the language it is written in."""

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
_SMALL_WORDS = {
    "fr": frozenset(["le", "la", "les", "des", "du", "et", "en", "une", "un", "pour", "avec", "dans", "sur", "au", "aux", "par", "est", "chez", "depuis"]),
    "en": frozenset(["the", "and", "of", "to", "in", "for", "with", "on", "at", "an", "from", "by", "is", "was", "my", "since"]),
}


def fold(text: str) -> str:
    """Lower case without accents, *same length* as `text`: `fold(text)[a:b]` is what stands at `text[a:b]`.

    Ligatures (œ, æ, ß) become their first letter so that offsets hold; fold both sides before comparing.
    """
    return text.lower() if text.isascii() else text.translate(_FOLDS)


def written_language(text: str) -> str | None:
    """`fr` or `en` by its small words, None when neither is clear."""
    fr, en = small_words(text, "fr"), small_words(text, "en")
    accents = sum(c in "éèêàçùôîœ" for c in text.lower())
    fr += min(accents // 4, 10)
    if max(fr, en) < 3 or fr == en:
        return None
    return "fr" if fr > en else "en"


def small_words(text: str, language: str) -> int:
    """How many of its words are the small words of `language` (`fr` or `en`)."""
    return sum(word in _SMALL_WORDS[language] for word in fold(text).split())
