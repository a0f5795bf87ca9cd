"""Writing an offer's row beyond its content: its state, its public rendering, its end."""

import uuid
from datetime import datetime, timezone

from sqlalchemy import delete, select
from sqlalchemy.orm import Session, joinedload

from app.core.enums import StatutOffre
from app.models import Offre
from app.services import offre_queries
from app.services.journal import journaliser
from app.services.offre_rendu import rendre_offre
from app.services.passages import planifier_desindexation, supprimer_passages
from app.services.vitrine_service import FORME


def rendre_public(session: Session, offre: Offre) -> None:
    """Render the public answer after a write; the row must be flushed, for its id and times."""
    session.flush()
    chargee = select(Offre).options(joinedload(Offre.entreprise)).where(Offre.id == offre.id).execution_options(populate_existing=True)
    offre.rendu, offre.rendu_forme = rendre_offre(session.execute(chargee).scalar_one(), None).model_dump_json(), FORME
    session.flush()


def poser_statut(session: Session, acteur_id: uuid.UUID, offre: Offre, statut: StatutOffre) -> None:
    """Open or close a locked offer; repeating does nothing."""
    if offre.statut == statut.value:
        return
    maintenant = datetime.now(timezone.utc)
    offre.statut = statut.value
    offre.publiee_le = offre.publiee_le or maintenant
    offre.fermee_le = maintenant if statut is StatutOffre.fermee else None
    rendre_public(session, offre)
    journaliser(session, acteur_id, f"offre_{statut.value}", "offre", offre.id)
    session.flush()


def retirer_offre(session: Session, acteur_id: uuid.UUID, offre: Offre) -> bool:
    """Delete a locked offer that nobody applied to; close one with applications. Whether it was deleted."""
    offre_id = offre.id
    if offre_queries.nombres_candidatures(session, [offre_id])[offre_id]:
        poser_statut(session, acteur_id, offre, StatutOffre.fermee)
        return False
    supprimer_passages(session, offre_id)
    session.expunge(offre)
    session.execute(delete(Offre).where(Offre.id == offre_id))
    planifier_desindexation(session, "offre", offre_id)
    journaliser(session, acteur_id, "offre_supprimee", "offre", offre_id)
    return True
