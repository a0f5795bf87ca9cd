"""The criteria of the score, one pure function each (design: matching, section 2).

Each answers a `Resultat` (sub-score in ten-thousandths, proof, words) or an `Ignore` with its reason.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from app.ai.matching import mots
from app.ai.matching.apercu import CVCompare, ExperienceCompare
from app.ai.matching.competences import Correspondance
from app.ai.matching.criteres_declares import formation, langues, localisation
from app.ai.matching.paire import SEUIL_METIER_VOISIN, Ignore, Paire, Resultat, demande_en_milliemes, limiter, statut_de
from app.ai.matching.similarite import PassageCompare
from app.core.enums import Critere, StatutCritere
from app.schemas.documents import Citation
from app.utils.scoring import UNITE, divide_half_up, mean_quantised, piecewise_linear, quantise, union_length

PLAFOND_OBLIGATOIRES = 3_000
PLAFOND_TITRES = 1_000  # a licence, authorisation or diploma that the law asks for: without it the work may not be done at all
PART_SANS_TITRE = 5_000  # what months and work in the trade keep without it: they were done under somebody else's
PART_METIER_VOISIN = 5_000  # what months in a close trade keep when the post uses nothing of what is asked
SEUIL_POSTE_PROCHE = 5_000
SEUIL_TITRE_SATISFAIT = 8_000
SEUIL_TEXTE_SATISFAIT = 7_500
PREUVES_D_UNE_LISTE = 3
# cosine to 0–1, fitted once on the visible pairs of the measuring set: python -m benchmarks.appariement.etalonnage
PLANCHER_TEXTE = 2_500  # below, texts are no nearer than those of any two trades, and the passage that won shows nothing
ETALONNAGE = ((0.3, 0.0), (0.4, 0.36), (0.5, 0.62), (0.6, 0.85), (0.7, 1.0))


def note_requises(paire: Paire) -> int | None:
    """The sub-score of `competences_requises` alone; None where it is ignored."""
    if not paire.requises:
        return None
    note = mean_quantised(paire.valeur(c) for c in paire.requises)
    if not paire.non_tenus:
        return note
    return min(note, PLAFOND_TITRES if paire.titres_absents else PLAFOND_OBLIGATOIRES)


def competences_requises(paire: Paire) -> Resultat | Ignore:
    """Share of the required skills met, capped while a must is not met."""
    score = note_requises(paire)
    if score is None:
        return Ignore("L'offre ne demande aucune compétence.")
    resultat = _competences(paire, paire.requises, score)
    absentes = [d.nom for d in paire.non_tenus]
    preuves = limiter((*(x for c in paire.obligatoires for x in c.citations[:1]), *resultat.preuves))
    if not absentes:
        noms = (*(c.demandee.nom for c in paire.obligatoires), *resultat.satisfaits)
        return replace(resultat, preuves=preuves, satisfaits=tuple(dict.fromkeys(noms)))
    verbe = "n'est pas établi" if len(absentes) == 1 else "ne sont pas établis"
    return replace(
        resultat,
        statut=StatutCritere.partiel if score else StatutCritere.manquant,
        preuves=preuves,
        satisfaits=tuple(n for n in resultat.satisfaits if n not in absentes),
        manquants=tuple(dict.fromkeys((*absentes, *resultat.manquants))),
        conseil=f"{mots.INDISPENSABLE}{mots.liste(absentes)}.",
        avertissements=(*resultat.avertissements, f"Obligatoire pour ce poste, {mots.liste(absentes)} {verbe} par le CV : à vérifier avec la personne."),
    )


def note_souhaitees(paire: Paire) -> int | None:
    """The sub-score of `competences_souhaitees` alone; None where it is ignored."""
    return mean_quantised(paire.valeur(c) for c in paire.souhaitees) if paire.souhaitees else None


def competences_souhaitees(paire: Paire) -> Resultat | Ignore:
    """Share of the wished skills met."""
    score = note_souhaitees(paire)
    return Ignore("L'offre ne souhaite aucune compétence en plus.") if score is None else _competences(paire, paire.souhaitees, score)


def _competences(paire: Paire, correspondances: list[Correspondance], score: int) -> Resultat:
    satisfaits = tuple(c.demandee.nom for c in correspondances if paire.valeur(c) == UNITE)
    manquants = tuple(c.demandee.nom for c in correspondances if paire.valeur(c) < UNITE)
    listees = [c.demandee.nom for c in correspondances if c.valeur and not c.pratiquee and paire.appui < UNITE]
    ailleurs = [c.demandee.nom for c in correspondances if c.valeur and c.pratiquee and paire.metier < UNITE]
    avertissements = []
    if ailleurs:
        avertissements.append(f"{mots.AUTRE_METIER}{mots.liste(ailleurs)}.")
    if listees:
        avertissements.append(f"{mots.SANS_PRATIQUE}{mots.liste(listees)}.")
    return Resultat(
        score=score,
        statut=statut_de(score),
        preuves=limiter(x for rang in range(2) for c in correspondances for x in c.citations[rang : rang + 1]),
        satisfaits=satisfaits,
        manquants=manquants,
        conseil=_conseil_competences(correspondances, listees),
        avertissements=tuple(avertissements),
    )


def _conseil_competences(correspondances: list[Correspondance], listees: list[str]) -> str | None:
    absentes = [c.demandee.nom for c in correspondances if c.valeur == 0]
    voisines = [f"{c.demandee.nom} ({c.voisine} en est proche)" if c.voisine else c.demandee.nom for c in correspondances if 0 < c.valeur < UNITE]
    phrases = []
    if absentes:
        phrases.append(f"À montrer, si la pratique existe : {mots.liste(absentes[:4])}.")
    if voisines:
        phrases.append(f"Maîtrise à préciser : {mots.liste(voisines[:3])}.")
    if listees:
        phrases.append(f"À illustrer par un poste ou un projet : {mots.liste(listees[:4])}.")
    return " ".join(phrases) or None


def note_experience(paire: Paire) -> int | None:
    """The sub-score of `experience` alone; None where it is ignored."""
    if not demande_en_milliemes(paire.offre.experience_min):
        return None
    pleine = _part_demandee(paire, *_postes_comptes(paire))
    return pleine * PART_SANS_TITRE // UNITE if paire.titres_absents else pleine


def experience(paire: Paire) -> Resultat | Ignore:
    """Relevant years over asked years: the union of months of the posts near the offer's title and skills."""
    demande, score = paire.offre.experience_min, note_experience(paire)
    if not demande or score is None:
        return Ignore("L'offre ne demande pas d'expérience.")
    if all(e.debut_mois is None or e.fin_mois is None for e in paire.cv.experiences):
        return Resultat(0, StatutCritere.non_precise, (), (), (f"{mots.annees(demande)} d'expérience",), "Dater les postes occupés, au mois près.")
    proches, pleinement = _postes_comptes(paire)
    tous, pleins = _mois(proches), _mois(pleinement)
    preuves = limiter(c for e in proches for c in (e.citation_dates, e.citation) if c)
    durees = (("{} d'expérience dans un poste proche", pleins), ("métier voisin : {} d'expérience (pour moitié)", tous - pleins))
    acquis = tuple(phrase.format(mots.annees(round(mois / 12, 1))) for phrase, mois in durees if mois)
    atteint = _part_demandee(paire, proches, pleinement) == UNITE
    manque = () if atteint else (f"{mots.annees(demande)} d'expérience dans un poste proche",)
    if tous and paire.titres_absents:
        conseil: str | None = f"Sans {mots.liste(paire.titres_absents)} au CV, ces mois{mots.POUR_MOITIE}"
    else:
        conseil = None if score == UNITE else "Détailler les missions des postes qui touchent à ce métier : elles peuvent rendre d'autres mois comptables."
    return Resultat(score, statut_de(score), preuves, acquis, manque, conseil)


def _postes_comptes(paire: Paire) -> tuple[list[ExperienceCompare], list[ExperienceCompare]]:
    """The dated posts whose months count, and those among them whose months count whole."""
    dates = [(e, p) for e, p in zip(paire.cv.experiences, paire.proximites, strict=True) if e.debut_mois is not None and e.fin_mois is not None]
    retenus = [(e, part) for e, proche in dates if (part := _part_du_poste(e, proche, paire))]
    return [e for e, _ in retenus], [e for e, part in retenus if part == UNITE]


def _part_demandee(paire: Paire, proches: list[ExperienceCompare], pleinement: list[ExperienceCompare]) -> int:
    """The months that count over those asked for, at most 1."""
    tous, pleins = _mois(proches), _mois(pleinement)
    comptes = UNITE * pleins + PART_METIER_VOISIN * (tous - pleins)
    return min(UNITE, divide_half_up(comptes * 1_000, demande_en_milliemes(paire.offre.experience_min)))


def _mois(postes: Iterable[ExperienceCompare]) -> int:
    return union_length((e.debut_mois, e.fin_mois) for e in postes if e.debut_mois is not None and e.fin_mois is not None)


def _part_du_poste(poste: ExperienceCompare, titre: int, paire: Paire) -> int:
    """What the months of a post count: all when it is near by title, by the required skills that it uses or by a bit of both; in a close trade, half without them."""
    if poste.citation is None and poste.citation_dates is None:
        return 0
    demandes = {c.concept_id for c in paire.offre.competences_requises if c.concept_id}
    part = paire.metier * len(demandes.intersection(poste.concepts)) // len(demandes) if demandes else 0
    if titre + (UNITE - titre) * part // UNITE < SEUIL_POSTE_PROCHE:
        return 0
    return UNITE if part or titre >= SEUIL_TITRE_SATISFAIT else PART_METIER_VOISIN


def semantique(paire: Paire) -> Resultat | Ignore:
    """Calibrated cosine; the proof is where the passages that won stand."""
    if paire.similarite is None:
        return Ignore("Les textes n'ont pas encore été comparés.")
    preuves = _preuves_du_texte(paire, paire.similarite.gagnants)
    proche = quantise(piecewise_linear(cosinus_retenu(paire) / UNITE, ETALONNAGE)) * paire.metier // UNITE
    pleine = proche if preuves and proche >= PLANCHER_TEXTE else 0
    score = pleine * PART_SANS_TITRE // UNITE if paire.titres_absents else pleine
    statut = StatutCritere.satisfait if score >= SEUIL_TEXTE_SATISFAIT else statut_de(score)
    conseil: str | None = None
    if pleine < SEUIL_TEXTE_SATISFAIT:
        conseil = "Décrire les missions réalisées avec les mots du métier : elles ressemblent encore peu à celles de l'offre."
    elif paire.titres_absents:
        conseil = f"Sans {mots.liste(paire.titres_absents)} au CV, ces missions{mots.POUR_MOITIE}"
    return Resultat(score, statut, preuves if score else (), (), (), conseil)


def _preuves_du_texte(paire: Paire, gagnants: Sequence[PassageCompare]) -> tuple[Citation, ...]:
    """Where the passages that won stand. Texts of two trades look alike by their turn of phrase: out of the trade, something that is asked must be there too."""
    demandees = (*paire.obligatoires, *paire.requises, *paire.souhaitees)
    communes = [c.citations[0] for c in (demandees or paire.cv.competences) if c.citations]
    if paire.autre_metier and all(c.voisine or not c.citations for c in demandees):
        return ()
    # what was done shows more than a list, which alone shows nothing that is not backed
    faits = limiter(c for p in gagnants if p.section != "competences" and (c := _citation_passage(p, paire.cv)))
    return faits or (limiter(communes[:PREUVES_D_UNE_LISTE]) if gagnants and paire.appui else ())


def cosinus_retenu(paire: Paire) -> int:
    """Cosine in ten-thousandths; a list or a summary that nothing backs brings no nearness."""
    proche = paire.similarite
    return proche.cosinus_faits + (proche.cosinus - proche.cosinus_faits) * paire.appui_texte // UNITE if proche else 0


def _citation_passage(passage: PassageCompare, cv: CVCompare) -> Citation | None:
    if passage.citation:
        return passage.citation
    section, _, rang = passage.cle.partition(".")
    numero = rang.split(".")[0]
    if section == "profil":
        return cv.citation_titre
    if section == "experience" and numero.isdigit() and int(numero) < len(cv.experiences):
        poste = cv.experiences[int(numero)]
        return poste.citation or poste.citation_dates
    if section == "formation" and numero.isdigit() and int(numero) < len(cv.formations):
        return cv.formations[int(numero)].citation
    return None


def titre(paire: Paire) -> Resultat | Ignore:
    """Nearness of the candidate's posts to the offer's title; the CV's own headline counts half."""
    if not paire.offre.titre.strip():
        return Ignore("L'offre n'a pas de titre.")
    candidats = [(score, e.citation) for score, e in zip(paire.proximites, paire.cv.experiences, strict=True)]
    if paire.cv.titre and paire.cv.citation_titre:
        candidats.append((paire.entete, paire.cv.citation_titre))
    if not candidats:
        return Resultat(0, StatutCritere.non_precise, (), (), (paire.offre.titre,), "Donner l'intitulé des postes occupés.")
    score, preuve = max(candidats, key=lambda c: c[0])
    score = score if score >= SEUIL_METIER_VOISIN else 0
    atteint = score >= SEUIL_TITRE_SATISFAIT
    return Resultat(
        score=score,
        statut=StatutCritere.satisfait if atteint else statut_de(score),
        preuves=(preuve,) if preuve and score else (),
        satisfaits=(paire.offre.titre,) if atteint else (),
        manquants=() if atteint else (paire.offre.titre,),
        conseil=None if atteint else "Mettre en avant ce qui, dans les postes occupés, relève de ce métier.",
    )


CALCULS: Mapping[Critere, Callable[[Paire], Resultat | Ignore]] = {
    Critere.competences_requises: competences_requises,
    Critere.experience: experience,
    Critere.semantique: semantique,
    Critere.titre: titre,
    Critere.competences_souhaitees: competences_souhaitees,
    Critere.formation: formation,
    Critere.langues: langues,
    Critere.localisation: localisation,
}
# criteria whose words cost more than their number, for when many CVs are only put in order
NOTES: Mapping[Critere, Callable[[Paire], int | None]] = {
    Critere.competences_requises: note_requises,
    Critere.competences_souhaitees: note_souhaitees,
    Critere.experience: note_experience,
}
