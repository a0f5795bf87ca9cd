"""Statements on applications. What an actor may see starts every one of them."""

import uuid
from collections.abc import Sequence
from decimal import Decimal
from typing import Literal

from sqlalchemy import ColumnElement, Select, SQLColumnExpression, case, func, literal_column, select
from sqlalchemy.orm import Session, defer, joinedload, selectinload

from app.core.enums import Role, StatutCandidature
from app.models import CV, Candidature, Offre, ScoreEnregistre
from app.services.acteur import Acteur

TriCandidatures = Literal["-creee_le", "creee_le", "-score", "score"]


def visible_par(acteur: Acteur) -> ColumnElement[bool]:
    """A candidate's own; those to the offers of a recruiter's entreprise; all for an admin."""
    if acteur.role is Role.candidat:
        return Candidature.candidat_id == acteur.id
    if acteur.role is Role.recruteur:
        return Candidature.offre_id.in_(select(Offre.id).where(Offre.entreprise_id == acteur.entreprise_id))
    return literal_column("true")


def _chargee() -> Select[Candidature]:
    """With what a line shows: of the offer its summary, of the CV its version."""
    offre = joinedload(Candidature.offre).load_only(
        Offre.titre, Offre.localisation, Offre.teletravail, Offre.type_contrat, Offre.statut, Offre.publiee_le, Offre.version, raiseload=True
    )
    cv = joinedload(Candidature.cv).load_only(CV.version, raiseload=True)
    return select(Candidature).options(offre, joinedload(Candidature.offre).joinedload(Offre.entreprise), joinedload(Candidature.candidat), cv)


def score_montre(acteur: Acteur) -> "SQLColumnExpression[Decimal | None]":
    """The score as the actor sees it, NULL where it is hidden: sorting or filtering on the stored one would tell it."""
    if acteur.role is not Role.recruteur:
        return Candidature.score
    return case((Candidature.statut != StatutCandidature.retiree.value, Candidature.score))


def liste(acteur: Acteur, offre_id: uuid.UUID | None, statut: StatutCandidature | None, score_min: float | None) -> list[ColumnElement[bool]]:
    """Conditions of a list."""
    c: list[ColumnElement[bool]] = [visible_par(acteur)]
    if offre_id is not None:
        c.append(Candidature.offre_id == offre_id)
    if statut is not None:
        c.append(Candidature.statut == statut.value)
    if score_min is not None:
        c.append(score_montre(acteur) >= score_min)
    return c


def triee(acteur: Acteur, conditions: Sequence[ColumnElement[bool]], tri: TriCandidatures) -> Select[Candidature]:
    """A sorted list with what its lines show; hidden scores stand last in both directions."""
    requete = _chargee().where(*conditions)
    if tri == "-score":
        return requete.order_by(score_montre(acteur).desc().nulls_last(), Candidature.creee_le.desc(), Candidature.id)
    if tri == "score":
        return requete.order_by(score_montre(acteur).asc().nulls_last(), Candidature.creee_le.desc(), Candidature.id)
    if tri == "creee_le":
        return requete.order_by(Candidature.creee_le, Candidature.id)
    return requete.order_by(Candidature.creee_le.desc(), Candidature.id)


def candidature_visible(acteur: Acteur, candidature_id: uuid.UUID) -> Select[Candidature]:
    """One application in full, as far as the actor may see it."""
    return _chargee().options(selectinload(Candidature.historique)).where(Candidature.id == candidature_id, visible_par(acteur))


def a_comparer(acteur: Acteur, offre_id: uuid.UUID, candidature_ids: Sequence[uuid.UUID]) -> Select[Candidature]:
    """Applications to one offer, by id, as far as the actor may see them."""
    return _chargee().where(Candidature.id.in_(candidature_ids), Candidature.offre_id == offre_id, visible_par(acteur))


def a_rescorer(acteur: Acteur, candidature_id: uuid.UUID) -> Select[Candidature]:
    """One application with its whole offer, as far as the actor may see it."""
    return select(Candidature).options(joinedload(Candidature.offre)).where(Candidature.id == candidature_id, visible_par(acteur))


def a_modifier(acteur: Acteur, candidature_id: uuid.UUID) -> Select[Candidature]:
    """One application, locked, to move it."""
    return select(Candidature).where(Candidature.id == candidature_id, visible_par(acteur)).with_for_update(of=Candidature)


def derniers_scores(session: Session, candidature_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, ScoreEnregistre]:
    """The newest record of each application. What went into it is read when it is touched: a score told again in another language needs it."""
    derniers = select(func.max(ScoreEnregistre.numero)).where(ScoreEnregistre.candidature_id.in_(candidature_ids)).group_by(ScoreEnregistre.candidature_id)
    requete = (
        select(ScoreEnregistre).options(defer(ScoreEnregistre.entrees), defer(ScoreEnregistre.empreintes_vecteurs)).where(ScoreEnregistre.numero.in_(derniers))
    )
    return {s.candidature_id: s for s in session.execute(requete).scalars()}
