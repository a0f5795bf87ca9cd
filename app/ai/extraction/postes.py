"""Posts: title, employer, place, dates and description of each, from the entries of the experience sections."""

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import date

from app.ai.extraction.ancres import Ancre
from app.ai.extraction.echecs import est_a_venir, est_une_pause
from app.ai.extraction.entetes import Tableau, lire_tableau
from app.ai.extraction.entrees import Entree, Groupeur
from app.ai.extraction.etiquettes import Role
from app.ai.extraction.metiers import est_indice, score_metier
from app.ai.extraction.morceaux import Morceau, est_entreprise, est_lieu, est_mention, morceaux, tete_de_metier
from app.ai.extraction.retours import recoudre
from app.ai.extraction.sans_date import avec_les_sans_date
from app.ai.lecture.mise_en_page import Ligne
from app.ai.lecture.reparations import PUCES
from app.utils.text import fold

_A_SON_COMPTE = re.compile(
    r"(?<!\w)(?:(?:a )?(?:mon|son) compte|independante?|auto-?entrepreneu[rs]e?|micro-?entrepreneu[rs]e?|freelance|self[- ]employed|(?:d'|en )?interim(?:aires?)?)(?!\w)"
)
_FORMATION = re.compile(r"(?:alternance|apprenti|stage|intern|professionnalisation)")
"""What a bracket adds to a title that a contract or a length of time does not."""

_EN_INTERIM = re.compile(r"(?:en )?interim(?!\w)")
_POUR_UN_CLIENT = re.compile(r"(?:en mission|missions?|clients?(?! service)|pour le compte|prestation|en prestation|detache|consultant chez|projet pour)(?!\w)")

ENTREPRISE_MAX, LIEU_MAX = 100, 60
CHIFFRES_TELEPHONE = 8
Span = tuple[int, int]


@dataclass
class Poste:
    """A post before it is a fact: each field with its span and a confidence."""

    entree: Entree
    poste: Morceau | None = None
    entreprise: Morceau | None = None
    lieu: Morceau | None = None
    confiance_poste: float = 0.0
    confiance_entreprise: float = 0.0
    heritee: bool = False
    fin_poste: int = 0
    restes: list[Morceau] = field(default_factory=list)

    @property
    def ancre(self) -> Ancre | None:
        """Its dates; None for a post that tells none."""
        return self.entree.ancre


@dataclass
class _Note:
    morceau: Morceau
    metier: float
    entreprise: float
    lieu: float


def _noter(lus: list[Morceau]) -> list[_Note]:
    notes = []
    for rang, m in enumerate(lus):
        if est_mention(m) or (m.entre and _POUR_UN_CLIENT.match(fold(m.texte))):
            if m.entre:
                notes.append(_Note(m, 0.0, 0.0, 0.0))
            continue
        if m.entre and rang and fold(lus[rang - 1].texte) in ("interim", "interimaire"):
            notes.append(_Note(replace(m, entre=False), 0.0, 1.0, 0.0))  # "Intérim (Manpower, Randstad)"
            continue
        if "@" in m.texte or sum(c.isdigit() for c in m.texte) >= CHIFFRES_TELEPHONE:
            continue  # a contact of the margin beside the section
        if m.role in (Role.poste, Role.entreprise, Role.lieu):
            notes.append(_Note(m, 2.0 * (m.role is Role.poste), 1.0 * (m.role is Role.entreprise), 1.0 * (m.role is Role.lieu)))
            continue
        lieu = est_lieu(m.texte)
        metier = 0.0 if lieu >= 0.9 else score_metier(m.texte)
        if lieu >= 0.9 and tete_de_metier(m.texte) == 1.0:
            # "Maçon" is not Mâcon: a town that is a job too is taken for the job when nothing else is one
            metier, lieu = 0.55, 0.5
        notes.append(_Note(m, metier, 0.95 if m.lien else est_entreprise(m.texte), lieu if not m.lien else 0.0))
    return notes


def _choisir_poste(notes: list[_Note]) -> _Note | None:
    candidats = [n for n in notes if n.metier > 0 and not n.morceau.lien and not n.morceau.entre]
    # an employer may hold the name of a job ("Cabinet d'avocats"): its own cues weigh against it
    return max(candidats, key=lambda n: (n.metier - 0.5 * n.entreprise, -n.morceau.debut), default=None)


def _choisir_entreprise(notes: list[_Note]) -> _Note | None:
    candidats = [n for n in notes if not n.morceau.entre and len(n.morceau.texte) <= ENTREPRISE_MAX]
    sures = [n for n in candidats if n.entreprise > 0 and n.lieu < 0.9]
    if sures:
        return max(sures, key=lambda n: (n.entreprise, -n.morceau.debut))
    return next((n for n in candidats if n.lieu == 0.0), None)


def _choisir_lieu(notes: list[_Note], entreprise: _Note | None) -> _Note | None:
    connus = [n for n in notes if n.lieu > 0]
    if connus:
        return max(connus, key=lambda n: n.lieu)
    for n in notes:
        m = n.morceau
        if m.entre and (est_mention(m) or _POUR_UN_CLIENT.match(fold(m.texte))):
            continue
        court = len(m.texte.split()) <= 4 and len(m.texte) <= LIEU_MAX and not any(c.isdigit() for c in m.texte)
        apres = entreprise is not None and (m.debut > entreprise.morceau.debut or m.segment > entreprise.morceau.segment)
        if court and apres and m.texte[0].isupper() and n.metier < 0.8 and n.entreprise == 0:
            return n
    return None


class LecteurDePostes:
    """Reads the posts of one experience section."""

    def __init__(self, texte: str, recu_le: date) -> None:
        self.texte = texte
        self.recu_le = recu_le

    def lire(self, lignes: list[Ligne], bord: float) -> list[Poste]:
        """Posts in the order of the page; `bord` is the right edge of their column."""
        tableau = lire_tableau(lignes)
        entrees = avec_les_sans_date(Groupeur(tableau.lignes, self.recu_le, est_indice, bord))
        entrees = [e for e in entrees if not (e.ancre and est_a_venir(e.ancre.periode, self.recu_le)) and not self._chome(e, bord, tableau)]
        pieces = [self._pieces(e, bord, tableau) for e in entrees]
        forme = self._forme(pieces)
        postes = [self._poste(e, notes, forme) for e, notes in zip(entrees, pieces, strict=True)]
        return self._partager(postes)

    def _chome(self, entree: Entree, bord: float, tableau: Tableau) -> bool:
        """Whether an entry tells of a break and names no job."""
        notes = self._pieces(entree, bord, tableau)
        return any(est_une_pause(n.morceau.texte) for n in notes) and not any(n.metier >= 0.8 for n in notes)

    def _pieces(self, entree: Entree, bord: float, tableau: Tableau) -> list[_Note]:
        ancre = entree.ancre
        lus = recoudre(morceaux(entree.tete, self.texte, ancre.spans if ancre else []), entree.tete, self.texte, bord)
        return _noter(tableau.nommer(lus, entree.tete))

    @staticmethod
    def _forme(pieces: list[list[_Note]]) -> tuple[bool, bool, float] | None:
        """Type in which most sure titles of the section are set."""
        styles = Counter(n.morceau.style for notes in pieces if (n := _choisir_poste(notes)) and n.metier >= 0.8)
        return styles.most_common(1)[0][0] if styles else None

    def _poste(self, entree: Entree, notes: list[_Note], forme: tuple[bool, bool, float] | None) -> Poste:
        lu = Poste(entree)
        poste = _choisir_poste(notes)
        if poste is None or poste.metier < 0.5:
            poste = self._poste_par_forme(notes, forme) or poste
        autres = [n for n in notes if n is not poste]
        entreprise = _choisir_entreprise(autres)
        lieu = _choisir_lieu([n for n in autres if n is not entreprise], entreprise)
        if poste:
            lu.poste, lu.confiance_poste = poste.morceau, min(0.95, max(0.5, poste.metier))
            lu.fin_poste = self._avec_parenthese(poste.morceau, notes, lieu)
        if entreprise:
            lu.entreprise, lu.confiance_entreprise = entreprise.morceau, max(0.6, entreprise.entreprise)
        if lieu:
            lu.lieu = lieu.morceau
        lu.restes = [n.morceau for n in autres if n is not entreprise and n is not lieu and n.morceau.fin + 1 != lu.fin_poste]
        return lu

    @staticmethod
    def _poste_par_forme(notes: list[_Note], forme: tuple[bool, bool, float] | None) -> _Note | None:
        """A title of unknown words: the piece set like the known titles, else the first that is neither employer nor place."""
        libres = [n for n in notes if n.entreprise == 0 and n.lieu == 0 and not n.morceau.entre]
        if forme is not None:
            return next((n for n in libres if n.morceau.style == forme), None)
        return libres[0] if len(libres) > 1 or (libres and len(notes) > 1) else None

    @staticmethod
    def _avec_parenthese(poste: Morceau, notes: list[_Note], lieu: _Note | None) -> int:
        """End of the title with the bracket right after it: `Développeuse web (alternance)`."""
        suite = next((n for n in notes if n.morceau.entre and 0 <= n.morceau.debut - poste.fin <= 3 and n is not lieu), None)
        if suite is None or _EN_INTERIM.match(fold(suite.morceau.texte)) or (est_mention(suite.morceau) and not _FORMATION.search(fold(suite.morceau.texte))):
            return poste.fin
        return poste.fin if _POUR_UN_CLIENT.match(fold(suite.morceau.texte)) else suite.morceau.fin + 1

    @staticmethod
    def _partager(postes: list[Poste]) -> list[Poste]:
        """Several posts under one employer: later ones that name none take it, and a dated line of the employer alone is no post."""
        lus: list[Poste] = []
        commune: Poste | None = None
        for rang, lu in enumerate(postes):
            suivant = postes[rang + 1] if rang + 1 < len(postes) else None
            if lu.poste is None and lu.entreprise and not lu.entree.corps and suivant and suivant.poste and suivant.entreprise is None:
                commune = lu
                continue
            if lu.entreprise:
                commune = lu
            elif (
                lu.poste
                and commune
                and commune.entreprise
                and not _se_suffit(commune)
                and not any(_A_SON_COMPTE.search(fold(li.texte)) for li in lu.entree.tete)
            ):
                lu.entreprise, lu.heritee, lu.confiance_entreprise = commune.entreprise, True, 0.6
                lu.lieu = lu.lieu or commune.lieu
            if lu.poste or lu.entreprise:
                lus.append(lu)
        return lus


def _se_suffit(lu: Poste) -> bool:
    """Whether one line tells the title, the employer and the dates of a post: none of it is said for the next."""
    ancre, entreprise = lu.ancre, lu.entreprise
    if not (lu.poste and entreprise and ancre) or lu.heritee or entreprise.rang != lu.poste.rang:
        return False
    ligne = lu.entree.tete[entreprise.rang] if entreprise.rang < len(lu.entree.tete) else None
    return ligne is not None and ligne.debut <= ancre.span[0] < ligne.fin and len(ligne.segments) == 1


def description(lignes: list[Ligne]) -> str:
    """Body of an entry: an item a line, words cut at a line end closed, bullets away."""
    items: list[str] = []
    for ligne in lignes:
        texte = ligne.texte.replace("\t", " ").strip()
        if ligne.puce:
            texte = texte.lstrip("".join(PUCES) + " ") if texte[0] != "o" else texte[1:].lstrip()
        if not texte:
            continue
        if not items or ligne.puce or (items[-1].endswith((".", ";", ":")) and texte[0].isupper()) or ligne.ecart > 0.7 * ligne.taille:
            items.append(texte)
        elif items[-1].endswith("-") and items[-1][-2:-1].isalpha() and texte[0].islower():
            items[-1] = items[-1][:-1] + texte
        else:
            items[-1] = f"{items[-1]} {texte}"
    return "\n".join(items)
