"""The score of a CV for an offer: pure arithmetic on frozen snapshots and stored vectors, with its record (design: matching)."""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from app.ai.matching import mots
from app.ai.matching.apercu import CVCompare
from app.ai.matching.competences import CompetencesCV
from app.ai.matching.criteres import CALCULS, NOTES
from app.ai.matching.paire import Ignore, Paire, Resultat, demande_en_milliemes
from app.ai.matching.sceau import empreinte_cote, empreinte_score
from app.ai.matching.similarite import PassageCompare, Similarite, similarites
from app.core.enums import Critere
from app.core.errors import Code, ErreurMetier
from app.schemas.documents import CVDocument, OffreDocument, PassageVectorise
from app.schemas.score import CritereIgnore, CritereRead, ScoreCalcule
from app.utils.scoring import UNITE, contribution, shares, weighted_score

VERSION = "5"
POIDS_DEFAUT: Mapping[Critere, int] = {
    Critere.competences_requises: 35,
    Critere.experience: 15,
    Critere.semantique: 20,
    Critere.titre: 10,
    Critere.competences_souhaitees: 8,
    Critere.formation: 6,
    Critere.langues: 4,
    Critere.localisation: 2,
}
# default weights under which records of earlier versions were sealed; an entry is added when VERSION moves
POIDS_ANTERIEURS: Mapping[str, Mapping[Critere, int]] = {"1": POIDS_DEFAUT, "2": POIDS_DEFAUT, "3": POIDS_DEFAUT, "4": POIDS_DEFAUT}
MOTS_MIN = 3
_CENTIEMES = 10_000  # of a point, over 100 points
_DIXIEMES = 1_000

Id = TypeVar("Id", bound=Hashable)


def calculer_score(
    cv: CVDocument, vecteurs_cv: Sequence[PassageVectorise], offre: OffreDocument, vecteurs_offre: Sequence[PassageVectorise], modele: str
) -> ScoreCalcule:
    """The full score of one pair. `modele` names the embedder of the vectors.

    Raises ErreurMetier (OFFRE_INSUFFISANTE) when the offer holds nothing to score on, or nothing that this CV can be compared with; ValueError on a malformed
    vector.
    """
    exiger_matiere(offre)
    note = _noter(Paire(cv, offre, similarites(vecteurs_offre, [vecteurs_cv])[0], CompetencesCV(cv)))
    if note is None:
        raise ErreurMetier(Code.OFFRE_INSUFFISANTE)
    return _ecrire(note, _empreinte_cote(cv, vecteurs_cv), _empreinte_cote(offre, vecteurs_offre), modele)


def ordonner(
    offre: OffreDocument, vecteurs_offre: Sequence[PassageVectorise], cvs: Sequence[tuple[Id, CVCompare, Sequence[PassageCompare]]], limite: int
) -> list[Id]:
    """The `limite` CVs that `classer` would put first, in its order, with no record written out. Raises as `classer`."""
    calculs = _nombres(offre)
    dixiemes = [_dixiemes(paire, calculs) for paire in _paires(offre, vecteurs_offre, cvs)]
    # a stable sort: ties as they came
    return [cvs[rang][0] for rang, note in sorted(enumerate(dixiemes), key=lambda n: -(n[1] or 0)) if note is not None][:limite]


def classer(
    offre: OffreDocument,
    vecteurs_offre: Sequence[PassageVectorise],
    cvs: Sequence[tuple[Id, CVDocument, Sequence[PassageVectorise]]],
    modele: str,
) -> list[tuple[Id, ScoreCalcule]]:
    """The full score of many CVs for one offer, best first; equal scores keep the order in which they came (newest first, then id: the caller's).

    Each is bit for bit the one of `calculer_score`. CVs that no weighted criterion can be compared with are left out. Raises ErreurMetier
    (OFFRE_INSUFFISANTE) when the offer holds nothing to score on, ValueError on a malformed vector.
    """
    notes = _meilleures([_noter(paire) for paire in _paires(offre, vecteurs_offre, cvs)], None)
    cote = _empreinte_cote(offre, vecteurs_offre)
    return [(cvs[rang][0], _ecrire(note, _empreinte_cote(cvs[rang][1], cvs[rang][2]), cote, modele)) for rang, note in notes]


def _paires(offre: OffreDocument, vecteurs_offre: Sequence[PassageVectorise], cvs: Sequence[tuple[Id, CVCompare, Sequence[PassageCompare]]]) -> list[Paire]:
    exiger_matiere(offre)
    proximites = similarites(vecteurs_offre, [vecteurs for _, _, vecteurs in cvs])
    return [Paire(cv, offre, proximite, CompetencesCV(cv)) for (_, cv, _), proximite in zip(cvs, proximites, strict=True)]


def classer_offres(
    cv: CVDocument,
    vecteurs_cv: Sequence[PassageVectorise],
    offres: Sequence[tuple[Id, OffreDocument, Sequence[PassageVectorise]]],
    modele: str,
    limite: int | None = None,
) -> list[tuple[Id, ScoreCalcule]]:
    """The full score of one CV for many offers, as `classer`. Offers that hold nothing to score it on are left out."""
    competences, cote = CompetencesCV(cv), _empreinte_cote(cv, vecteurs_cv)
    notes = [_noter(Paire(cv, offre, similarites(vecteurs, [vecteurs_cv])[0], competences)) if a_matiere(offre) else None for _, offre, vecteurs in offres]
    return [(offres[rang][0], _ecrire(note, cote, _empreinte_cote(offres[rang][1], offres[rang][2]), modele)) for rang, note in _meilleures(notes, limite)]


def poids_retenus(offre: OffreDocument) -> dict[Critere, int]:
    """The offer's weights; a criterion that it does not name keeps the default."""
    return {critere: offre.poids.get(critere, defaut) for critere, defaut in POIDS_DEFAUT.items()}


def a_matiere(offre: OffreDocument) -> bool:
    """Whether an offer holds a skill or a text to score on, and a weight above 0 on something that it asks."""
    competences = offre.competences_requises or offre.competences_souhaitees or offre.obligatoires
    mots_utiles = [m for m in offre.description.split() if sum(c.isalpha() for c in m) >= 2]
    return bool(competences or len(mots_utiles) >= MOTS_MIN) and any(poids and _demande(critere, offre) for critere, poids in poids_retenus(offre).items())


def _demande(critere: Critere, offre: OffreDocument) -> bool:
    """Whether the offer alone lets the criterion stand. Nearness of texts and wishes of place depend on the CV: they may always stand."""
    demandes: Mapping[Critere, object] = {
        Critere.competences_requises: offre.competences_requises or offre.obligatoires,
        Critere.competences_souhaitees: offre.competences_souhaitees,
        Critere.experience: demande_en_milliemes(offre.experience_min),
        Critere.titre: offre.titre.strip(),
        Critere.formation: offre.niveau_etudes_min,
        Critere.langues: offre.langues,
    }
    return bool(demandes.get(critere, True))


def exiger_matiere(offre: OffreDocument) -> None:
    """Raises ErreurMetier (OFFRE_INSUFFISANTE) when `a_matiere` is false."""
    if not a_matiere(offre):
        raise ErreurMetier(Code.OFFRE_INSUFFISANTE)


@dataclass(frozen=True)
class _Note:
    """One pair weighed on every criterion, not yet written out. `dixiemes`: the score in tenths of a point."""

    offre: OffreDocument
    similarite: Similarite | None
    retenus: Mapping[Critere, tuple[int, Resultat]]
    ignores: Mapping[Critere, str]
    dixiemes: int


def _noter(paire: Paire) -> _Note | None:
    """The score of one pair; None when no weighted criterion stands."""
    retenus: dict[Critere, tuple[int, Resultat]] = {}
    ignores: dict[Critere, str] = {}
    for critere, poids in poids_retenus(paire.offre).items():
        issue = CALCULS[critere](paire) if poids else Ignore("L'offre a mis ce critère à zéro.")
        if isinstance(issue, Ignore):
            ignores[critere] = issue.raison
        else:
            retenus[critere] = (poids, issue)
    if not retenus:
        return None
    dixiemes = weighted_score([poids for poids, _ in retenus.values()], [r.score for _, r in retenus.values()], _DIXIEMES)
    return _Note(paire.offre, paire.similarite, retenus, ignores, dixiemes)


def _nombres(offre: OffreDocument) -> list[tuple[int, Callable[[Paire], int | None]]]:
    """The criteria that the offer weighs, as numbers: weight, sub-score or None where it is ignored."""
    return [(poids, NOTES.get(critere) or _nombre_de(CALCULS[critere])) for critere, poids in poids_retenus(offre).items() if poids]


def _nombre_de(calcul: Callable[[Paire], Resultat | Ignore]) -> Callable[[Paire], int | None]:
    return lambda paire: issue.score if isinstance(issue := calcul(paire), Resultat) else None


def _dixiemes(paire: Paire, calculs: Sequence[tuple[int, Callable[[Paire], int | None]]]) -> int | None:
    """The score of `_noter`, without its words."""
    notes = [(poids, note) for poids, calcul in calculs if (note := calcul(paire)) is not None]
    return weighted_score([poids for poids, _ in notes], [note for _, note in notes], _DIXIEMES) if notes else None


def _meilleures(notes: Sequence[_Note | None], limite: int | None) -> list[tuple[int, _Note]]:
    """Ranks and notes, best first, ties as they came."""
    return sorted(((rang, note) for rang, note in enumerate(notes) if note is not None), key=lambda n: -n[1].dixiemes)[:limite]


def _ecrire(note: _Note, cote_cv: str, cote_offre: str, modele: str) -> ScoreCalcule:
    """The record of a score."""
    score = note.dixiemes / 10
    return ScoreCalcule(
        score=score,
        similarite=note.similarite.cosinus / UNITE if note.similarite else 0.0,
        recommandation=mots.recommandation(score),
        criteres=_lire(note.retenus),
        criteres_ignores=[CritereIgnore(critere=c, libelle=mots.LIBELLES[c], raison=raison) for c, raison in note.ignores.items()],
        avertissements=[a for _, r in note.retenus.values() for a in r.avertissements],
        version=VERSION,
        empreinte=empreinte_score(VERSION, modele, cote_cv, cote_offre, poids_retenus(note.offre)),
    )


def _lire(retenus: Mapping[Critere, tuple[int, Resultat]]) -> list[CritereRead]:
    poids_tous = [poids for poids, _ in retenus.values()]
    total = sum(poids_tous)
    return [
        CritereRead(
            critere=critere,
            libelle=mots.LIBELLES[critere],
            poids=part / 100,
            score=r.score / UNITE,
            contribution=contribution(poids, r.score, total, _CENTIEMES) / 100,
            statut=r.statut,
            preuves=list(r.preuves),
            satisfaits=list(r.satisfaits),
            manquants=list(r.manquants),
            conseil=r.conseil,
        )
        for (critere, (poids, r)), part in zip(retenus.items(), shares(poids_tous), strict=True)
    ]


def _empreinte_cote(document: CVDocument | OffreDocument, vecteurs: Iterable[PassageVectorise]) -> str:
    return empreinte_cote(document.model_dump(mode="json"), ((v.passage.model_dump(mode="json"), v.hash_texte, v.vecteur) for v in vecteurs))
