"""Statements on CVs. What an actor may see starts every one of them."""

import uuid
from collections.abc import Sequence

from sqlalchemy import ColumnElement, Select, SQLColumnExpression, String, Text, and_, cast, exists, false, func, literal_column, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, defer

from app.core.db import parmi
from app.core.enums import Role
from app.core.errors import Code, ErreurMetier
from app.models import CV, Candidature, Offre, Profil, Utilisateur
from app.schemas.cvs import FiltresCV
from app.services.acteur import Acteur
from app.services.offre_queries import cle_competence
from app.services.textes_recherche import motif_like
from app.utils.text import fold

STATUTS_OUVERTS = ("recue", "en_revue", "entretien", "proposition")
# a third of what the API computed under load was making Python objects of these, mostly for nobody
_LOURDES = (CV.texte, CV.recherche, Profil.preuves, Profil.document, Profil.origine)

# said when the caller's latest CV is meant and there is none
CV_A_DEPOSER = ("Déposez d'abord un CV (POST /cvs/upload).", "Upload a CV first (POST /cvs/upload).")


def visible_par(acteur: Acteur) -> ColumnElement[bool]:
    """Own CVs for a candidate; for a recruiter those received with an application, and those of candidates who agreed to be found."""
    if acteur.role is Role.admin:
        return literal_column("true")
    if acteur.role is Role.candidat:
        return CV.candidat_id == acteur.id
    return _vu_par_un_recruteur(acteur)


def cherchable_par(acteur: Acteur) -> ColumnElement[bool]:
    """CVs that a recruiter's search may find: visible ones that were read, of accounts still open."""
    if acteur.role is not Role.recruteur:
        return false()
    return and_(CV.statut_analyse == "terminee", _vu_par_un_recruteur(acteur, Utilisateur.actif))


def _vu_par_un_recruteur(acteur: Acteur, *aussi: SQLColumnExpression[bool]) -> ColumnElement[bool]:
    # one look at the account: as two conditions joined by "or" on the CV, each search would read every account first
    recu = exists().where(
        Candidature.cv_id == CV.id, Candidature.offre_id == Offre.id, Offre.entreprise_id == acteur.entreprise_id, Candidature.statut != "retiree"
    )
    trouvable = and_(Utilisateur.role == Role.candidat.value, Utilisateur.visible_recruteurs, Utilisateur.actif)
    return exists().where(Utilisateur.id == CV.candidat_id, or_(trouvable, recu.correlate(CV)), *aussi).correlate(CV)


def cv_visible(acteur: Acteur, cv_id: uuid.UUID, *lourdes: "InstrumentedAttribute[dict[str, object]]") -> "Select[CV, Profil]":
    """A CV with its current profile, as far as the actor may see it; columns as `avec_profil` has them."""
    return avec_profil(*lourdes).where(CV.id == cv_id, visible_par(acteur))


def avec_profil(*lourdes: "InstrumentedAttribute[dict[str, object]]") -> "Select[CV, Profil]":
    """CVs joined with their current profile. Of the large columns only those named are read; to touch another raises."""
    tues = (defer(colonne, raiseload=True) for colonne in _LOURDES if colonne.key not in {lue.key for lue in lourdes})
    return select(CV, Profil).join(Profil, and_(Profil.cv_id == CV.id, Profil.version == CV.version)).options(*tues)


def documents(ids: Sequence[uuid.UUID]) -> "Select[uuid.UUID, str]":
    """Ids and projections of these CVs as JSON text (read three times as fast as through Python objects), newest received first, then by id."""
    courant = and_(Profil.cv_id == CV.id, Profil.version == CV.version)
    return select(CV.id, cast(Profil.document, Text)).join(Profil, courant).where(parmi(CV.id, ids)).order_by(CV.recu_le.desc(), cast(CV.id, String))


def mes_cvs(acteur: Acteur) -> "Select[CV, Profil]":
    """One's own CVs, newest first."""
    return avec_profil().where(CV.candidat_id == acteur.id).order_by(CV.recu_le.desc(), CV.id)


def get_dernier_cv(session: Session, acteur: Acteur) -> uuid.UUID:
    """Id of one's newest CV. Raises CV_INTROUVABLE."""
    miens = select(CV.id).where(CV.candidat_id == acteur.id, CV.statut_analyse == "terminee").order_by(CV.recu_le.desc(), CV.id).limit(1)
    trouve = session.execute(miens).scalar_one_or_none()
    if trouve is None:
        raise ErreurMetier(Code.CV_INTROUVABLE, detail=CV_A_DEPOSER)
    return trouve


def cv_par_empreinte(candidat_id: uuid.UUID, sha256: str) -> "Select[CV, Profil]":
    """The CV that a candidate already sent with these bytes."""
    return avec_profil(Profil.preuves).where(CV.candidat_id == candidat_id, CV.sha256 == sha256)


def nombre_de_cvs(candidat_id: uuid.UUID) -> "Select[int]":
    """How many CVs an account holds."""
    return select(func.count()).select_from(CV).where(CV.candidat_id == candidat_id)


def candidatures_ouvertes(cv_id: uuid.UUID) -> "Select[Candidature]":
    """Open applications that use a CV."""
    return select(Candidature).where(Candidature.cv_id == cv_id, Candidature.statut.in_(STATUTS_OUVERTS)).with_for_update()


def conditions(filtres: FiltresCV) -> list[ColumnElement[bool]]:
    """Filters as conditions."""
    c: list[ColumnElement[bool]] = []
    if filtres.competences:
        c.append(CV.concepts.contains([cle_competence(nom) for nom in filtres.competences]))
    if filtres.experience_min is not None:
        c.append(CV.annees_experience >= filtres.experience_min)
    if filtres.niveau_etudes_min is not None:
        c.append(CV.niveau_etudes >= filtres.niveau_etudes_min)
    if filtres.langues:
        c.append(CV.langues.contains(filtres.langues))
    if filtres.mobilite is not None:
        c.append(func.array_to_string(CV.mobilite, " | ").like(motif_like(fold(filtres.mobilite))))
    if filtres.type_contrat_souhaite is not None:
        c.append(CV.contrat_souhaite == filtres.type_contrat_souhaite.value)
    return c
