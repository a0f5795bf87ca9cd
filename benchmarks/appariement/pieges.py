"""The sixty adversarial pairs: which hold, kind by kind; and text hidden in a PDF, which must gain nothing."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.ai.matching.score import calculer_score
from app.vector_store.modele import MODELE
from benchmarks.appariement.donnees import PaireAdverse
from benchmarks.appariement.rendu import JeuLu, pdf
from benchmarks.corpus_lu import Atelier, CVLu
from benchmarks.lecture_corpus import caches

RUSES = ("blanc_sur_blanc", "minuscule", "mode_trois", "transparent", "couvert", "hors_page")


@dataclass(frozen=True)
class Issue:
    """A pair, whether it is of an offer set aside, the trap's score, those it is compared with, and what was expected and did not come."""

    paire: PaireAdverse
    reserve: bool
    score: float
    reperes: Mapping[str, float]
    manques: tuple[str, ...]


def eprouver(ouvert: Atelier, lu: JeuLu) -> list[Issue]:
    """Every pair, the trap drawn and read as any CV."""
    return [_eprouver(ouvert, lu, paire) for paire in lu.jeu.adverses]


def _eprouver(ouvert: Atelier, lu: JeuLu, paire: PaireAdverse) -> Issue:
    rang = list(lu.cvs).index(paire.piege.base) if paire.piege.base else 0
    piege = ouvert.lire(paire.id, pdf(lu.jeu.piege(paire), rang))
    score = _score(lu, paire.offre, piege)
    attendu = paire.attendu
    reperes = {cv: _score(lu, paire.offre, lu.cvs[cv]) for cv in sorted({paire.honnete, *attendu.voisins})}
    bornes = {
        "gain_max": attendu.gain_max is None or round(score - reperes[paire.honnete], 1) <= attendu.gain_max,
        "sous": attendu.sous is None or score < reperes[attendu.sous],
        "au_dessus": attendu.au_dessus is None or score > reperes[attendu.au_dessus],
        "pas_au_dessus": attendu.pas_au_dessus is None or score <= reperes[attendu.pas_au_dessus],
    }
    return Issue(paire, lu.jeu.offres[paire.offre].reserve, score, reperes, tuple(nom for nom, tenue in bornes.items() if not tenue))


def _score(lu: JeuLu, offre_id: str, cv: CVLu) -> float:
    offre = lu.offres[offre_id]
    return calculer_score(cv.document, cv.passages, offre.document, offre.passages, MODELE).score


def gain_cache(ouvert: Atelier, lu: JeuLu) -> float:
    """Greatest change of score, over every visible offer, that text hidden in a CV brings: 0 when the reader sees through all the ways to hide."""
    plus_grand = 0.0
    offres = [i for i, o in lu.jeu.offres.items() if not o.reserve]
    for rang, (cv_id, ruse) in enumerate(zip(lu.cvs, RUSES, strict=False)):
        farci = ouvert.lire(f"{cv_id}-{ruse}", caches.poser(pdf(lu.jeu.cvs[cv_id], rang), ruse))
        for offre in offres:
            plus_grand = max(plus_grand, abs(_score(lu, offre, farci) - _score(lu, offre, lu.cvs[cv_id])))
    return plus_grand
