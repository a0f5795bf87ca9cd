"""Application rows as the API shows them."""

from app.ai.matching.explication import expliquer, forces_et_manques
from app.models import Candidature, ScoreEnregistre
from app.schemas.candidatures import CandidatRead, CandidatureRead, CandidatureResume, ChangementStatutRead
from app.schemas.offres import OffreResume
from app.schemas.score import Explication, ScoreCalcule


def resumer_candidature(candidature: Candidature, enregistre: ScoreEnregistre | None, langue: str) -> CandidatureResume:
    """An application in a list: score and, in words, its three strongest and weakest criteria."""
    calcule = ScoreCalcule.model_validate(enregistre.resultat) if enregistre else None
    forces, manques = forces_et_manques(calcule, langue) if calcule else ([], [])
    return CandidatureResume(
        id=candidature.id,
        offre=OffreResume.model_validate(candidature.offre),
        cv_id=candidature.cv_id,
        candidat=CandidatRead.model_validate(candidature.candidat),
        statut=candidature.statut,
        score=calcule.score if calcule else None,
        similarite=calcule.similarite if calcule else None,
        forces=forces,
        manques=manques,
        creee_le=candidature.creee_le,
    )


def rendre_candidature(candidature: Candidature, enregistre: ScoreEnregistre | None, langue: str) -> CandidatureRead:
    """An application in full. The record is shown as it was; in another language than it was told in, the template tells it."""
    resume = resumer_candidature(candidature, enregistre, langue)
    calcule = ScoreCalcule.model_validate(enregistre.resultat) if enregistre else None
    explication = Explication.model_validate(enregistre.explication) if enregistre else None
    if calcule is not None and explication is not None and explication.langue != langue:
        explication = expliquer(calcule, candidature.offre.titre, langue)
    cv_version = candidature.cv.version if candidature.cv else None
    return CandidatureRead(
        **resume.model_dump(),
        lettre_motivation=candidature.lettre_motivation,
        recommandation=calcule.recommandation if calcule else None,
        criteres=calcule.criteres if calcule else [],
        criteres_ignores=calcule.criteres_ignores if calcule else [],
        avertissements=calcule.avertissements if calcule else [],
        version=calcule.version if calcule else None,
        empreinte=calcule.empreinte if calcule else None,
        calcule_le=enregistre.calcule_le if enregistre else None,
        explication=explication,
        perime=enregistre is None or (enregistre.cv_version, enregistre.offre_version) != (cv_version, candidature.offre.version),
        historique=[ChangementStatutRead.model_validate(h) for h in candidature.historique],
    )
