"""Jobs as served."""

import uuid
from datetime import datetime

from pydantic import Field

from app.core.enums import StatutAnalyse
from app.schemas.commun import Sortie


class TacheRead(Sortie):
    """Where a job stands."""

    id: uuid.UUID
    genre: str
    statut: StatutAnalyse
    progression: int = Field(ge=0, le=100)
    etape: str | None
    resultat: dict[str, object] | None
    erreur: str | None
    creee_le: datetime
    finie_le: datetime | None


class TacheLancee(Sortie):
    """A job that was started; follow it at `/taches/{tache_id}`."""

    tache_id: uuid.UUID
