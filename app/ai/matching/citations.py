"""From the reader's proofs to verbatim quotations of the CV's visible text."""

import re
from bisect import bisect_right
from collections.abc import Mapping
from functools import lru_cache

from app.schemas.documents import Citation
from app.schemas.profil import Preuve, TexteVisible
from app.utils.text import fold, small_words

_VOISINES_MAX = 20
_VARIANTES = {
    "a": "aàâäáãå", "c": "cç", "e": "eéèêë", "i": "iîïíì", "n": "nñ", "o": "oôöóòõœ", "u": "uùûüú", "y": "yÿý", "'": "'’‘ʼ", "-": "-–—‑‐", "s": "sß",
}  # fmt: skip
_TERMINAISONS = (
    (re.compile(r"(?:eur|euse|rice)s?$"), r"(?:eur|euse|rice)s?"),
    (re.compile(r"(?:er|ere)s?$"), r"(?:er|[èe]re)s?"),
    (re.compile(r"(?:if|ive)s?$"), r"(?:if|ive)s?"),
    (re.compile(r"(?:ien|ienne)s?$"), r"(?:ien|ienne)s?"),
    (re.compile(r"(?:e|s|es)$"), r"(?:e|s|es)?"),
)


class Textes:
    """The visible text of one CV and the proofs of its profile."""

    def __init__(self, texte: TexteVisible, preuves: Mapping[str, Preuve], sans_identite: str) -> None:
        self._texte = texte.texte
        self._preuves = preuves
        self._sans_identite = sans_identite
        self.debuts_pages = tuple(p.debut for p in texte.pages)

    def page(self, position: int) -> int:
        """Number of the page that holds the character at `position`."""
        return max(1, bisect_right(self.debuts_pages, position))

    def citer(self, debut: int, fin: int) -> Citation:
        """Quotation of `texte[debut:fin]`."""
        return Citation(citation=self._texte[debut:fin], page=self.page(debut), debut=debut, fin=fin)

    def spans(self) -> list[tuple[int, int]]:
        """Where the facts that hold a line break stand."""
        return [(p.debut, p.fin) for p in self._preuves.values() if "\n" in p.citation and self._texte[p.debut : p.fin] == p.citation]

    def preuve(self, *chemins: str) -> Citation | None:
        """The first of these facts whose proof stands in the text, quoted."""
        for chemin in chemins:
            preuve = self._preuves.get(chemin)
            if preuve and preuve.citation.strip() and self._texte[preuve.debut : preuve.fin] == preuve.citation:
                return Citation(citation=preuve.citation, page=preuve.page, debut=preuve.debut, fin=preuve.fin)
        return None

    def preuve_ou_valeur(self, valeur: str | None, *chemins: str) -> Citation | None:
        """As `preuve`; else the place where the text (without identity) writes `valeur`; else None: a fact set by hand may have no proof."""
        trouvee = self.preuve(*chemins)
        if trouvee is None and valeur and valeur.strip():
            span = chercher(valeur, self._sans_identite)
            trouvee = self.citer(*span) if span else None
        return trouvee

    def preuve_commune(self, premier: str, second: str) -> Citation | None:
        """The quotation that spans both facts when they stand side by side on a line; else the first one's, else the second's."""
        a, b = self.preuve(premier), self.preuve(second)
        if a and b and 0 <= b.debut - a.fin <= _VOISINES_MAX and "\n" not in self._texte[a.fin : b.debut]:
            reste = self._texte[a.debut : b.fin + 1]
            return self.citer(a.debut, b.fin + (reste.endswith(")") and reste.count("(") == reste.count(")")))
        return a or b


def phrase_ecrite(texte: str, langue: str) -> tuple[int, int] | None:
    """The line that best shows in which language `texte` (without identity) is written; None when no line does."""
    lignes = [m.span() for m in re.finditer(r"\S[^\n]*\S", texte) if "  " not in m[0]]
    meilleure = max(lignes, key=lambda s: (small_words(texte[slice(*s)], langue), -s[0]), default=None)
    return meilleure if meilleure and small_words(texte[slice(*meilleure)], langue) else None


def chercher(nom: str, texte: str) -> tuple[int, int] | None:
    """First place where `texte` holds `nom` as whole words, whatever accents, case, plural and French gender. None when `nom` has no letter or digit."""
    motif = _motif(nom)
    trouve = motif.search(texte) if motif else None
    return trouve.span() if trouve else None


@lru_cache(maxsize=4096)
def _motif(nom: str) -> re.Pattern[str] | None:
    mots = fold(nom).split()
    if not any(c.isalnum() for c in nom):
        return None
    return re.compile(r"(?<![\w+#])" + r"[\s-]{1,3}".join(_mot(m) for m in mots) + r"(?![\w+#])", re.IGNORECASE)


def _mot(mot: str) -> str:
    if len(mot) >= 5 and mot.isalpha():
        for terminaison, variantes in _TERMINAISONS:
            trouvee = terminaison.search(mot)
            if trouvee:
                return _lettres(mot[: trouvee.start()]) + variantes
        return _lettres(mot) + "(?:e|s|es)?"
    return _lettres(mot)


def _lettres(mot: str) -> str:
    return "".join(f"[{_VARIANTES[c]}]" if c in _VARIANTES else re.escape(c) for c in mot)
