import sys
import unicodedata

from app.utils.text import fold


def test_folding_keeps_every_place_and_takes_accents_case_and_typography_away() -> None:
    texte = "L’Œuvre d’Éloïse – ÎLE\u00a0DE RÉ, straße & cœur"
    assert fold(texte) == "l'ouvre d'eloise - ile de re, strase & cour"
    assert len(fold(texte)) == len(texte)
    assert fold("PURE ASCII 12") == "pure ascii 12"


def test_a_sign_folds_to_its_first_letter_in_lower_case_or_stays() -> None:
    """Every code point beside one that is not ASCII, so that the table is used; what has no single lower case stays."""
    typographie = set("’‘ʼ–—‑‐\u00a0\u202fœŒæÆß")
    for debut in range(0, sys.maxunicode + 1, 0x1000):
        texte = "é" + "".join(c for c in map(chr, range(debut, debut + 0x1000)) if c not in typographie)
        bases = [(c, unicodedata.normalize("NFD", c)[0].lower()) for c in texte]
        assert fold(texte) == "".join(base if len(base) == 1 else c for c, base in bases)
