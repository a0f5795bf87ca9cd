"""What candidates declare to want: contract, start, places, remote work. Only explicit phrases count."""

import re
from dataclasses import dataclass, field

from app.ai.extraction.lieux import trouver_lieux
from app.ai.lecture.mise_en_page import Ligne
from app.core.enums import TypeContrat
from app.utils.text import fold

Span = tuple[int, int]
_RECHERCHE = re.compile(
    r"(?:recherch|a la recherche|souhait|en quete|looking for|seeking|open to|ouverte? a|disponible pour|candidat|objectif)[^.\n]{0,60}?\b(?P<c>cdi|cdd|interim|alternance|apprentissage|stage|freelance|internship|apprenticeship|permanent|fixed[- ]term|contrat de professionnalisation)\b"
)
_ETIQUETTE = re.compile(r"(?:type de contrat|contrat (?:souhaite|recherche)|contract)\s*:\s*(?P<c>cdi|cdd|interim|alternance|stage|freelance|permanent)\b")
_CONTRATS = {
    "cdi": TypeContrat.cdi, "permanent": TypeContrat.cdi, "cdd": TypeContrat.cdd, "fixed-term": TypeContrat.cdd, "fixed term": TypeContrat.cdd, "interim": TypeContrat.interim,
    "alternance": TypeContrat.alternance, "apprentissage": TypeContrat.alternance, "apprenticeship": TypeContrat.alternance, "contrat de professionnalisation": TypeContrat.alternance,
    "stage": TypeContrat.stage, "internship": TypeContrat.stage, "freelance": TypeContrat.freelance,
}  # fmt: skip
_DISPONIBLE = re.compile(r"(?:disponib(?:le|ilite)s?|available|availability|preavis|notice period)\b\s*:?\s*[^.;|\n\t]{0,50}")
_DISPONIBLE_VRAI = re.compile(
    r"immediat|a partir|des |des$|from|now|\d|mois|month|week|semaine|preavis|notice|janv|fev|mars|avril|mai|juin|juil|aout|sept|oct|nov|dec|asap|demande"
)
_MOBILITE = re.compile(
    r"(?:mobilite|mobile|mobility|willing to relocate|open to relocation|relocation)(?:\s+geographique)?\b\s*(?::|sur|dans|en|a|to|in|-|–)?\s*(?P<l>[^.;|\n\t]{2,60})"
)
_TELETRAVAIL = re.compile(r"(?:(?P<non>pas de|sans|no) )?(?:teletravail|full remote|remote work|travail a distance|remote)\b[^.;|\n]{0,20}")
_VEUT = re.compile(r"recherch|souhait|prefer|ouvert|possible|accepte|looking|seeking|open to|oui|yes|mobilite|teletravail\s*:")


@dataclass
class Declarations:
    """Wishes with their spans in the whole text."""

    contrat: tuple[TypeContrat, Span] | None = None
    disponibilite: Span | None = None
    lieux: list[Span] = field(default_factory=list)
    teletravail: tuple[bool, Span] | None = None


def lire(lignes: list[Ligne], mobilite_seule: list[Ligne]) -> Declarations:
    """Wishes stated in these lines; `mobilite_seule` are those under a heading on mobility."""
    lues = Declarations()
    for ligne in mobilite_seule:
        lues.lieux += _lieux(ligne, 0, len(ligne.texte)) if len(ligne.mots) <= 8 else []
    for ligne in lignes:
        plie = fold(ligne.texte)
        contrat = _RECHERCHE.search(plie) or _ETIQUETTE.search(plie)
        if contrat and lues.contrat is None:
            lues.contrat = (_CONTRATS[contrat["c"]], (ligne.debut + contrat.start(), ligne.debut + contrat.end()))
        dispo = _DISPONIBLE.search(plie)
        if dispo and lues.disponibilite is None and _DISPONIBLE_VRAI.search(dispo.group()):
            lues.disponibilite = (ligne.debut + dispo.start(), ligne.debut + len(ligne.texte[: dispo.end()].rstrip(" ,-–")))
        mobilite = _MOBILITE.search(plie)
        if mobilite and not lues.lieux:
            lues.lieux = _lieux(ligne, mobilite.start("l"), mobilite.end("l"))
        distance = _TELETRAVAIL.search(plie)
        if distance and lues.teletravail is None and (_VEUT.search(plie) or distance["non"]):
            lues.teletravail = (not distance["non"], (ligne.debut + distance.start(), ligne.debut + distance.end()))
    return lues


def _lieux(ligne: Ligne, debut: int, fin: int) -> list[Span]:
    """Places named after "mobilité": towns, else one area as written ("nationale", "Île-de-France")."""
    trouves = [(ligne.debut + lu.debut, ligne.debut + lu.fin) for lu in trouver_lieux(ligne.texte) if lu.debut >= debut and lu.fin <= fin]
    if trouves:
        return trouves
    brut = ligne.texte[debut:fin]
    propre = brut.strip(" ,:–-()")
    if not propre or len(propre.split()) > 5:
        return []
    depart = ligne.debut + debut + brut.index(propre)
    return [(depart, depart + len(propre))]
