"""(Re)indexing on demand: one's own at once, everything by job."""

import threading
import uuid
from collections.abc import Sequence

from sqlalchemy import select

from app.core.db import UniteDeTravail
from app.core.enums import Role
from app.core.errors import Code, ErreurMetier
from app.models import CV, Offre
from app.schemas.cvs import ComptesIndexation
from app.services.acteur import Acteur
from app.services.index_service import IndexService
from app.services.passages import Objet
from app.services.taches import planifier
from app.vector_store.port import ErreurIndex


class IndexationService:
    """Use cases of indexing."""

    def __init__(self, unite: UniteDeTravail, index: IndexService, reveil: threading.Event) -> None:
        self._unite, self._index, self._reveil = unite, index, reveil

    def mes_cvs(self, acteur: Acteur) -> ComptesIndexation:
        """Index the caller's CVs now. Raises SERVICE_OCCUPE while the index is being rebuilt."""
        with self._unite() as session:
            ids = session.execute(select(CV.id).where(CV.candidat_id == acteur.id, CV.statut_analyse == "terminee")).scalars().all()
        return ComptesIndexation(cvs=len(ids), passages=self._indexer("cv", ids))

    def mes_offres(self, acteur: Acteur) -> ComptesIndexation:
        """Index the offers of the caller's entreprise now. Raises SERVICE_OCCUPE while the index is being rebuilt."""
        with self._unite() as session:
            ids = session.execute(select(Offre.id).where(Offre.entreprise_id == acteur.entreprise_id)).scalars().all()
        return ComptesIndexation(offres=len(ids), passages=self._indexer("offre", ids))

    def _indexer(self, objet: Objet, ids: Sequence[uuid.UUID]) -> int:
        try:
            return sum(self._index.indexer(objet, i) for i in ids)
        except ErreurIndex:
            raise ErreurMetier(Code.SERVICE_OCCUPE, retry_after=10) from None

    def tout(self, acteur: Acteur, objet: Objet) -> uuid.UUID:
        """Rebuild a whole collection by job; the job's id. Raises ROLE_INSUFFISANT."""
        if acteur.role is not Role.admin:
            raise ErreurMetier(Code.ROLE_INSUFFISANT)
        with self._unite() as session:
            tache = planifier(session, "reconstruire_index", objet, {"objet": objet}, acteur.id)
        self._reveil.set()
        return tache
