"""The most read page: an open offer as everybody sees it, rendered at each write and kept for a moment.

A process keeps what it read for a second at most, and forgets at once what it writes itself: a visitor may see another process's change a second late.
"""

import hashlib
import json
import threading
import time
import uuid
from collections import OrderedDict
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.core.db import LectureSeule
from app.core.errors import Code, ErreurMetier
from app.schemas.offres import OffreRead
from app.services import offre_queries
from app.services.offre_rendu import etag_de, rendre_offre

FRAICHEUR_S = 1.0
GARDEES_MAX = 2_000
# a change of the answer's shape makes older renderings stale: they are built again on reading
FORME = hashlib.sha256(json.dumps(OffreRead.model_json_schema(), sort_keys=True).encode()).hexdigest()[:16]


@dataclass(frozen=True)
class RenduPublic:
    """An answer ready to be sent: JSON of an `OffreRead`, its entity tag, and when it was read (monotonic seconds)."""

    json: str
    etag: str
    lu_a: float


class VitrineService:
    """Open offers, one of these a process."""

    def __init__(self, lecture: LectureSeule) -> None:
        self._lecture = lecture
        self._gardees: OrderedDict[uuid.UUID, RenduPublic] = OrderedDict()
        self._verrou = threading.Lock()

    def gardee(self, offre_id: uuid.UUID) -> RenduPublic | None:
        """The offer when it was read less than a second ago; waits for nothing."""
        with self._verrou:
            rendu = self._gardees.get(offre_id)
        return rendu if rendu is not None and time.monotonic() - rendu.lu_a < FRAICHEUR_S else None

    def get_offre(self, offre_id: uuid.UUID) -> RenduPublic:
        """An open offer, read now. Raises OFFRE_INTROUVABLE."""
        lu_a = time.monotonic()
        with self._lecture() as connexion:
            ligne = connexion.execute(offre_queries.RENDU_PUBLIC, {"offre_id": offre_id}).one_or_none()
            if ligne is None:
                self.oublier(offre_id)
                raise ErreurMetier(Code.OFFRE_INTROUVABLE)
            texte, forme, version = ligne
            if forme != FORME:
                with Session(connexion) as session:
                    texte = rendre_offre(session.execute(offre_queries.offre_visible(None, offre_id)).scalar_one(), None).model_dump_json()
        rendu = RenduPublic(texte, etag_de(version), lu_a)
        with self._verrou:
            self._gardees[offre_id] = rendu
            if len(self._gardees) > GARDEES_MAX:
                self._gardees.popitem(last=False)
        return rendu

    def oublier(self, offre_id: uuid.UUID) -> None:
        """Read `offre_id` again next time: it has just been written."""
        with self._verrou:
            self._gardees.pop(offre_id, None)
