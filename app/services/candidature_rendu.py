"""Application rows as the API shows them."""

import uuid
from collections.abc import Mapping, Sequence

from app.ai.matching.explication import expliquer, forces_et_manques
from app.ai.matching.mots import LIBELLES
from app.ai.matching.traduction_en import en_anglais
from app.core.enums import Critere, Role, StatutCandidature
from app.models import Candidature, Offre, ScoreEnregistre
from app.schemas.candidatures import (
    CandidatRead,
    CandidatureComparee,
    CandidatureRead,
    CandidatureResume,
    CelluleComparee,
    ChangementStatutRead,
    ComparaisonRead,
    LigneComparee,
)
from app.schemas.offres import OffreResume
from app.schemas.score import Explication, ScoreCalcule
from app.services.acteur import Acteur
from app.services.scores_enregistres import depassements_de


def se_montre(acteur: Acteur, candidature: Candidature) -> bool:
    """Whether the reader may see what the application brought: a withdrawn one takes its letter, score and quotations back from the recruiter."""
    return acteur.role is not Role.recruteur or candidature.statut != StatutCandidature.retiree.value


def resumer_candidature(candidature: Candidature, score: ScoreEnregistre | None, langue: str, acteur: Acteur) -> CandidatureResume:
    """An application in a list: score and, in words, its three strongest and weakest criteria."""
    enregistre = score if se_montre(acteur, candidature) else None
    candidat = CandidatRead.model_validate(candidature.candidat)
    calcule = ScoreCalcule.model_validate(enregistre.resultat) if enregistre else None
    forces, manques = forces_et_manques(calcule, langue) if calcule else ([], [])
    return CandidatureResume(
        id=candidature.id,
        offre=OffreResume.model_validate(candidature.offre),
        cv_id=candidature.cv_id,
        candidat=candidat if se_montre(acteur, candidature) else candidat.model_copy(update={"email": None}),
        statut=candidature.statut,
        score=calcule.score if calcule else None,
        similarite=calcule.similarite if calcule else None,
        forces=forces,
        manques=manques,
        creee_le=candidature.creee_le,
    )


def rendre_candidature(candidature: Candidature, score: ScoreEnregistre | None, langue: str, acteur: Acteur) -> CandidatureRead:
    """An application in full. The record is shown as it was; to another reader, or in another language, than it was told, the template tells it."""
    resume = resumer_candidature(candidature, score, langue, acteur)
    enregistre = score if se_montre(acteur, candidature) else None
    calcule = ScoreCalcule.model_validate(enregistre.resultat) if enregistre else None
    explication = Explication.model_validate(enregistre.explication) if enregistre else None
    if enregistre is not None and calcule is not None and explication is not None and (explication.langue, explication.lecteur) != (langue, acteur.lecteur):
        explication = expliquer(calcule, candidature.offre.titre, langue, depassements_de(enregistre, calcule), acteur.lecteur)
    if calcule is not None and langue == "en":
        calcule = en_anglais(calcule)
    return CandidatureRead(
        **resume.model_dump(),
        lettre_motivation=candidature.lettre_motivation if se_montre(acteur, candidature) else None,
        recommandation=calcule.recommandation if calcule else None,
        criteres=calcule.criteres if calcule else [],
        criteres_ignores=calcule.criteres_ignores if calcule else [],
        avertissements=calcule.avertissements if calcule else [],
        version=calcule.version if calcule else None,
        empreinte=calcule.empreinte if calcule else None,
        calcule_le=enregistre.calcule_le if enregistre else None,
        explication=explication,
        perime=_est_perime(candidature, enregistre),
        historique=[ChangementStatutRead.model_validate(h) for h in candidature.historique],
    )


def _est_perime(candidature: Candidature, enregistre: ScoreEnregistre | None) -> bool:
    """Whether the CV or the offer has changed since a record; True without one."""
    cv_version = candidature.cv.version if candidature.cv else None
    return enregistre is None or (enregistre.cv_version, enregistre.offre_version) != (cv_version, candidature.offre.version)


def comparer_candidatures(
    offre: Offre, candidatures: Sequence[Candidature], scores: Mapping[uuid.UUID, ScoreEnregistre], langue: str, acteur: Acteur
) -> ComparaisonRead:
    """Applications side by side. Each cell is what the application's own record says, as GET of the application shows it."""
    montres = {c.id: scores.get(c.id) if se_montre(acteur, c) else None for c in candidatures}
    calcules = {i: ScoreCalcule.model_validate(e.resultat) for i, e in montres.items() if e is not None}
    colonnes = []
    for candidature in candidatures:
        calcule = calcules.get(candidature.id)
        resume = resumer_candidature(candidature, scores.get(candidature.id), langue, acteur)
        colonnes.append(
            CandidatureComparee(
                **resume.model_dump(include=set(CandidatureComparee.model_fields)),
                recommandation=calcule.recommandation if calcule else None,
                avertissements=calcule.avertissements if calcule else [],
                perime=_est_perime(candidature, montres[candidature.id]),
            )
        )
    notes = [c for c in Critere if any(c in {lu.critere for lu in calcule.criteres} for calcule in calcules.values())]
    lignes = [LigneComparee(critere=c, libelle=LIBELLES[c], cellules=[_cellule(x.id, calcules.get(x.id), c) for x in candidatures]) for c in notes]
    return ComparaisonRead(offre_id=offre.id, titre=offre.titre, candidatures=colonnes, criteres=lignes)


def _cellule(candidature_id: uuid.UUID, calcule: ScoreCalcule | None, critere: Critere) -> CelluleComparee:
    if calcule is None:
        return CelluleComparee(candidature_id=candidature_id, raison="Cette candidature n'a plus de score à montrer.")
    lu = next((c for c in calcule.criteres if c.critere is critere), None)
    if lu is None:
        return CelluleComparee(candidature_id=candidature_id, raison=next((i.raison for i in calcule.criteres_ignores if i.critere is critere), None))
    return CelluleComparee(candidature_id=candidature_id, **lu.model_dump(include=set(CelluleComparee.model_fields)))
