"""CV rows as the API shows them."""

from app.models import CV, Profil
from app.schemas.cvs import CVRead, CVResume
from app.schemas.profil import Preuve, ProfilExtrait, Qualite

COMPETENCES_RESUME = 10


def rendre_cv(cv: CV, profil: Profil) -> CVRead:
    """A CV in full."""
    return CVRead(
        id=cv.id,
        nom_fichier=cv.nom_fichier,
        taille=cv.taille,
        nb_pages=cv.nb_pages,
        langue=cv.langue,
        statut_analyse=cv.statut_analyse,
        version=cv.version,
        profil=ProfilExtrait.model_validate(profil.profil),
        preuves={chemin: Preuve.model_validate(preuve) for chemin, preuve in profil.preuves.items()},
        qualite=Qualite.model_validate(cv.qualite),
        corrige=sorted(cv.corrections),
        recu_le=cv.recu_le,
        analyse_le=cv.analyse_le,
    )


def resumer_cv(cv: CV, profil: Profil, *, avec_nom_fichier: bool = False) -> CVResume:
    """A CV in few words; the file's name, which may be anything, only for its owner."""
    lu = ProfilExtrait.model_validate(profil.profil)
    return CVResume(
        id=cv.id,
        nom_complet=lu.nom_complet,
        titre=lu.titre,
        annees_experience=lu.annees_experience,
        niveau_etudes=lu.niveau_etudes,
        competences=[c.nom for c in lu.competences[:COMPETENCES_RESUME]],
        recu_le=cv.recu_le,
        nom_fichier=cv.nom_fichier if avec_nom_fichier else None,
        statut_analyse=cv.statut_analyse,
    )
