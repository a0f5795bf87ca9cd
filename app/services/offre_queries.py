"""Statements on offers. What an actor may see starts every one of them."""

import uuid
from collections.abc import Sequence
from typing import Literal

from sqlalchemy import BigInteger, ColumnElement, Select, SQLColumnExpression, Text, and_, bindparam, case, cast, func, literal_column, or_, select
from sqlalchemy.orm import Session, joinedload

from app.core.db import parmi
from app.core.enums import Role, SalairePeriode, StatutOffre
from app.models import Candidature, Entreprise, Offre
from app.schemas.offres import FiltresOffres, ValeurFacette
from app.services.acteur import Acteur
from app.services.textes_recherche import motif_like, requete_tous
from app.utils.text import fold

TriOffres = Literal["-publiee_le", "publiee_le", "-salaire_max", "salaire_min", "titre"]
VALEURS_FACETTE_MAX = 20


# hours and days that a full-time French employee works in a year (Code du travail, L3121-41 and L3121-64); bigint: an hourly amount may overflow
PERIODES_PAR_AN = {SalairePeriode.mois: 12, SalairePeriode.jour: 218, SalairePeriode.heure: 1607}


def par_an(montant: "SQLColumnExpression[int | None]") -> "ColumnElement[int | None]":
    """A salary as gross a year, whatever its period; without a period it is read as yearly."""
    facteur = case({periode.value: cast(fois, BigInteger) for periode, fois in PERIODES_PAR_AN.items()}, value=Offre.salaire_periode, else_=cast(1, BigInteger))
    return montant * facteur


def est_ouverte() -> ColumnElement[bool]:
    """Published and not past its date."""
    return and_(Offre.statut == StatutOffre.publiee.value, or_(Offre.expire_le.is_(None), Offre.expire_le > func.now()))


def visible_par(acteur: Acteur | None) -> ColumnElement[bool]:
    """Published offers for all; every state of their own for the members of the entreprise; a candidate keeps sight of what they applied to."""
    if acteur is None or acteur.role is Role.admin:
        return est_ouverte() if acteur is None else literal_column("true")
    if acteur.role is Role.recruteur:
        return or_(est_ouverte(), Offre.entreprise_id == acteur.entreprise_id)
    postulees = select(Candidature.offre_id).where(Candidature.candidat_id == acteur.id)
    return or_(est_ouverte(), Offre.id.in_(postulees))


def offre_visible(acteur: Acteur | None, offre_id: uuid.UUID) -> Select[Offre]:
    """One offer, as far as the actor may see it."""
    return select(Offre).options(joinedload(Offre.entreprise)).where(Offre.id == offre_id, visible_par(acteur))


def offre_de_mon_entreprise(acteur: Acteur, offre_id: uuid.UUID) -> Select[Offre]:
    """One offer of the recruiter's own entreprise, to change it."""
    return select(Offre).where(Offre.id == offre_id, Offre.entreprise_id == acteur.entreprise_id)


def documents(ids: Sequence[uuid.UUID]) -> "Select[uuid.UUID, str]":
    """Ids and projections of these offers as JSON text, newest published first, then by id."""
    return select(Offre.id, cast(Offre.document, Text)).where(parmi(Offre.id, ids)).order_by(Offre.publiee_le.desc().nulls_last(), cast(Offre.id, Text))


def conditions(filtres: FiltresOffres, sauf: str = "") -> list[ColumnElement[bool]]:
    """Filters as conditions; `sauf` leaves one out, for its own facet."""
    c: dict[str, ColumnElement[bool]] = {}
    if filtres.q:
        c["q"] = Offre.recherche.op("@@")(requete_tous(filtres.q))
    if filtres.localisation:
        c["localisation"] = Offre.localisation_cle.like(motif_like(fold(filtres.localisation)))
    if filtres.type_contrat:
        c["type_contrat"] = Offre.type_contrat == filtres.type_contrat.value
    if filtres.teletravail:
        c["teletravail"] = Offre.teletravail == filtres.teletravail.value
    if filtres.competence:
        c["competence"] = Offre.concepts.contains([cle_competence(nom) for nom in filtres.competence])
    if filtres.niveau_etudes_max is not None:
        c["niveau_etudes_max"] = or_(Offre.niveau_etudes_min.is_(None), Offre.niveau_etudes_min <= filtres.niveau_etudes_max)
    if filtres.experience_max is not None:
        c["experience_max"] = or_(Offre.experience_min.is_(None), Offre.experience_min <= filtres.experience_max)
    if filtres.salaire_min is not None:
        c["salaire_min"] = par_an(func.coalesce(Offre.salaire_max, Offre.salaire_min)) >= filtres.salaire_min
    if filtres.entreprise:
        c["entreprise"] = Offre.entreprise_id.in_(select(Entreprise.id).where(Entreprise.nom_cle.like(motif_like(fold(filtres.entreprise)))))
    if filtres.langue:
        c["langue"] = Offre.langue == filtres.langue
    if filtres.publiee_apres is not None:
        c["publiee_apres"] = Offre.publiee_le > filtres.publiee_apres
    return [condition for nom, condition in c.items() if nom != sauf]


def cle_competence(nom: str) -> str:
    """What stands in `Offre.concepts` and `CV.concepts` for a skill: its concept, or its folded name."""
    from app.ai.referentiels import lexique

    concept = lexique().lier(nom)
    return concept.id if concept else " ".join(fold(nom).split())[:200]


# the transaction that wrote the row last: another value after any change
_ECRITURE = cast(literal_column("offres.xmin"), Text)
# (public JSON, its shape, version, last write) of the open offer `offre_id`; built once, since this is the most read page
RENDU_PUBLIC = select(Offre.rendu, Offre.rendu_forme, Offre.version, _ECRITURE).where(Offre.id == bindparam("offre_id"), est_ouverte())
# (id, last write) of those of `offre_ids` that are open
ECRITURES = select(Offre.id, _ECRITURE).where(Offre.id.in_(bindparam("offre_ids", expanding=True)), est_ouverte())


def liste_publique(filtres: FiltresOffres, tri: TriOffres) -> "Select[uuid.UUID, str, str]":
    """(id, public JSON, its shape) of the open offers that match, sorted."""
    requete = select(Offre.id, Offre.rendu, Offre.rendu_forme).where(est_ouverte(), *conditions(filtres))
    if tri == "-salaire_max":
        return requete.order_by(par_an(Offre.salaire_max).desc().nulls_last(), Offre.publiee_le.desc(), Offre.id)
    if tri == "salaire_min":
        return requete.order_by(par_an(Offre.salaire_min).asc().nulls_last(), Offre.publiee_le.desc(), Offre.id)
    if tri == "titre":
        return requete.order_by(Offre.titre, Offre.id)
    if tri == "publiee_le":
        return requete.order_by(Offre.publiee_le, Offre.id)
    return requete.order_by(Offre.publiee_le.desc(), Offre.id)


def compter(session: Session, *criteres: ColumnElement[bool]) -> int:
    """How many offers."""
    return session.execute(select(func.count()).select_from(Offre).where(*criteres)).scalar_one()


def facettes(session: Session, filtres: FiltresOffres) -> dict[str, list[ValeurFacette]]:
    """Counts of open offers per value; each facet ignores its own filter, so that one may change one's mind."""
    resultat = {
        "type_contrat": _facette(session, filtres, "type_contrat", select(Offre.type_contrat)),
        "teletravail": _facette(session, filtres, "teletravail", select(Offre.teletravail)),
        "localisation": _facette(session, filtres, "localisation", select(Offre.localisation)),
        "langue": _facette(session, filtres, "langue", select(Offre.langue)),
        "competence": _facette(session, filtres, "competence", select(func.unnest(Offre.concepts))),
    }
    entreprises = (
        select(Entreprise.nom.label("valeur"), func.count().label("nombre"))
        .join(Offre, Offre.entreprise_id == Entreprise.id)
        .where(est_ouverte(), *conditions(filtres, sauf="entreprise"))
        .group_by(Entreprise.nom)
        .order_by(func.count().desc(), Entreprise.nom)
        .limit(VALEURS_FACETTE_MAX)
    )
    resultat["entreprise"] = [ValeurFacette(valeur=ligne.valeur, nombre=ligne.nombre) for ligne in session.execute(entreprises)]
    return resultat


def _facette(session: Session, filtres: FiltresOffres, nom: str, valeurs: "Select[str]") -> list[ValeurFacette]:
    restreintes = valeurs.where(est_ouverte(), *conditions(filtres, sauf=nom)).subquery()
    valeur = restreintes.c[0]
    lignes = session.execute(select(valeur, func.count()).group_by(valeur).order_by(func.count().desc(), valeur).limit(VALEURS_FACETTE_MAX))
    return [ValeurFacette(valeur=str(v), nombre=n) for v, n in lignes]


def nombres_candidatures(session: Session, offre_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, dict[str, int]]:
    """Applications per offer and status."""
    nombres: dict[uuid.UUID, dict[str, int]] = {i: {} for i in offre_ids}
    lignes = session.execute(
        select(Candidature.offre_id, Candidature.statut, func.count())
        .where(Candidature.offre_id.in_(offre_ids))
        .group_by(Candidature.offre_id, Candidature.statut)
    )
    for offre_id, statut, nombre in lignes:
        nombres[offre_id][statut] = nombre
    return nombres
