"""What each table holds of one person: their rows, and of these the columns declared personal (`models/donnees.py`).

Where a row also tells of somebody else (who decided, whose CV was read), what is theirs is left empty.
"""

import uuid
from collections.abc import Iterator

from sqlalchemy import ColumnElement, Executable, Select, Table, case, null, or_, select

from app.models import (
    CV,
    Base,
    Candidature,
    ChangementStatut,
    CleIdempotence,
    Entreprise,
    EvenementAudit,
    Invitation,
    JetonRenouvellement,
    MotifAudit,
    Offre,
    PassageIndexe,
    Profil,
    ScoreEnregistre,
    Utilisateur,
)
from app.models.donnees import DONNEES, Nature


def sections(personne: uuid.UUID) -> Iterator[tuple[str, Executable]]:
    """(table, its rows of this person)."""
    cvs = select(CV.id).where(CV.candidat_id == personne)
    candidatures = select(Candidature.id).where(Candidature.candidat_id == personne)
    a_moi: ColumnElement[bool] = or_(EvenementAudit.objet_id == personne, EvenementAudit.objet_id.in_(cvs), EvenementAudit.objet_id.in_(candidatures))
    evenements = select(EvenementAudit.id).where(a_moi)
    mienne = ChangementStatut.candidature_id.in_(candidatures)
    conditions: dict[type[Base], ColumnElement[bool]] = {
        Utilisateur: Utilisateur.id == personne,
        JetonRenouvellement: JetonRenouvellement.utilisateur_id == personne,
        Invitation: Invitation.creee_par == personne,
        CleIdempotence: CleIdempotence.utilisateur_id == personne,
        CV: CV.candidat_id == personne,
        Profil: Profil.cv_id.in_(cvs),
        PassageIndexe: PassageIndexe.objet_id.in_(cvs),
        Candidature: Candidature.candidat_id == personne,
        ChangementStatut: or_(mienne, ChangementStatut.acteur_id == personne),
        ScoreEnregistre: ScoreEnregistre.candidature_id.in_(candidatures),
        EvenementAudit: or_(a_moi, EvenementAudit.acteur_id == personne),
        MotifAudit: MotifAudit.evenement_id.in_(evenements),
        Offre: Offre.auteur_id == personne,
    }
    # what a row says of somebody else: shown only when this holds
    masques: dict[type[Base], dict[str, ColumnElement[bool]]] = {
        ChangementStatut: {"candidature_id": mienne, "motif": mienne, "acteur_id": ChangementStatut.acteur_id == personne},
        EvenementAudit: {"objet_id": a_moi, "acteur_id": EvenementAudit.acteur_id == personne},
    }
    for modele, condition in conditions.items():
        table = Base.metadata.tables[modele.__tablename__]
        yield table.name, select(*_colonnes(table, masques.get(modele, {}))).where(condition).order_by(*table.primary_key.columns)


def _colonnes(table: Table, masques: dict[str, ColumnElement[bool]]) -> list[ColumnElement[object]]:
    personnelles = [table.c[nom] for nom, nature in DONNEES[table.name].items() if nature is Nature.personnelle]
    return [case((masques[c.name], c), else_=null()).label(c.name) if c.name in masques else c for c in personnelles]


def offres_visees(personne: uuid.UUID) -> "Select[uuid.UUID, str, str, str]":
    """The offers applied to, by their public names."""
    visees = select(Candidature.offre_id).where(Candidature.candidat_id == personne)
    requete = select(Offre.id, Offre.titre, Offre.localisation, Entreprise.nom.label("entreprise"))
    return requete.join(Entreprise, Entreprise.id == Offre.entreprise_id).where(Offre.id.in_(visees)).order_by(Offre.id)


def cles_des_fichiers(personne: uuid.UUID) -> "Select[uuid.UUID, str]":
    """(CV, storage key of its original)."""
    return select(CV.id, CV.cle_stockage).where(CV.candidat_id == personne).order_by(CV.recu_le, CV.id)
