"""Where a CV says what its owner wants, and the wishes found there. Posts and degrees are never asked."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from app.ai.extraction.intitules import Section
from app.ai.extraction.sections import Rubrique
from app.ai.extraction.souhaits import Souhaits, lieux_declares, trouver_souhaits
from app.ai.lecture.mise_en_page import Ligne
from app.core.enums import TypeContrat

Span = tuple[int, int]
MOTS_LIEUX_MAX = 8
_ZONES = (None, Section.profil, Section.contact, Section.mobilite, Section.autres, Section.interets, Section.langues, Section.competences)


@dataclass
class Declarations:
    """Wishes with their spans in the whole text; `lieux` by name."""

    contrat: tuple[TypeContrat, Span] | None = None
    disponibilite: Span | None = None
    lieux: dict[str, Span] = field(default_factory=dict)
    teletravail: tuple[bool, Span] | None = None


def _suites(lignes: list[Ligne]) -> Iterator[Span]:
    """Runs of lines that follow each other in the text: a sentence may go over several."""
    debut = fin = -1
    for ligne in lignes:
        if ligne.debut - fin > 2 or debut < 0:
            if debut >= 0:
                yield debut, fin
            debut = ligne.debut
        fin = ligne.fin
    if debut >= 0:
        yield debut, fin


def lire(texte: str, rubriques: list[Rubrique]) -> Declarations:
    """Wishes stated in the head, the profile, the lists and the section on mobility; under that heading a bare town is one too."""
    lues = Declarations()
    for rubrique in rubriques:
        if rubrique.section in _ZONES:
            for debut, fin in _suites(rubrique.lignes):
                _prendre(lues, trouver_souhaits(texte[debut:fin]), debut)
        if rubrique.section is Section.mobilite:
            for ligne in (li for li in rubrique.lignes if len(li.mots) <= MOTS_LIEUX_MAX):
                for lieu in lieux_declares(ligne.texte):
                    lues.lieux.setdefault(lieu.valeur, (ligne.debut + lieu.debut, ligne.debut + lieu.fin))
    return lues


def _prendre(lues: Declarations, souhaits: Souhaits, debut: int) -> None:
    """Add the wishes of one run; what was read first stays."""
    for lieu in souhaits.lieux:
        lues.lieux.setdefault(lieu.valeur, (debut + lieu.debut, debut + lieu.fin))
    if souhaits.teletravail is not None and souhaits.span_teletravail and lues.teletravail is None:
        lues.teletravail = (souhaits.teletravail, (debut + souhaits.span_teletravail[0], debut + souhaits.span_teletravail[1]))
    if souhaits.contrat and souhaits.span_contrat and lues.contrat is None:
        lues.contrat = (souhaits.contrat, (debut + souhaits.span_contrat[0], debut + souhaits.span_contrat[1]))
    if souhaits.span_disponibilite and lues.disponibilite is None:
        lues.disponibilite = (debut + souhaits.span_disponibilite[0], debut + souhaits.span_disponibilite[1])
