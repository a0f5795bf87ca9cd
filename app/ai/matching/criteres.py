"""The criteria of the score, one pure function each (design: matching, section 2).

Each answers a `Resultat` (sub-score in ten-thousandths, proof, words) or an `Ignore` with its reason.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache

from app.ai.matching import mots
from app.ai.matching.competences import CompetencesCV, Correspondance, chercher_toutes
from app.ai.matching.similarite import Similarite
from app.ai.referentiels import lexique
from app.core.enums import Critere, NiveauLangue, StatutCritere
from app.schemas.documents import Citation, CVDocument, ExperienceDocument, OffreDocument, Passage
from app.utils.scoring import UNITE, divide_half_up, mean_quantised, piecewise_linear, quantise, union_length
from app.utils.text import fold

PREUVES_MAX = 12
PLAFOND_OBLIGATOIRES = 3_000
SEUIL_POSTE_PROCHE = 5_000
SEUIL_TITRE_SATISFAIT = 8_000
SEUIL_TEXTE_SATISFAIT = 7_500
# a skill that is only listed, in a CV where nothing done or learnt speaks of this trade
VALEUR_SEULEMENT_LISTEE = 2_500
SEUIL_PART_PRATIQUEE = 2_500
# cosine → 0–1, provisional. Measured on tests/donnees/cv: fitting offers 0.57–0.77, a crane operator's 0.10–0.42; benchmarks/ will fit it
ETALONNAGE = ((0.30, 0.0), (0.45, 0.3), (0.60, 0.75), (0.75, 1.0))
_NIVEAUX = list(NiveauLangue)
_PARTOUT = ("france entiere", "toute la france", "partout en france", "national", "international", "partout", "anywhere")


@dataclass(frozen=True)
class Resultat:
    """Outcome of one criterion. `score` in ten-thousandths."""

    score: int
    statut: StatutCritere
    preuves: tuple[Citation, ...] = ()
    satisfaits: tuple[str, ...] = ()
    manquants: tuple[str, ...] = ()
    conseil: str | None = None
    avertissements: tuple[str, ...] = ()


@dataclass(frozen=True)
class Ignore:
    """A criterion left out."""

    raison: str


@dataclass
class Paire:
    """One CV beside one offer, and what several criteria share."""

    cv: CVDocument
    offre: OffreDocument
    similarite: Similarite | None
    competences: CompetencesCV = field(repr=False)

    @cached_property
    def requises(self) -> list[Correspondance]:
        """What the CV shows for each required skill; the musts stand in when the offer requires nothing else."""
        return chercher_toutes(self.competences, self.offre.competences_requises or self.offre.obligatoires)

    @cached_property
    def souhaitees(self) -> list[Correspondance]:
        """What the CV shows for each wished skill."""
        return chercher_toutes(self.competences, self.offre.competences_souhaitees)

    @cached_property
    def proximites(self) -> list[int]:
        """Nearness of each post's title to the offer's title."""
        return [proximite_titre(e, self.offre) for e in self.cv.experiences]

    @cached_property
    def appuyee(self) -> bool:
        """Whether anything done or learnt backs the skills that are only listed: a near post, or a fair share of the skills put to use."""
        if not self.cv.experiences or max(self.proximites) >= SEUIL_POSTE_PROCHE:
            return True
        trouvees = [c for c in (*self.requises, *self.souhaitees) if c.valeur]
        return UNITE * sum(c.pratiquee for c in trouvees) >= SEUIL_PART_PRATIQUEE * len(trouvees)

    def valeur(self, correspondance: Correspondance) -> int:
        """What a skill counts, once looked at beside the posts."""
        if correspondance.pratiquee or self.appuyee:
            return correspondance.valeur
        return min(correspondance.valeur, VALEUR_SEULEMENT_LISTEE)


def proximite_titre(experience: ExperienceDocument, offre: OffreDocument) -> int:
    """Nearness of a post's title to the offer's, in ten-thousandths. A title that no quotation proves counts 0."""
    if not experience.titre or experience.citation is None:
        return 0
    return _proximite(experience.titre, experience.metier_id, offre.titre, offre.metier_id)


@lru_cache(maxsize=65_536)
def _proximite(titre: str, metier: str | None, titre_offre: str, metier_offre: str | None) -> int:
    if (metier is not None and metier == metier_offre) or fold(titre) == fold(titre_offre):
        return UNITE
    return quantise(lexique().proximite_titres(titre, titre_offre))


def competences_requises(paire: Paire) -> Resultat | Ignore:
    """Share of the required skills met, capped while a must is not met."""
    if not paire.requises:
        return Ignore("L'offre ne demande aucune compétence.")
    resultat = _competences(paire, paire.requises)
    obligatoires = chercher_toutes(paire.competences, paire.offre.obligatoires)
    absentes = [c.demandee.nom for c in obligatoires if not paire.competences.satisfait(c)]
    preuves = _limiter((*(x for c in obligatoires for x in c.citations[:1]), *resultat.preuves))
    if not absentes:
        noms = (*(c.demandee.nom for c in obligatoires), *resultat.satisfaits)
        return replace(resultat, preuves=preuves, satisfaits=tuple(dict.fromkeys(noms)))
    score = min(resultat.score, PLAFOND_OBLIGATOIRES)
    verbe = "n'est pas établi" if len(absentes) == 1 else "ne sont pas établis"
    return replace(
        resultat,
        score=score,
        statut=StatutCritere.partiel if score else StatutCritere.manquant,
        preuves=preuves,
        satisfaits=tuple(n for n in resultat.satisfaits if n not in absentes),
        manquants=tuple(dict.fromkeys((*absentes, *resultat.manquants))),
        conseil=f"{mots.INDISPENSABLE}{mots.liste(absentes)}.",
        avertissements=(*resultat.avertissements, f"Obligatoire pour ce poste, {mots.liste(absentes)} {verbe} par le CV : à vérifier avec la personne."),
    )


def competences_souhaitees(paire: Paire) -> Resultat | Ignore:
    """Share of the wished skills met."""
    return _competences(paire, paire.souhaitees) if paire.souhaitees else Ignore("L'offre ne souhaite aucune compétence en plus.")


def _competences(paire: Paire, correspondances: list[Correspondance]) -> Resultat:
    score = mean_quantised(paire.valeur(c) for c in correspondances)
    satisfaits = tuple(c.demandee.nom for c in correspondances if paire.valeur(c) == UNITE)
    manquants = tuple(c.demandee.nom for c in correspondances if paire.valeur(c) < UNITE)
    listees = [c.demandee.nom for c in correspondances if c.valeur and paire.valeur(c) < c.valeur]
    avertissements = []
    if listees:
        avertissements.append(f"Cité dans le CV sans qu'un poste, un projet ou un diplôme le montre à l'œuvre : {mots.liste(listees)}.")
    return Resultat(
        score=score,
        statut=_statut(score),
        preuves=_limiter(x for rang in range(2) for c in correspondances for x in c.citations[rang : rang + 1]),
        satisfaits=satisfaits,
        manquants=manquants,
        conseil=_conseil_competences(correspondances, listees),
        avertissements=tuple(avertissements),
    )


def _conseil_competences(correspondances: list[Correspondance], listees: list[str]) -> str | None:
    absentes = [c.demandee.nom for c in correspondances if c.valeur == 0]
    voisines = [f"{c.demandee.nom} ({c.voisine} en est proche)" for c in correspondances if c.voisine]
    phrases = []
    if absentes:
        phrases.append(f"À montrer, si la pratique existe : {mots.liste(absentes[:4])}.")
    if voisines:
        phrases.append(f"Maîtrise à préciser : {mots.liste(voisines[:3])}.")
    if listees:
        phrases.append(f"À illustrer par un poste ou un projet : {mots.liste(listees[:4])}.")
    return " ".join(phrases) or None


def experience(paire: Paire) -> Resultat | Ignore:
    """Relevant years over asked years: the union of months of the posts near the offer's title and skills."""
    demande = paire.offre.experience_min
    if not demande:
        return Ignore("L'offre ne demande pas d'expérience.")
    dates = [e for e in paire.cv.experiences if e.debut_mois is not None and e.fin_mois is not None]
    if not dates:
        return Resultat(0, StatutCritere.non_precise, (), (), (f"{mots.annees(demande)} d'expérience",), "Dater les postes occupés, au mois près.")
    proches = [e for e, titre in zip(paire.cv.experiences, paire.proximites, strict=True) if e in dates and _poste_proche(e, titre, paire)]
    mois = union_length((e.debut_mois, e.fin_mois) for e in proches if e.debut_mois is not None and e.fin_mois is not None)
    score = min(UNITE, divide_half_up(UNITE * mois * 1_000, round(demande * 12_000)))
    preuves = _limiter(c for e in proches for c in (e.citation_dates, e.citation) if c)
    acquis = (f"{mots.annees(round(mois / 12, 1))} d'expérience dans un poste proche",) if mois else ()
    manque = () if score == UNITE else (f"{mots.annees(demande)} d'expérience dans un poste proche",)
    conseil = None if score == UNITE else "Détailler les missions des postes qui touchent à ce métier : elles peuvent rendre d'autres mois comptables."
    return Resultat(score, _statut(score), preuves, acquis, manque, conseil)


def _poste_proche(poste: ExperienceDocument, titre: int, paire: Paire) -> bool:
    """Near by title, by the required skills that it uses, or by a bit of both."""
    if poste.citation is None and poste.citation_dates is None:
        return False
    demandes = {c.concept_id for c in paire.offre.competences_requises if c.concept_id}
    part = UNITE * len(demandes.intersection(poste.concepts)) // len(demandes) if demandes else 0
    return titre + (UNITE - titre) * part // UNITE >= SEUIL_POSTE_PROCHE


def semantique(paire: Paire) -> Resultat | Ignore:
    """Calibrated cosine; the proof is where the passages that won stand."""
    if paire.similarite is None:
        return Ignore("Les textes n'ont pas encore été comparés.")
    preuves = _limiter(c for p in paire.similarite.gagnants if (c := _citation_passage(p, paire.cv)))
    score = quantise(piecewise_linear(paire.similarite.cosinus / UNITE, ETALONNAGE)) if preuves else 0
    statut = StatutCritere.satisfait if score >= SEUIL_TEXTE_SATISFAIT else _statut(score)
    conseil = (
        None if score >= SEUIL_TEXTE_SATISFAIT else "Décrire les missions réalisées avec les mots du métier : elles ressemblent encore peu à celles de l'offre."
    )
    return Resultat(score, statut, preuves, (), (), conseil)


def _citation_passage(passage: Passage, cv: CVDocument) -> Citation | None:
    if passage.citation:
        return passage.citation
    section, _, rang = passage.cle.partition(".")
    numero = rang.split(".")[0]
    if section == "profil":
        return cv.citation_titre
    if section == "competences":
        return next((c.citations[0] for c in (*cv.competences, *cv.certifications) if c.citations), None)
    if section == "experience" and numero.isdigit() and int(numero) < len(cv.experiences):
        poste = cv.experiences[int(numero)]
        return poste.citation or poste.citation_dates
    if section == "formation" and numero.isdigit() and int(numero) < len(cv.formations):
        return cv.formations[int(numero)].citation
    return None


def titre(paire: Paire) -> Resultat | Ignore:
    """Nearness of the candidate's posts to the offer's title; the CV's own headline counts half, for it is a wish as much as a fact."""
    if not paire.offre.titre.strip():
        return Ignore("L'offre n'a pas de titre.")
    candidats = [(score, e.citation) for score, e in zip(paire.proximites, paire.cv.experiences, strict=True)]
    if paire.cv.titre and paire.cv.citation_titre:
        entete = _proximite(paire.cv.titre, paire.cv.metier_id, paire.offre.titre, paire.offre.metier_id)
        candidats.append((entete // 2, paire.cv.citation_titre))
    if not candidats:
        return Resultat(0, StatutCritere.non_precise, (), (), (paire.offre.titre,), "Donner l'intitulé des postes occupés.")
    score, preuve = max(candidats, key=lambda c: c[0])
    atteint = score >= SEUIL_TITRE_SATISFAIT
    return Resultat(
        score=score,
        statut=StatutCritere.satisfait if atteint else _statut(score),
        preuves=(preuve,) if preuve and score else (),
        satisfaits=(paire.offre.titre,) if atteint else (),
        manquants=() if atteint else (paire.offre.titre,),
        conseil=None if atteint else "Mettre en avant ce qui, dans les postes occupés, relève de ce métier.",
    )


def formation(paire: Paire) -> Resultat | Ignore:
    """The highest proved level against the asked one: full at or above, half one level below."""
    demande = paire.offre.niveau_etudes_min
    if not demande:
        return Ignore("L'offre ne demande pas de niveau d'études.")
    niveaux = [(f.niveau, f.citation) for f in paire.cv.formations if f.niveau is not None and f.citation]
    attendu = mots.niveau_etudes(demande)
    if not niveaux:
        return Resultat(0, StatutCritere.non_precise, (), (), (attendu,), "Préciser le diplôme le plus élevé et son niveau.")
    niveau, preuve = max(niveaux, key=lambda n: n[0])
    score = UNITE if niveau >= demande else UNITE // 2 if niveau == demande - 1 else 0
    preuves = (preuve,) if preuve else ()
    if score == UNITE:
        return Resultat(score, StatutCritere.satisfait, preuves, (attendu,))
    return Resultat(score, _statut(score), preuves, (), (attendu,), "Signaler une formation complémentaire ou une validation des acquis, s'il y en a une.")


def langues(paire: Paire) -> Resultat | Ignore:
    """Per language asked: level met 1, one step short (or level not said) half."""
    if not paire.offre.langues:
        return Ignore("L'offre ne demande pas de langue.")
    connues = {x.langue: x for x in reversed(paire.cv.langues) if x.citation}
    scores: list[int] = []
    preuves: list[Citation] = []
    satisfaits: list[str] = []
    manquants: list[str] = []
    conseils: list[str] = []
    for demande in paire.offre.langues:
        nom = f"{mots.langue(demande.langue)} {demande.niveau_min.value}"
        connue = connues.get(demande.langue)
        score = _score_langue(connue.niveau, demande.niveau_min) if connue else 0
        scores.append(score)
        (satisfaits if score == UNITE else manquants).append(nom)
        if connue and connue.citation:
            preuves.append(connue.citation)
        if score < UNITE:
            conseils.append(_conseil_langue(nom, connue.niveau if connue else None, connue is not None))
    total = mean_quantised(scores)
    statut = _statut(total) if connues else StatutCritere.non_precise
    return Resultat(total, statut, _limiter(preuves), tuple(satisfaits), tuple(manquants), " ".join(conseils) or None)


def _score_langue(niveau: NiveauLangue | None, demande: NiveauLangue) -> int:
    if niveau is None:
        return UNITE // 2
    ecart = _NIVEAUX.index(niveau) - _NIVEAUX.index(demande)
    return UNITE if ecart >= 0 else UNITE // 2 if ecart == -1 else 0


def _conseil_langue(demande: str, niveau: NiveauLangue | None, citee: bool) -> str:
    if niveau:
        return f"Le CV annonce {niveau.value} pour {demande} : à vérifier à l'oral."
    return f"Préciser le niveau pour {demande}." if citee else f"Langue dont le CV ne parle pas : {demande}."


def localisation(paire: Paire) -> Resultat | Ignore:
    """The declared wish of place and remote work against the offer's; never where the candidate lives."""
    lieux, distance = paire.cv.mobilite_lieux, paire.cv.mobilite_teletravail
    offre = paire.offre
    lieu_connu = bool(lieux and offre.localisation.strip())
    if offre.teletravail.value == "total":
        score = None if distance is None and not lieux else 0 if distance is False else UNITE
    elif lieu_connu:
        score = UNITE if _lieu_convient(lieux, offre.localisation) else 0
    else:
        score = None
    if offre.teletravail.value == "partiel" and distance and score != UNITE:
        score = UNITE // 2
    if score is None and distance and not lieux and offre.teletravail.value == "non":
        score = 0
    if score is None:
        return Ignore("Aucun souhait de lieu ou de télétravail n'est à comparer : le lieu de résidence n'est jamais pris en compte.")
    preuves = (paire.cv.citation_mobilite,) if paire.cv.citation_mobilite else ()
    nom = "télétravail" if offre.teletravail.value == "total" else offre.localisation.strip() or "lieu de travail"
    if score == UNITE:
        return Resultat(score, StatutCritere.satisfait, preuves, (nom,))
    return Resultat(score, _statut(score), preuves, (), (nom,), "Demander si un déplacement ou une autre organisation conviendrait.")


def _lieu_convient(lieux: Iterable[str], localisation: str) -> bool:
    place = f" {_mots(localisation)} "
    return any(_mots(x) in _PARTOUT or f" {_mots(x)} " in place or place in f" {_mots(x)} " for x in lieux if _mots(x))


def _mots(texte: str) -> str:
    return " ".join("".join(c if c.isalnum() else " " for c in fold(texte)).split())


def _statut(score: int) -> StatutCritere:
    if score >= UNITE:
        return StatutCritere.satisfait
    return StatutCritere.partiel if score else StatutCritere.manquant


def _limiter(citations: Iterable[Citation]) -> tuple[Citation, ...]:
    return tuple(dict.fromkeys(citations))[:PREUVES_MAX]


CALCULS = {
    Critere.competences_requises: competences_requises,
    Critere.experience: experience,
    Critere.semantique: semantique,
    Critere.titre: titre,
    Critere.competences_souhaitees: competences_souhaitees,
    Critere.formation: formation,
    Critere.langues: langues,
    Critere.localisation: localisation,
}
