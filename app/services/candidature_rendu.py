"""Application rows as the API shows them."""

from app.ai.matching.explication import expliquer, forces_et_manques
from app.core.enums import Role, StatutCandidature
from app.models import Candidature, ScoreEnregistre
from app.schemas.candidatures import CandidatRead, CandidatureRead, CandidatureResume, ChangementStatutRead
from app.schemas.offres import OffreResume
from app.schemas.score import Explication, ScoreCalcule
from app.services.acteur import Acteur


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
    """An application in full. The record is shown as it was; in another language than it was told in, the template tells it."""
    resume = resumer_candidature(candidature, score, langue, acteur)
    enregistre = score if se_montre(acteur, candidature) else None
    calcule = ScoreCalcule.model_validate(enregistre.resultat) if enregistre else None
    explication = Explication.model_validate(enregistre.explication) if enregistre else None
    if calcule is not None and explication is not None and explication.langue != langue:
        explication = expliquer(calcule, candidature.offre.titre, langue)
    cv_version = candidature.cv.version if candidature.cv else None
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
        perime=enregistre is None or (enregistre.cv_version, enregistre.offre_version) != (cv_version, candidature.offre.version),
        historique=[ChangementStatutRead.model_validate(h) for h in candidature.historique],
    )
